"""Which script a name is written in, and which one a locale writes: by ISO 15924 code."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from babel.core import get_global

# By the word that begins the Unicode names of a script's letters.
_CODES = {
    **{"LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARMENIAN": "Armn", "GEORGIAN": "Geor"},
    **{"HEBREW": "Hebr", "ARABIC": "Arab", "SYRIAC": "Syrc", "THAANA": "Thaa", "ETHIOPIC": "Ethi"},
    **{"DEVANAGARI": "Deva", "BENGALI": "Beng", "GURMUKHI": "Guru", "GUJARATI": "Gujr", "ORIYA": "Orya"},
    **{"TAMIL": "Taml", "TELUGU": "Telu", "KANNADA": "Knda", "MALAYALAM": "Mlym", "SINHALA": "Sinh"},
    **{"THAI": "Thai", "LAO": "Laoo", "KHMER": "Khmr", "MYANMAR": "Mymr", "TIBETAN": "Tibt"},
    **{"MONGOLIAN": "Mong", "CHEROKEE": "Cher", "TIFINAGH": "Tfng", "NKO": "Nkoo", "ADLAM": "Adlm"},
    **{"CJK": "Hani", "HIRAGANA": "Hira", "KATAKANA": "Kana", "BOPOMOFO": "Bopo", "HANGUL": "Hang"},
}
# Locales whose writing mixes several.
_MIXED = {
    "Jpan": frozenset({"Hani", "Hira", "Kana"}),
    "Kore": frozenset({"Hang", "Hani"}),
    "Hans": frozenset({"Hani", "Bopo"}),
    "Hant": frozenset({"Hani", "Bopo"}),
}
_OWNERS = {"Hira": "ja", "Kana": "ja", "Hang": "ko"}


class Tags(NamedTuple):
    """A locale taken apart; script and region are "" where neither it nor its language names them."""

    language: str
    script: str
    region: str

    def without_region(self) -> "Tags":
        return self._replace(region="")


@lru_cache(maxsize=1024)
def tags_of(locale: str) -> Tags:
    """The subtags of "zh-Hant-TW" or "zh_TW", with the script that is likely where none is named."""
    language, *others = locale.replace("-", "_").split("_")
    language = language.lower() or "und"
    script = next((part.title() for part in others if len(part) == 4 and part.isalpha()), "")
    region = next((part.upper() for part in others if len(part) == 2 or (len(part) == 3 and part.isdigit())), "")
    likely = get_global("likely_subtags")
    known = "_".join(filter(None, (language, script, region)))
    whole = likely.get(known) or likely.get(f"{language}_{region}") or likely.get(language) or ""
    return Tags(language, script or next((part for part in whole.split("_") if len(part) == 4), ""), region)


@lru_cache(maxsize=4096)
def script_of(text: str) -> str:
    """The script of the first letter that has one; "" where none has."""
    return next(filter(None, map(_script, unicodedata.normalize("NFKC", text))), "")


def _script(char: str) -> str:
    return _CODES.get(unicodedata.name(char, "").partition(" ")[0], "") if char.isalpha() else ""


@lru_cache(maxsize=4096)
def writes(locale: str, script: str) -> bool:
    """Whether the locale writes in this script; of an unknown script or locale nothing is held against it."""
    own = tags_of(locale).script
    return not script or not own or script == own or script in _MIXED.get(own, ())


def likely_locale(script: str) -> str:
    """The language with most writers of a script, "und" where nobody knows."""
    owner = _OWNERS.get(script) or get_global("likely_subtags").get(f"und_{script}", "und").partition("_")[0]
    return str(owner)
