"""How a contact is greeted in a language, from what is known about the name, and which rule it was."""

import unicodedata
from dataclasses import dataclass
from string import Formatter
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from contacts.data.greetings import (
    AUSTRIAN_DEGREES,
    ENDS,
    FORMAL,
    LATIN,
    OTHER_LANGUAGES,
    ROWS,
    SCRIPTS,
    TITLE_RANK,
    TITLES,
    Row,
)
from contacts.vocatives import CZECH_LOCALES, czech_given, czech_surname, lithuanian

# Marks that stand in names of every script: the modifier apostrophe, ª and º.
SCRIPTLESS = ("MODIFIER", "FEMININE", "MASCULINE")

RULES = {
    "address_as": _("The words chosen for this contact."),
    "title": _("The highest academic title."),
    "patronymic": _("Given name and patronymic."),
    "formal": _("The formal address for the known grammatical gender."),
    "full_name": _("The full name, because the grammatical gender or a part of the name is not known."),
    "latin_name": _("The name in Latin letters, because this language does not use the script of the name."),
    "informal": _("The informal address."),
    "neutral": _("A neutral line without a name, because too little of the name is known."),
}

# A middle name is not a patronymic, and must not be used as one.
PATRONYMIC_ENDINGS = ("ич", "вна", "чна", "шна", "оглы", "кызы", "улы", "уулу")
# Written family name first wherever they are read; of other names the given name stands first.
SURNAME_FIRST_LOCALES = frozenset({"ja", "ko", "vi", "yue", "zh"})


class Greeting(NamedTuple):
    text: str
    rule: str


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


def greet(contact: Any, language: str, register: str | None = None) -> Greeting:
    """The first line of a letter in the language: never a guessed gender, never a gap.

    `register` is formal or informal; by default what the contact wishes, else formal.
    """
    base, wished = _language(language), _register(contact, register)
    chosen = _chosen_words(contact, base, wished)
    if chosen:
        return Greeting(chosen, "address_as")
    row, address = _first_row(contact, language, wished)
    return Greeting(row.line.format(address), row.rule)


def addressed_name(contact: Any, language: str) -> str:
    """The name as the contact is to be addressed ("pane Nováku"), else the full name."""
    base, register = _language(language), _register(contact, None)
    chosen = _chosen_words(contact, base, register)
    if chosen:
        return chosen.rstrip(",!：،")
    _row, address = _first_row(contact, language, register)
    return address or _text(contact, "full_name")


def _first_row(contact: Any, language: str, register: str) -> tuple[Row, str]:
    base = _language(language)
    name = _name(contact, language)
    gender = _text(contact, "grammatical_gender")
    for row in ROWS.get(base, OTHER_LANGUAGES):
        if row.register in ("", register) and row.gender in ("", gender) and _knows(name, row):
            return row, row.address.format(**{field: getattr(name, field) for field in _fields(row)})
    raise LookupError(f"the rows of {base} do not end with a neutral one")


def _fields(row: Row) -> list[str]:
    return [field for _literal, field, _spec, _conversion in Formatter().parse(row.address) if field]


def _knows(name: Name, row: Row) -> bool:
    return all(getattr(name, field) for field in _fields(row))


def _chosen_words(contact: Any, base: str, register: str) -> str:
    words = _spaced(_mapping(contact, "address_as", base).get(register))
    if not words:
        return ""
    is_open = unicodedata.category(words[-1])[0] != "P"
    return words + ENDS.get(base, ",") if is_open else words


def _name(contact: Any, language: str) -> Name:
    base = _language(language)
    gender = _text(contact, "grammatical_gender")
    given, surname = _in_script(_text(contact, "given"), base), _in_script(_surname(contact), base)
    patronymic = _in_script(_text(contact, "given2"), base)
    full = _in_script(_full_name(contact, given, surname), base)
    locale = _name_locale(contact)
    stored = _mapping(contact, "vocatives", base)
    return Name(
        given=given,
        surname=surname,
        patronymic=patronymic if patronymic.lower().endswith(PATRONYMIC_ENDINGS) else "",
        called=_in_script(_text(contact, "called"), base) or given,
        full=full,
        latin="" if full else _in_script(_text(contact, "latin_name"), "en"),
        title=_title(contact, language, gender),
        given_vocative=_spaced(stored.get("given")) or _given_vocative(base, locale, given, gender),
        surname_vocative=_spaced(stored.get("surname")) or _surname_vocative(base, locale, surname, gender),
    )


def _full_name(contact: Any, given: str, surname: str) -> str:
    if given and surname and _name_locale(contact) not in SURNAME_FIRST_LOCALES:
        return f"{given} {surname}"
    return _text(contact, "full_name")


def _surname(contact: Any) -> str:
    prefix, core = _text(contact, "surname_prefix"), _text(contact, "surname_core")
    joint = "" if prefix.endswith(("'", "’", "-")) else " "
    return f"{prefix}{joint}{core}".strip() if core else ""


def _given_vocative(base: str, locale: str, given: str, gender: str) -> str:
    if not given:
        return ""
    if base == "cs":
        return czech_given(given, gender) if gender and locale in CZECH_LOCALES else ""
    if base == "lt":
        return lithuanian(given) if locale == "lt" else given
    return ""


def _surname_vocative(base: str, locale: str, surname: str, gender: str) -> str:
    if not surname:
        return ""
    if base == "cs":
        is_bent = gender == "f" or locale in CZECH_LOCALES
        return czech_surname(surname, gender) if gender and is_bent else ""
    if base == "lt":
        return lithuanian(surname) if locale == "lt" else surname
    return ""


def _title(contact: Any, language: str, gender: str) -> str:
    held = [str(code).lower().strip(".") for code in getattr(contact, "titles", None) or []]
    if _is_austrian(contact, language):
        return " ".join(AUSTRIAN_DEGREES[code] for code in held if code in AUSTRIAN_DEGREES)
    forms = TITLES.get(_language(language), {})
    highest = next((code for code in TITLE_RANK if code in held and code in forms), None)
    return forms[highest][gender == "f"] if highest else ""


def _is_austrian(contact: Any, language: str) -> bool:
    if _language(language) != "de":
        return False
    return language.lower().replace("_", "-") == "de-at" or _text(contact, "country") == "AT"


def _register(contact: Any, register: str | None) -> str:
    return register or _text(contact, "formality") or FORMAL


def _name_locale(contact: Any) -> str:
    return _language(_text(contact, "name_locale") or _text(contact, "language"))


def _language(language: str) -> str:
    return language.lower().replace("_", "-").partition("-")[0]


def _in_script(text: str, base: str) -> str:
    scripts = SCRIPTS.get(base, LATIN)
    letters = [char for char in text if char.isalpha()]
    return text if letters and all(_is_of(char, scripts) for char in letters) else ""


def _is_of(char: str, scripts: tuple[str, ...]) -> bool:
    return unicodedata.name(char, "").split(" ")[0] in (*scripts, *SCRIPTLESS)


def _mapping(contact: Any, field: str, base: str) -> dict[str, Any]:
    by_language = getattr(contact, field, None) or {}
    return by_language.get(base) or {}


def _text(contact: Any, field: str) -> str:
    return _spaced(getattr(contact, field, ""))


def _spaced(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
