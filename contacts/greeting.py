"""How a contact is greeted in a language, from what is known about the name, and which rule it was."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from string import Formatter
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from contacts.data.greetings import (
    ENDS,
    FORMAL,
    INFORMAL,
    OTHER_LANGUAGES,
    PATRONYMIC_LOCALES,
    RIGHT_TO_LEFT,
    ROWS,
    SMALL_AFTER_COMMA,
    Row,
)
from contacts.name_fields import Name, base_of, in_script, mapping, name_in, name_locale, spaced, surname_of, text

RULES = {
    "address_as": _("The words chosen for this contact."),
    "organisation": _("The organisation’s own words in this language."),
    "title": _("The highest academic title."),
    "patronymic": _("Given name and patronymic."),
    "formal": _("The formal address for the known grammatical gender."),
    "full_name": _("The full name."),
    "latin_name": _("The name in Latin letters, because this language does not use the script of the name."),
    "informal": _("The informal address."),
    "neutral": _("A neutral line without a name."),
}
# Which word decided between formal and informal, the strongest first.
WISH, RELATION, HOUSE, TABLE = "wish", "relation", "organisation", "table"
REGISTERS = (FORMAL, INFORMAL)
GENDER = "grammatical_gender"
# Stands in a line of the organisation's own where the full name goes.
NAME_MARK = "{name}"
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_LEFT, _RIGHT = frozenset({"L"}), frozenset({"R", "AL"})
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Greeting(NamedTuple):
    text: str
    rule: str


class Register(NamedTuple):
    """Formal or informal, and what decided it."""

    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Manners:
    """What is known beside the contact: how our team is with them, and what the house does in each language."""

    relation: str = ""
    registers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    lines: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


NO_MANNERS = Manners()


def greet(contact: Any, language: str, register: str | None = None, *, manners: Manners = NO_MANNERS) -> Greeting:
    """The first line of a letter in the language: never a guessed gender, never a gap.

    `register` is formal or informal; by default what `register_of` finds.
    """
    base = base_of(language)
    wished = register or register_of(contact, language, manners).value
    chosen = _chosen_words(contact, base, wished)
    if chosen:
        return Greeting(chosen, "address_as")
    row, address = _first_row(contact, language, wished, manners)
    return Greeting(row.line.replace("{}", _isolated(address, base)), row.rule)


def register_of(contact: Any, language: str, manners: Manners = NO_MANNERS) -> Register:
    """The contact's wish, else how our team is with them, else the house's way in the language, else the table's."""
    candidates = (
        (text(contact, "formality"), WISH),
        (manners.relation, RELATION),
        (manners.registers.get(base_of(language), ""), HOUSE),
    )
    found = (Register(value, reason) for value, reason in candidates if value in REGISTERS)
    return next(found, Register(FORMAL, TABLE))


def goes_on_small(greeting: str, language: str) -> bool:
    """Whether the line after the greeting begins with a small letter: in Czech and German, after a comma."""
    return base_of(language) in SMALL_AFTER_COMMA and greeting.rstrip().endswith(",")


def addressed_name(contact: Any, language: str, *, manners: Manners = NO_MANNERS) -> str:
    """The name as the contact is to be addressed ("pane Nováku"), else the full name."""
    register = register_of(contact, language, manners).value
    chosen = _chosen_words(contact, base_of(language), register)
    if chosen:
        return chosen.rstrip(",!：،")
    _row, address = _first_row(contact, language, register, NO_MANNERS)
    return address or text(contact, "full_name")


def missing(contact: Any, language: str, register: str, *, manners: Manners = NO_MANNERS) -> list[str]:
    """The fields without which a better line cannot be written; none where the greeting is as good as it gets.

    Nobody is said to lack a title, nor a patronymic whose language has none.
    """
    if greet(contact, language, register, manners=manners).rule in ("address_as", "organisation"):
        return []
    name, gender = name_in(contact, language), text(contact, GENDER)
    fired, _address = _first_row(contact, language, register, manners)
    gaps = [
        _gaps(contact, name, gender, row, base_of(language))
        for row in _better_rows(contact, language, register, fired)
        if row.gender in ("", gender) or not gender
    ]
    return min(gaps, key=len, default=[])


def _better_rows(contact: Any, language: str, register: str, fired: Row) -> Iterator[Row]:
    for row in ROWS.get(base_of(language), OTHER_LANGUAGES):
        if row == fired:
            return
        is_wanted = row.rule != "patronymic" or name_locale(contact) in PATRONYMIC_LOCALES
        if row.register in ("", register) and row.rule not in ("title", "latin_name") and is_wanted:
            yield row


def _gaps(contact: Any, name: Name, gender: str, row: Row, base: str) -> list[str]:
    """What the row lacks; a name in another script is as good as none."""
    fields = [GENDER] if row.gender and not gender else []
    for wanted in _fields(row):
        part = wanted.removesuffix("_vocative")
        if getattr(name, wanted):
            continue
        known = surname_of(contact) if part == "surname" else text(contact, part)
        if part != wanted and in_script(known, base):
            # A vocative comes with the gender by itself, or somebody has to choose it.
            fields += [wanted] if gender else []
        else:
            fields.append(part)
    return fields


def _first_row(contact: Any, language: str, register: str, manners: Manners) -> tuple[Row, str]:
    base = base_of(language)
    name = name_in(contact, language)
    gender = text(contact, GENDER)
    rows = (*_own_rows(manners.lines.get(base, "")), *ROWS.get(base, OTHER_LANGUAGES))
    for row in rows:
        if row.register in ("", register) and row.gender in ("", gender) and _knows(name, row):
            return row, row.address.format(**{part: getattr(name, part) for part in _fields(row)})
    raise LookupError(f"the rows of {base} do not end with a neutral one")


def _own_rows(line: str) -> list[Row]:
    """The organisation's own line, with the full name where it asks for one."""
    if not line:
        return []
    if NAME_MARK not in line:
        return [Row(FORMAL, "", "organisation", line)]
    with_gap = line.replace(NAME_MARK, "{}")
    return [Row(FORMAL, "", "organisation", with_gap, address) for address in ("{full}", "{latin}")]


def _fields(row: Row) -> list[str]:
    return [part for _literal, part, _spec, _conversion in Formatter().parse(row.address) if part]


def _knows(name: Name, row: Row) -> bool:
    return all(getattr(name, part) for part in _fields(row))


def _chosen_words(contact: Any, base: str, register: str) -> str:
    words = spaced(mapping(contact, "address_as", base).get(register))
    if not words:
        return ""
    is_open = unicodedata.category(words[-1])[0] != "P"
    return words + ENDS.get(base, ",") if is_open else words


def _isolated(address: str, base: str) -> str:
    """A name that runs against the direction of the line keeps to itself, so that the end mark stays at the end."""
    against = _LEFT if base in RIGHT_TO_LEFT else _RIGHT
    runs_against = any(unicodedata.bidirectional(char) in against for char in address)
    return f"{_ISOLATE}{address}{_END_ISOLATE}" if runs_against else address
