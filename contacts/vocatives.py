"""Vocatives that can be derived for Czech and Lithuanian names. They are suggestions: staff may edit them.

"" means that no form is certain, and a greeting without the name is better.
"""

import re
from collections.abc import Callable

from vokativ import vokativ

CZECH_LOCALES = frozenset({"cs", "sk"})
# Nominatives that stay as they are; another name that comes back unchanged was not understood (Nagy).
_CZECH_INDECLINABLE = tuple("ýíůéeěioáu")
# Němec is Němče or Němci: two good forms, so somebody has to ask.
_CZECH_DOUBLE = "ec"
_PARTS = re.compile(r"([\s-]+)")

_LITHUANIAN_NAMES = (
    ("ėjas", "ėjau"),
    ("jas", "jau"),
    ("ias", "y"),
    ("ius", "iau"),
    ("us", "au"),
    ("as", "ai"),
    ("ys", "y"),
    ("is", "i"),
    ("ė", "e"),
)


def czech_given(name: str, gender: str) -> str:
    return _each_part(name, lambda part: _czech_word(part, gender, is_surname=False))


def czech_surname(name: str, gender: str) -> str:
    """A woman's surname is not bent."""
    if gender == "f":
        return name
    return _each_part(name, lambda part: _czech_word(part, gender, is_surname=True))


def lithuanian(name: str) -> str:
    """Given name or surname: Jonas -> Jonai, Petrauskienė -> Petrauskiene; other endings stay."""
    return _each_part(name, _lithuanian_word)


def _each_part(name: str, bend: Callable[[str], str]) -> str:
    parts = _PARTS.split(name)
    bent = [part if index % 2 or not part else bend(part) for index, part in enumerate(parts)]
    return "".join(bent) if all(bent) else ""


def _czech_word(word: str, gender: str, *, is_surname: bool) -> str:
    if is_surname and word.lower().endswith(_CZECH_DOUBLE):
        return ""
    bent = vokativ(word, woman=gender == "f", last_name=is_surname)
    unchanged = bent == word.lower()
    if unchanged and gender == "m" and not bent.endswith(_CZECH_INDECLINABLE):
        return ""
    return _in_case_of(word, bent)


def _lithuanian_word(word: str) -> str:
    lower = word.lower()
    for ending, vocative in _LITHUANIAN_NAMES:
        if lower.endswith(ending):
            return _in_case_of(word, lower.removesuffix(ending) + vocative)
    return word


def _in_case_of(word: str, bent: str) -> str:
    if len(word) > 1 and word.isupper():
        return bent.upper()
    kept = (old if old.lower() == new else new for old, new in zip(word, bent, strict=False))
    return "".join(kept) + bent[len(word) :]
