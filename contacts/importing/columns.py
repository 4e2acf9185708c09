"""Which column of a CSV file holds what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from contacts.importing.places import key
from contacts.importing.synonyms import (
    ADDRESS_GROUPS,
    ADDRESS_HEADERS,
    EMAIL_HEADERS,
    NOISE_HEADERS,
    PHONE_HEADERS,
    TEXT_HEADERS,
)

# Google numbers what may repeat: "E-mail 1 - Value" and, before 2024, "E-mail 1 - Type".
_NUMBERED = re.compile(r"(E-mail|Phone|Address|Organization|Website) (\d+) - (.+)", re.IGNORECASE)
_NUMBERED_PARTS = {
    ("address", "formatted"): "formatted",
    ("address", "street"): "street",
    ("address", "city"): "city",
    ("address", "region"): "region",
    ("address", "postal code"): "postcode",
    ("address", "country"): "country",
    ("address", "extended address"): "street",
    ("organization", "name"): "company",
    ("organization", "title"): "job_title",
    ("website", "value"): "website",
}
# With a family name beside them they are the given name, alone they are the whole name.
_GIVEN_OR_WHOLE = frozenset(key(text) for text in ("имя", "jméno", "vardas"))

_OUTLOOK_EMAIL = frozenset(
    key(text) for text in ("E-mail Address", "Адрес эл. почты", "E-mailová adresa", "E-Mail-Adresse")
)


@dataclass(frozen=True)
class Column:
    """What a column holds: kind is text, email, phone, address, label or noise.

    `name` is the field (text, address) or the label (email, phone); `group` ties a number to its label and an
    address's parts to each other.
    """

    kind: str
    name: str = ""
    group: str = ""


def match_columns(headers: Sequence[str]) -> list[Column | None]:
    """One column for each header, None where it is unknown."""
    keys = [key(header) for header in headers]
    columns = [_column(header) for header in headers]
    names = {column.name for column in columns if column and column.kind == "text"}
    return [_settled(column, header, keys, names) for column, header in zip(columns, keys, strict=True)]


def format_of(headers: Sequence[str]) -> str:
    keys = {key(header) for header in headers}
    if any(_NUMBERED.fullmatch(header) for header in headers) and keys & {"given name", "first name", "name"}:
        return "google"
    if "record id" in keys and keys & {"email", "first name", "last name"}:
        return "hubspot"
    if keys & _OUTLOOK_EMAIL and len(keys) > 20:
        return "outlook"
    return "csv"


def _settled(column: Column | None, header: str, keys: list[str], names: set[str]) -> Column | None:
    """Decide what a header means by the company it keeps."""
    if header == "name":
        if "vorname" in keys and "surname" not in names:
            return Column("text", "surname")
        return Column("text", "full_name")
    if column is None or column.kind != "text":
        return column
    if column.name == "title":
        return Column("text", "prefix" if "job_title" in names else "job_title")
    if column.name == "given" and header in _GIVEN_OR_WHOLE and "surname" not in names:
        return Column("text", "full_name")
    return column


def _column(header: str) -> Column | None:
    if match := _NUMBERED.fullmatch(header):
        return _numbered(*match.groups())
    return _headers().get(key(header))


def _numbered(kind: str, number: str, part: str) -> Column | None:
    kind, part = kind.casefold().replace("-", ""), part.casefold()
    group = f"{kind} {number}"
    if part in ("type", "label"):
        return Column("label", "", group)
    if kind in ("email", "phone"):
        return Column(kind, "", group) if part == "value" else None
    name = _NUMBERED_PARTS.get((kind, part))
    return Column("address" if kind == "address" else "text", name, group) if name else None


@lru_cache(maxsize=1)
def _headers() -> dict[str, Column]:
    found = {header: Column("noise") for header in _split(NOISE_HEADERS)}
    for name, headers in _each(TEXT_HEADERS):
        found |= {header: Column("text", name) for header in headers}
    for kind, table in (("email", EMAIL_HEADERS), ("phone", PHONE_HEADERS)):
        for label, headers in _each(table):
            found |= {header: Column(kind, label) for header in headers}
    for part, headers in _each(ADDRESS_HEADERS):
        for header in headers:
            found[header] = Column("address", part)
            for group, names in _each(ADDRESS_GROUPS):
                spoken = [words for name in names for words in (f"{name} {header}", f"{header} {name}")]
                if part == "street":
                    spoken += [f"{words} {line}" for words in spoken for line in (2, 3)]
                found |= dict.fromkeys(spoken, Column("address", part, group))
    return found


def _each(table: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    return [(name, _split(headers)) for name, headers in table.items()]


def _split(headers: str) -> list[str]:
    return [key(header) for header in headers.split("|")]
