"""The fields of a name as one language can write them: in its script, bent as it bends, with its titles."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from contacts.data.greetings import (
    AUSTRIAN_DEGREES,
    LATIN,
    SCRIPTS,
    SURNAME_FIRST_LOCALES,
    SURNAME_FIRST_SCRIPTS,
    TITLE_RANK,
    TITLES,
)
from contacts.vocatives import Forms, sole, vocative_forms

# Marks that stand in names of every script: the modifier apostrophe, ª and º.
SCRIPTLESS = ("MODIFIER", "FEMININE", "MASCULINE")
# A middle name is not a patronymic, and must not be used as one.
PATRONYMIC_ENDINGS = ("ич", "вна", "чна", "шна", "оглы", "кызы", "улы", "уулу")
GIVEN, SURNAME = "given", "surname"


@dataclass(frozen=True, slots=True)
class Name:
    """The fields that the rows may name; "" is unknown, or in a script the language does not use."""

    given: str = ""
    surname: str = ""
    patronymic: str = ""
    called: str = ""
    full: str = ""
    latin: str = ""
    title: str = ""
    given_vocative: str = ""
    surname_vocative: str = ""


def name_in(contact: Any, language: str) -> Name:
    base = base_of(language)
    given, surname = in_script(text(contact, "given"), base), in_script(surname_of(contact), base)
    patronymic = in_script(text(contact, "given2"), base)
    full = in_script(_full_name(contact, given, surname), base)
    return Name(
        given=given,
        surname=surname,
        patronymic=patronymic if patronymic.lower().endswith(PATRONYMIC_ENDINGS) else "",
        called=in_script(text(contact, "called"), base) or given,
        full=full,
        latin="" if full else in_script(text(contact, "latin_name"), "en"),
        title=_title(contact, language, text(contact, "grammatical_gender")),
        given_vocative=stored_vocative(contact, base, GIVEN) or sole(derived_vocatives(contact, base, GIVEN)),
        surname_vocative=stored_vocative(contact, base, SURNAME) or sole(derived_vocatives(contact, base, SURNAME)),
    )


def derived_vocatives(contact: Any, language: str, part: str) -> Forms:
    """In which forms the rules would call the contact by this part of the name, whatever is stored."""
    base = base_of(language)
    name = surname_of(contact) if part == SURNAME else text(contact, "given")
    gender = text(contact, "grammatical_gender")
    written = in_script(name, base)
    return vocative_forms(base, written, locale=name_locale(contact), gender=gender, is_surname=part == SURNAME)


def stored_vocative(contact: Any, language: str, part: str) -> str:
    return spaced(mapping(contact, "vocatives", base_of(language)).get(part))


def surname_of(contact: Any) -> str:
    prefix, core = text(contact, "surname_prefix"), text(contact, "surname_core")
    joint = "" if prefix.endswith(("'", "’", "-")) else " "
    return f"{prefix}{joint}{core}".strip() if core else ""


def name_locale(contact: Any) -> str:
    return base_of(text(contact, "name_locale") or text(contact, "language"))


def base_of(language: str) -> str:
    """The language without its region or script."""
    return language.lower().replace("_", "-").partition("-")[0]


def in_script(words: str, base: str) -> str:
    """The words where they are written in a script of the language, else ""."""
    scripts = SCRIPTS.get(base, LATIN)
    letters = [char for char in words if char.isalpha()]
    return words if letters and all(is_of(char, scripts) for char in letters) else ""


def is_of(char: str, scripts: tuple[str, ...]) -> bool:
    return unicodedata.name(char, "").split(" ")[0] in (*scripts, *SCRIPTLESS)


def mapping(contact: Any, field: str, base: str) -> dict[str, Any]:
    by_language = getattr(contact, field, None) or {}
    return by_language.get(base) or {}


def text(contact: Any, field: str) -> str:
    return spaced(getattr(contact, field, ""))


def spaced(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _full_name(contact: Any, given: str, surname: str) -> str:
    if not (given and surname) or name_locale(contact) in SURNAME_FIRST_LOCALES:
        return text(contact, "full_name")
    is_surname_first = any(is_of(char, SURNAME_FIRST_SCRIPTS) for char in given)
    return text(contact, "full_name") if is_surname_first else f"{given} {surname}"


def _title(contact: Any, language: str, gender: str) -> str:
    held = [str(code).lower().strip(".") for code in getattr(contact, "titles", None) or []]
    if _is_austrian(contact, language):
        return " ".join(AUSTRIAN_DEGREES[code] for code in held if code in AUSTRIAN_DEGREES)
    forms = TITLES.get(base_of(language), {})
    highest = next((code for code in TITLE_RANK if code in held and code in forms), None)
    return forms[highest][gender == "f"] if highest else ""


def _is_austrian(contact: Any, language: str) -> bool:
    if base_of(language) != "de":
        return False
    return language.lower().replace("_", "-") == "de-at" or text(contact, "country") == "AT"
