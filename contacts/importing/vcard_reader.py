"""vCard files, versions 2.1, 3.0 and 4.0; each card is read alone, so a broken one stops no other."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import vobject
from django.utils.translation import gettext as _
from vobject.base import Component, VObjectError

from contacts.importing.limits import LONGEST_CARD, MOST_LINES_OF_A_CARD, MOST_ROWS, TOO_MANY
from contacts.importing.people import person_from
from contacts.importing.places import find_zone
from contacts.importing.rows import BadValue, ImportRefused, ParsedPerson, RawPerson, Reading, RowError

BEGIN = "BEGIN:VCARD"
_MARK = re.compile(r"^(BEGIN|END):VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)
_BINARY = re.compile(
    r"^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)\b[^\n]*+\n(?:[ \t][^\n]*+\n)*+", re.IGNORECASE | re.MULTILINE
)
_PROPERTY = re.compile(r"^(?:[\w-]+\.)?[A-Za-z][\w-]*(?:;[^\n:]*)?:")
_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_TEXTS = {
    "fn": "full_name", "nickname": "called", "title": "job_title", "note": "notes", "bday": "birthday",
    "url": "website", "uid": "external_id", "lang": "languages", "x-phonetic-first-name": "reading_given",
    "x-phonetic-last-name": "reading_surname",
}  # fmt: skip
_PLAIN_TYPES = frozenset({"pref", "internet", "voice", "x400", "text", "msg"})


def read_vcards(text: str) -> Reading:
    text = text.replace("\r\n", "\n").replace("\r", "\n") + "\n"
    cards = list(islice(_cards(text), MOST_ROWS + 1))
    if not cards:
        raise ImportRefused(_("The file holds no vCard."))
    if len(cards) > MOST_ROWS:
        raise ImportRefused(TOO_MANY % {"most": MOST_ROWS})
    return Reading("vcard", [_person(number, card) for number, card in enumerate(cards, start=1)])


def _cards(text: str) -> Iterator[str]:
    """Each card from its beginning to its end, in one walk over the file."""
    begun: int | None = None
    for mark in _MARK.finditer(text):
        is_beginning = mark[1].upper() == "BEGIN"
        if is_beginning and begun is not None:
            break
        if is_beginning:
            begun = mark.start()
        elif begun is not None:
            yield text[begun : mark.end()]
            begun = None
    if begun is not None:
        raise ImportRefused(_("The vCard file breaks off: a card has no end."))


def _person(number: int, card: str) -> ParsedPerson | RowError:
    try:
        return person_from(_raw(number, _parsed(card)), day_order="day")
    except BadValue as error:
        return RowError(number, str(error), {"vCard": _BINARY.sub("", card)[:4000]})


def _parsed(card: str) -> Component:
    lines = _BINARY.sub("", card)
    if len(lines) > LONGEST_CARD or lines.count("\n") > MOST_LINES_OF_A_CARD:
        raise BadValue(_("The card is too long."))
    try:
        return vobject.readOne("\n".join(_readable(lines)) + "\n", allowQP=True)
    except (VObjectError, ValueError, LookupError, IndexError, AttributeError) as error:
        raise BadValue(_("The card cannot be read as a vCard.")) from error


def _readable(card: str) -> Iterator[str]:
    """Lines that belong to a property; a stray one is dropped, as vobject would stop at it."""
    within_quoted_printable = False
    for line in card.split("\n"):
        if within_quoted_printable or line.startswith((" ", "\t")) or _PROPERTY.match(line):
            yield line
        starts = "QUOTED-PRINTABLE" in line.upper() or within_quoted_printable
        within_quoted_printable = starts and line.endswith("=")


def _raw(number: int, card: Component) -> RawPerson:
    raw = RawPerson(number)
    labels = {line.group: line.value for line in card.lines() if line.name == "X-ABLABEL" and line.group}
    for line in card.lines():
        _take(raw, line.name.lower(), line, _type_of(line, labels))
    for date in (line for line in card.lines() if line.name == "BDAY"):
        if date.params.get("X-APPLE-OMIT-YEAR", [""])[0] == str(date.value)[:4]:
            raw.texts["birthday"] = f"--{str(date.value)[5:]}"
    return raw


def _take(raw: RawPerson, name: str, line: Any, label: str) -> None:
    if name == "email":
        raw.emails.append((line.value, label))
    elif name == "tel":
        raw.phones.append((line.value.removeprefix("tel:"), label))
    elif name == "n":
        _take_name(raw, line.value)
    elif name == "adr":
        raw.addresses.append(_address(line.value))
    elif name == "org":
        raw.texts.setdefault("company", _text(line.value[0] if line.value else ""))
    elif name == "tz":
        _take_zone(raw, line.value)
    elif name in _TEXTS and line.params.get("VALUE") != ["text"]:
        raw.texts.setdefault(_TEXTS[name], _text(line.value).removeprefix("urn:uuid:"))


def _take_name(raw: RawPerson, name: Any) -> None:
    parts = {
        "surname": name.family, "given": name.given, "given2": name.additional, "prefix": name.prefix,
        "suffix": name.suffix,
    }  # fmt: skip
    raw.texts |= {field: _text(value) for field, value in parts.items() if _text(value)}


def _take_zone(raw: RawPerson, text: str) -> None:
    """An offset such as -05:00 names no zone: it is left out, a name must be a known one."""
    if re.search("[A-Za-z]{3}", text):
        raw.texts["time_zone"] = find_zone(text)


def _address(address: Any) -> dict[str, str]:
    street = (_text(part, ", ") for part in (address.street, address.extended, address.box))
    return {
        "street": ", ".join(filter(None, street)),
        "city": _text(address.city, ", "),
        "region": _text(address.region, ", "),
        "postcode": _text(address.code),
        "country": _text(address.country, ", "),
    }


def _text(value: Any, separator: str = " ") -> str:
    if isinstance(value, list | tuple):
        return separator.join(filter(None, map(_text, value)))
    return str(value).strip()


def _type_of(line: Any, labels: dict[str, str]) -> str:
    if line.group in labels:
        return _LABEL.sub(r"\1", labels[line.group])
    types = [word.lower() for text in line.params.get("TYPE", []) for word in text.split(",")]
    types += [word.lower() for word in line.singletonparams]
    return next((word for word in types if word not in _PLAIN_TYPES), "")
