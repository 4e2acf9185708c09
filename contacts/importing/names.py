"""Names from split columns: composed in the order of their language, titles recognised, no case fixed."""

import re
import unicodedata

from contacts.importing.places import key
from contacts.naming import FAMILY_FIRST_LANGUAGES, GIVEN_NAME_LANGUAGES

FAMILY_FIRST_COUNTRIES = {
    "HU": "hu",
    "JP": "ja",
    "CN": "zh",
    "TW": "zh",
    "HK": "zh",
    "KR": "ko",
    "KP": "ko",
    "VN": "vi",
}
TITLE_CODES = frozenset({
    "dr", "prof", "ing", "mgr", "mudr", "judr", "mvdr", "mddr", "phdr", "rndr", "paeddr", "thdr", "thlic",
    "phmr", "rsdr", "doc", "docent", "bc", "bca", "mag", "dipl",
})  # fmt: skip
# A form of address is the file's own word for the grammatical gender; a name never is.
FORMS_OF_ADDRESS = {
    "m": "mr|mister|sir|herr|pan|pán|г-н|господин|hr|ponas|monsieur|señor|signor",
    "f": "mrs|ms|miss|madam|frau|paní|slečna|г-жа|госпожа|fru|frøken|ponia|panelė|madame|señora|signora",
}
_GENDERS = {key(word): gender for gender, words in FORMS_OF_ADDRESS.items() for word in words.split("|")}
_GENERATION = re.compile(r"(jr|sr|jun|sen|ml|st|ii|iii|iv|v|2nd|3rd|4th|мл|ст)\.?", re.IGNORECASE)


def compose(given: str, given2: str, surname: str, language: str, country: str) -> tuple[str, str]:
    """The full name, and the language of the name where its order or script tells it."""
    script = _script_language(given + surname)
    if script and given and surname:
        separator = " " if _is_katakana(given + surname) else ""
        parts = [given, given2, surname] if separator else [surname, given, given2]
        return separator.join(filter(None, parts)), script if script != "han" else _han_language(language, country)
    spoken = language.split("-")[0]
    order = spoken if spoken in FAMILY_FIRST_LANGUAGES else "" if spoken else FAMILY_FIRST_COUNTRIES.get(country, "")
    if order and given and surname:
        parts = [surname, given2, given] if order == "vi" else [surname, given, given2]
        return " ".join(filter(None, parts)), order
    return " ".join(filter(None, [given, given2, surname])), spoken if spoken in GIVEN_NAME_LANGUAGES else ""


def split_prefix(text: str) -> tuple[list[str], str]:
    """Codes of the titles in "Ing. Dr.", and the grammatical gender that "Mr" or "paní" states."""
    titles, gender = [], ""
    for word in re.split(r"[\s,.]+", text):
        folded = key(word)
        if folded in TITLE_CODES:
            titles.append(folded)
        elif folded in _GENDERS:
            gender = _GENDERS[folded]
    return list(dict.fromkeys(titles)), gender


def split_suffix(text: str) -> tuple[str, str]:
    """Generation ("Jr.", "III") and credentials ("PhD, CSc.") of a name's suffix."""
    generation: list[str] = []
    credentials: list[str] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        (generation if _GENERATION.fullmatch(part) else credentials).append(part)
    return " ".join(generation), ", ".join(credentials)


def _script_language(text: str) -> str:
    """ja or ko where the script tells, "han" for Chinese characters alone, "" for every other script."""
    names = {unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha()}
    if "HANGUL" in names:
        return "ko"
    if names & {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}:
        return "ja"
    return "han" if names == {"CJK"} else ""


def _han_language(language: str, country: str) -> str:
    spoken = language.split("-")[0] or FAMILY_FIRST_COUNTRIES.get(country, "")
    return spoken if spoken in ("ja", "zh", "ko", "yue", "vi") else ""


def _is_katakana(text: str) -> bool:
    return all("KATAKANA" in unicodedata.name(char, "") for char in text if char.isalpha())
