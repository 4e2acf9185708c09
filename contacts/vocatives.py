"""Vocatives that can be derived for Czech, Lithuanian and Ukrainian names. They are suggestions: staff may edit them.

One form is certain enough to write; of several somebody chooses; where there is none, a greeting without the name is
better.
"""

import re
from collections.abc import Callable
from itertools import product

from vokativ import vokativ

from contacts.data.vocatives import (
    CZECH_EL,
    CZECH_LOCALES,
    CZECH_OWN,
    CZECH_UNCHANGED,
    LITHUANIAN_NAMES,
    LITHUANIAN_NOUNS,
    UKRAINIAN_DOUBTFUL,
    UKRAINIAN_NAMES,
)

Forms = tuple[str, ...]

_PARTS = re.compile(r"([\s-]+)")
MOST_FORMS = 6
# Hard or soft: both are said (Klaus: Klausi, Klause; Marx, Schulz).
_CZECH_HARD_OR_SOFT = ("s", "x", "z")
_VOWELS = "aáeéěiíoóuúůyý"


def vocative_forms(language: str, name: str, *, locale: str, gender: str, is_surname: bool) -> Forms:
    """The forms in which the language calls somebody of this name; `locale` is the language of the name itself."""
    if not name:
        return ()
    if language == "cs":
        return _czech(name, locale, gender, is_surname)
    if language == "lt":
        return (lithuanian(name) if locale == "lt" else name,)
    if language == "uk" and locale == "uk" and gender and not is_surname:
        return ukrainian_given(name, gender)
    return ()


def sole(forms: Forms) -> str:
    """The form that is certain; "" where somebody has to be asked."""
    return forms[0] if len(forms) == 1 else ""


def czech_given(name: str, gender: str) -> Forms:
    return _each_part(name, lambda part: _czech_word(part, gender, is_surname=False))


def czech_surname(name: str, gender: str) -> Forms:
    """A woman's surname is not bent."""
    if gender == "f":
        return (name,)
    return _each_part(name, lambda part: _czech_word(part, gender, is_surname=True))


def lithuanian(name: str) -> str:
    """Given name or surname: Jonas -> Jonai, Petrauskienė -> Petrauskiene; other endings stay."""
    return sole(_each_part(name, lambda part: (_lithuanian_word(part, LITHUANIAN_NAMES),))) or name


def lithuanian_noun(word: str) -> str:
    """A word that is no name: ponas -> pone, daktaras -> daktare, direktorius -> direktoriau."""
    return _lithuanian_word(word, LITHUANIAN_NOUNS)


def ukrainian_given(name: str, gender: str) -> Forms:
    """Олена -> Олено, Сергій -> Сергію; none for endings that are bent in two ways."""
    return _each_part(name, lambda part: _ukrainian_word(part, gender))


def _czech(name: str, locale: str, gender: str, is_surname: bool) -> Forms:
    if not gender:
        return ()
    if is_surname and gender == "f":
        return czech_surname(name, gender)
    if locale not in CZECH_LOCALES:
        return ()
    return czech_surname(name, gender) if is_surname else czech_given(name, gender)


def _each_part(name: str, bend: Callable[[str], Forms]) -> Forms:
    """Every way to call all parts of a double name; none where one part is not understood."""
    parts = _PARTS.split(name)
    bent = [(part,) if index % 2 else bend(part) if part else () for index, part in enumerate(parts)]
    return tuple("".join(chosen) for chosen in product(*bent))[:MOST_FORMS]


def _czech_word(word: str, gender: str, *, is_surname: bool) -> Forms:
    lower = word.lower()
    derived = vokativ(word, woman=gender == "f", last_name=is_surname)
    forms = (derived,) if gender == "f" else _of_a_man(lower, derived, is_surname)
    return tuple(_in_case_of(word, form) for form in dict.fromkeys(forms))


def _of_a_man(lower: str, derived: str, is_surname: bool) -> Forms:
    if lower in CZECH_OWN:
        return CZECH_OWN[lower]
    if lower.endswith("gy"):
        return (f"{lower}i",)
    if lower.endswith("ec") and is_surname:
        return (f"{lower[:-2]}če", f"{lower[:-2]}ci")
    if lower.endswith("el") and lower not in CZECH_EL:
        return (derived, f"{lower}e", f"{lower}i")
    if lower.endswith(_CZECH_HARD_OR_SOFT):
        return (f"{lower}i", f"{lower}e")
    if lower.endswith("r") and lower != "petr" and lower[-2:-1] not in _VOWELS:
        return (f"{lower[:-1]}ře", f"{lower}e")
    if derived == lower and not lower.endswith(CZECH_UNCHANGED):
        # Another name that comes back unchanged was not understood.
        return (lower, f"{lower}i") if lower.endswith("y") else ()
    return (derived,)


def _lithuanian_word(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    lower = word.lower()
    for ending, vocative in endings:
        if lower.endswith(ending):
            return _in_case_of(word, lower.removesuffix(ending) + vocative)
    return word


def _ukrainian_word(word: str, gender: str) -> Forms:
    lower = word.lower()
    if lower in UKRAINIAN_DOUBTFUL:
        return ()
    for pattern, vocative in UKRAINIAN_NAMES[gender]:
        if pattern.search(lower):
            return (_in_case_of(word, pattern.sub(vocative, lower)),)
    return ()


def _in_case_of(word: str, bent: str) -> str:
    if len(word) > 1 and word.isupper():
        return bent.upper()
    kept = (old if old.lower() == new else new for old, new in zip(word, bent, strict=False))
    return "".join(kept) + bent[len(word) :]
