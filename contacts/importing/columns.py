"""Which column of a table holds what."""

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
    OWN_ID,
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
# Pipedrive says before each column whom it is about.
_ABOUT = re.compile(r"^(Person|Contact) - (.+)", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LOOKS_LIKE = {
    "email": re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
    "phone": re.compile(r"(\+|00)[\d\s()./-]{7,}"),
}
# Columns that may stand twice: each has a value of its own.
_MANY = frozenset({"email", "phone", "label", "noise"})
_GIVEN_OR_WHOLE = frozenset(key(text) for text in ("имя", "jméno", "vardas"))

_OUTLOOK_EMAIL = frozenset(
    key(text) for text in ("E-mail Address", "Адрес эл. почты", "E-mailová adresa", "E-Mail-Adresse")
)


@dataclass(frozen=True)
class Column:
    """What a column holds: kind is text, email, phone, address, own, label or noise.

    `name` is the field (text, address; of an own one its id) or the label (email, phone); `group` ties a number to its
    label and an address's parts to each other.
    """

    kind: str
    name: str = ""
    group: str = ""


def match_columns(headers: Sequence[str]) -> list[Column | None]:
    """One column for each header, None where it is unknown."""
    headers = [_ABOUT.sub(r"\2", header) for header in headers]
    keys = [key(header) for header in headers]
    columns = [_column(header) for header in headers]
    names = {column.name for column in columns if column and column.kind == "text"}
    return [_settled(column, header, keys, names) for column, header in zip(columns, keys, strict=True)]


def format_of(headers: Sequence[str]) -> str:
    keys = {key(header) for header in headers}
    if OWN_ID in headers:
        return "rapport"
    if any(_NUMBERED.fullmatch(header) for header in headers) and keys & {"given name", "first name", "name"}:
        return "google"
    if "record id" in keys and keys & {"email", "first name", "last name"}:
        return "hubspot"
    if keys & _OUTLOOK_EMAIL and len(keys) > 20:
        return "outlook"
    if "account name" in keys and keys & {"mailing city", "mailing street", "contact id"}:
        return "salesforce"
    if any(header.startswith("Person - ") for header in headers) or {"email work", "phone work"} <= keys:
        return "pipedrive"
    return "csv"


def key_of(column: Column | None) -> str:
    """What a column holds, in a word that a form can carry: "text.company", "email.work", "" for nothing."""
    return f"{column.kind}.{column.name}" if column and column.kind != "noise" else ""


def guess_columns(
    headers: Sequence[str], rows: Sequence[Sequence[str]], own: Mapping[str, int] | None = None
) -> list[Column | None]:
    """By the headers, those of `own` fields too, and where one says nothing by what stands below it."""
    columns = match_columns(headers)
    for index, column in enumerate(columns):
        if column is None and own and (pk := own.get(key(headers[index]))):
            columns[index] = Column("own", str(pk))
        elif column is None:
            cells = [row[index].strip() for row in rows if index < len(row)]
            columns[index] = _by_content([cell for cell in cells if cell])
    return columns


def _by_content(cells: Sequence[str]) -> Column | None:
    for kind, pattern in _LOOKS_LIKE.items():
        if cells and sum(bool(pattern.fullmatch(cell)) for cell in cells) * 10 >= len(cells) * 9:
            return Column(kind)
    return None


def repeated_columns(headers: Sequence[str], columns: Sequence[Column | None]) -> list[int]:
    """Places of the columns that are called like one before them and can hold no value beside it."""
    met: set[str] = set()
    places = []
    for index, (header, column) in enumerate(zip(headers, columns, strict=True)):
        if column and column.kind not in _MANY and key(header) in met:
            places.append(index)
        met.add(key(header))
    return places


def chosen_columns(
    guesses: Sequence[Column | None], chosen: Sequence[str] | None, left_out: Sequence[int]
) -> list[Column | None]:
    """The guesses, with what somebody chose instead; a guess that was kept keeps its ties to other columns."""
    if chosen is None:
        return [None if index in left_out else column for index, column in enumerate(guesses)]
    words = [*chosen, *[""] * len(guesses)]
    return [guess if key_of(guess) == word else _column_for(word) for guess, word in zip(guesses, words, strict=False)]


def _column_for(word: str) -> Column | None:
    kind, _dot, name = word.partition(".")
    return Column(kind, name) if kind in ("text", "email", "phone", "address", "own") else None


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
    known = _headers()
    return known.get(key(header)) or known.get(key(_CAMEL.sub(" ", header)))


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
