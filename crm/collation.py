"""Sorting as the viewer's language sorts: Czech has Ch after H, Danish Å last, Russian its own letters first.

PostgreSQL does it with the collations of ICU. SQLite is given collations of the same names, made here for the
scripts our languages are written in; other scripts follow in the order of their code points. The order of letters,
signs and accents is that of the Unicode collation algorithm as CLDR 42 tailors it.
"""

import unicodedata
from functools import cache, lru_cache, partial
from re import Pattern, compile, escape
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate

REMEMBERED = 65_536

_SIGNS = "\t _-‐–—,;:!?¿.·'‘’“”„\"«»()[]{}§@*/\\&#%•`^°©®+±<=>|~$£¥€"
_LATIN = "a b ɓ c d ɖ e ə ɛ f g h i ı j k ĸ l m n ŋ o ɔ p q r s t ŧ u ʊ v w x y z þ"
_CYRILLIC = "а ә б в г ґ ғ д ђ е є ж җ з ѕ и і й ј к қ л љ м н ң њ о ө п р с т ћ у ү ұ ф х ҳ һ ц ч ҷ џ ш щ ъ ы ь э ю я"
_ACCENTS = "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0307\u0338\u0327\u0328\u0304"
_STROKE = "\u0338"

# A letter that sorts as others do, with the mark that tells them apart.
_SPELT = {
    **{letter: (plain, _STROKE) for letter, plain in zip("đðħłø", "ddhlo", strict=True)},
    **{"æ": ("ae", _STROKE), "œ": ("oe", _STROKE)},
}


class Tailoring(NamedTuple):
    """What a language sorts in its own way."""

    latin: str = _LATIN
    spelt: dict[str, tuple[str, str]] = {}
    cyrillic_first: bool = False
    upper_first: bool = False


def _with(*letters: str) -> str:
    """The Latin alphabet with letters of a language's own, each behind the one it follows."""
    alphabet = f" {_LATIN} "
    for pair in letters:
        alphabet = alphabet.replace(f" {pair.split()[0]} ", f" {pair} ")
    return alphabet.strip()


_TAILORINGS = {
    "cs": Tailoring(_with("c č", "h ch", "r ř", "s š", "z ž")),
    "da": Tailoring(
        _LATIN.replace("þ", "æ ø å"),
        {
            **{"aa": ("å", ""), "þ": ("th", ""), "œ": ("oe", _STROKE), "ä": ("æ", _STROKE)},
            **{letter: (plain, _STROKE) for letter, plain in zip("öőüű", "øøyy", strict=True)},
        },
        upper_first=True,
    ),
    "lt": Tailoring(_with("c č", "s š", "z ž").replace("y ", ""), {"y": ("i", "\u036f")}),
    "ru": Tailoring(cyrillic_first=True),
}


class Rules(NamedTuple):
    """A tailoring made ready: the units a text falls into, and the weights of those that are letters."""

    units: Pattern[str]
    letters: dict[str, tuple[str, str]]
    upper_first: bool


Key = tuple[str, str, str]


def collated(field: str, language: str, using: str = DEFAULT_DB_ALIAS) -> Combinable:
    """The text column in the order of the language; in its plain order on a server built without ICU."""
    return cast(Combinable, F(field) if using in _without_icu else Collate(field, collation_for(language)))


def collation_for(language: str) -> str:
    """The name of the language's collation, the same on both engines."""
    return f"{language if language in settings.INTERFACE_LANGUAGES else 'und'}-x-icu"


_asked: set[str] = set()
_without_icu: set[str] = set()


def make_ready(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Give a new SQLite connection our collations; ask PostgreSQL once whether it has its own."""
    if connection.vendor == "sqlite":
        for language in (*settings.INTERFACE_LANGUAGES, "und"):
            connection.connection.create_collation(collation_for(language), partial(compare, language))
    elif connection.vendor == "postgresql" and connection.alias not in _asked:
        _asked.add(connection.alias)
        if not has_icu(connection):
            _without_icu.add(connection.alias)


def has_icu(connection: BaseDatabaseWrapper) -> bool:
    wanted = [collation_for(language) for language in settings.INTERFACE_LANGUAGES]
    # Beneath Django's cursor: a page's queries stay the same in number, whoever opened the connection.
    with connection.connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT collname) = %s FROM pg_collation WHERE collname = ANY(%s)",
            [
                len(wanted),
                wanted,
            ],
        )
        return bool(cursor.fetchone()[0])


def compare(language: str, left: str, right: str) -> int:
    """-1, 0 or 1 as SQLite wants it; 0 for equal texts alone."""
    if left == right:
        return 0
    return -1 if (sort_key(left, language), left) < (sort_key(right, language), right) else 1


@lru_cache(REMEMBERED)
def sort_key(text: str, language: str) -> Key:
    """Letters first, then accents, then case: each decides only where the one before sees no difference."""
    rules = _rules(language)
    pairs = [_weigh(unit, rules) for unit in rules.units.findall(unicodedata.normalize("NFKD", text.casefold()))]
    case = text if rules.upper_first else text.swapcase()
    return "".join(letters for letters, _ in pairs), "".join(accents for _, accents in pairs), case


def _weigh(unit: str, rules: Rules) -> tuple[str, str]:
    if unit in rules.letters:
        return rules.letters[unit]
    if _is_accent(unit):
        return "", _accent(unit)
    if unit != "\t" and unicodedata.category(unit) in ("Cc", "Cf"):
        return "", ""
    digit = unicodedata.digit(unit, None)
    return (_place_of_other(unit) if digit is None else chr(0x70 + digit)), _BASE


# Where each group of letters stands. Greek lies between Latin and Cyrillic, at its own code points.
_OTHER_SIGNS, _CYRILLIC_FIRST, _LATIN_PLACE, _OTHER_LATIN, _CYRILLIC_PLACE = 0x6F, 0x80, 0x100, 0x300, 0x400
_OTHER_CYRILLIC = 0x52F
_BASE = "\x01"


def _place_of_other(char: str) -> str:
    at = _SIGNS.find(char)
    if at >= 0:
        return chr(1 + at)
    if unicodedata.category(char)[0] in "PSZ":
        return chr(_OTHER_SIGNS) + char
    if ord(char) < 0x370:
        return chr(_OTHER_LATIN) + char
    if 0x400 <= ord(char) < 0x530:
        return chr(_OTHER_CYRILLIC) + char
    return _as_hiragana(char)


def _as_hiragana(char: str) -> str:
    return chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char


def _is_accent(char: str) -> bool:
    # A vowel sign (0), a virama (9) and the vowels of Thai and Lao below are read as letters.
    return len(char) == 1 and unicodedata.combining(char) not in (0, 9, 103, 118)


def _accent(char: str) -> str:
    at = _ACCENTS.find(char)
    return chr(2 + at) if at >= 0 else char


@cache
def _rules(language: str) -> Rules:
    tailoring = _TAILORINGS.get(language, Tailoring())
    cyrillic = _CYRILLIC_FIRST if tailoring.cyrillic_first else _CYRILLIC_PLACE
    places = _places(tailoring.latin, _LATIN_PLACE) | _places(_CYRILLIC, cyrillic)
    letters = {unit: (place, _BASE) for unit, place in places.items()}
    for unit, (plain, accent) in (_SPELT | tailoring.spelt).items():
        if _decomposed(unit) not in places:
            first, *rest = (places[_decomposed(letter)] for letter in plain)
            letters[_decomposed(unit)] = ("".join([first, *rest]), _BASE + _accents(accent) + _BASE * len(rest))
    longest_first = sorted((unit for unit in letters if len(unit) > 1), key=len, reverse=True)
    units = compile("|".join([*map(escape, longest_first), "(?s:.)"]))
    return Rules(units, letters, tailoring.upper_first)


def _accents(marks: str) -> str:
    return "".join(map(_accent, marks))


def _places(alphabet: str, start: int) -> dict[str, str]:
    return {_decomposed(letter): chr(start + at) for at, letter in enumerate(alphabet.split())}


def _decomposed(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)
