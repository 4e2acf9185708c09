"""vCard files, versions 2.1, 3.0 and 4.0; each card is read alone, so a broken one stops no other."""

import io
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import vobject
from django.utils.translation import gettext as _
from vobject.base import Component, VObjectError

from contacts.importing.choices import Choices, Opener
from contacts.importing.limits import LONGEST_CARD, MOST_LINES_OF_A_CARD, TOO_MANY
from contacts.importing.own_fields import OwnColumn
from contacts.importing.people import LONGEST_POINT, person_from
from contacts.importing.places import find_zone, key
from contacts.importing.repeated import Repeated, shared_among
from contacts.importing.rows import BadValue, ImportRefused, ParsedPerson, RawPerson, RowError
from contacts.importing.table import Survey

BEGIN = "BEGIN:VCARD"
# A picture may stand on one line.
LONGEST_CARD_LINE = 64 * 1024
_MARK = re.compile(r"(BEGIN|END):VCARD[ \t]*", re.IGNORECASE)
_BINARY = re.compile(r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)\b", re.IGNORECASE)
_BETWEEN_ADDRESSES = re.compile(r"[\s<>\",;:()\[\]=]+")
_ADDRESS = re.compile(r"[^@]+@[^@]+")
_PROPERTY = re.compile(r"(?:[\w-]+\.)?[A-Za-z][\w-]*(?:;(?:\"[^\"\n]*\"|[^\n:\"])*)?:")
_OWN, _OWN_FIELD = "X-RAPPORT-", "X-RAPPORT-FIELD-"
# What an export of ours says in properties of its own, if at all; the standard ones beside are for others.
OWN_TEXTS = (
    *("own_id", "name_locale", "surname_prefix", "surname", "surname2", "titles", "generation", "credentials"),
    *("gender", "latin_name", "reading", "prefix", "suffix"),
    *("stage", "exit_reason", "ended_by", "win_back_on", "stage_reason"),
    *("roles", "source", "campaign", "referrer_name", "cost", "industry", "size_band", "needs"),
    *("latin_address", "hours", "lunch"),
    *("company_street", "company_city", "company_region", "company_postcode", "company_country"),
)
_QUOTED = "QUOTED-PRINTABLE"
_ENCODING = re.compile(r";(ENCODING=)?QUOTED-PRINTABLE|;CHARSET=[^;]*", re.IGNORECASE)
_CHARSET = re.compile(r"CHARSET=([^;:]+)", re.IGNORECASE)
_BARE_COMMA = re.compile(r"(?<!\\)((?:\\\\)*),")
_LISTS = frozenset({"N", "ADR", "ORG", "CATEGORIES"})
_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_TEXTS = {
    "fn": "full_name", "nickname": "called", "title": "job_title", "note": "notes", "bday": "birthday",
    "url": "website", "uid": "external_id", "x-phonetic-first-name": "reading_given",
    "x-phonetic-last-name": "reading_surname",
}  # fmt: skip
_PLAIN_TYPES = frozenset({"pref", "internet", "voice", "x400", "text", "msg"})


class Cards:
    """The cards of a file, which begin anew at each walk; none is kept, nor any picture."""

    format = "vcard"

    def __init__(self, opener: Opener, encoding: str, choices: Choices) -> None:
        self._opener, self._encoding, self._choices = opener, encoding, choices
        self.own = choices.own
        self._own = _by_label(choices.own)

    @cached_property
    def survey(self) -> Survey:
        """Raise ImportRefused where a walk over all cards shows that the file cannot be read."""
        emails, count = Repeated(), 0
        for card in self._cards():
            emails.add(_addresses(card.lower()))
            count += 1
            if count > self._choices.most_rows:
                raise ImportRefused(TOO_MANY % {"most": self._choices.most_rows})
        if not count:
            raise ImportRefused(_("The file holds no vCard."))
        shared = shared_among(emails.found, self._with_repeated(emails.found)) if emails.found else frozenset()
        return Survey(count, "day", shared, [], is_often_short=False)

    def people(self) -> Iterator[ParsedPerson | RowError]:
        for number, card in enumerate(self._cards(), start=1):
            yield _person(number, card, self._choices.country, self._own)

    def _with_repeated(self, emails: set[str]) -> Iterator[ParsedPerson]:
        for card in self._cards():
            if not emails.isdisjoint(_addresses(card.lower())):
                person = _person(0, card, "", {})
                if isinstance(person, ParsedPerson):
                    yield person

    def _cards(self) -> Iterator[str]:
        """Each card from its beginning to its end."""
        lines: list[str] | None = None
        is_binary, size = False, 0
        for line in self._lines():
            mark = _MARK.fullmatch(line)
            if mark and mark[1].upper() == "BEGIN":
                if lines is not None:
                    break
                lines, size, is_binary = [], 0, False
            if lines is None:
                continue
            is_binary = is_binary if line.startswith((" ", "\t")) else bool(_BINARY.match(line))
            size += 0 if is_binary else len(line)
            # One character more than fits tells that the card is too long.
            if not is_binary and size <= LONGEST_CARD + LONGEST_CARD_LINE:
                lines.append(line)
            if mark and mark[1].upper() == "END":
                yield "\n".join(lines)
                lines = None
        if lines is not None:
            raise ImportRefused(_("The vCard file breaks off: a card has no end."))

    def _lines(self) -> Iterator[str]:
        with io.TextIOWrapper(self._opener(), self._encoding) as text:
            while line := text.readline(LONGEST_CARD_LINE):
                yield line.rstrip("\n")


def _addresses(card: str) -> list[str]:
    """The e-mail addresses in a card that was not read yet. No word is looked through that is too long for one: whoever
    looks for the @ from each of its letters looks for minutes."""
    words = (word for word in _BETWEEN_ADDRESSES.split(card) if "@" in word and len(word) <= LONGEST_POINT)
    return [address for word in words for address in _ADDRESS.findall(word)]


def _by_label(columns: Iterable[OwnColumn]) -> dict[str, OwnColumn]:
    """The own fields under every label by which they are known; the one that an export writes goes before."""
    known: dict[str, OwnColumn] = {}
    for column in columns:
        known[column.header] = column
    for column in columns:
        for label in column.keys:
            known.setdefault(label, column)
    return known


def _person(number: int, card: str, country: str, own: Mapping[str, OwnColumn]) -> ParsedPerson | RowError:
    try:
        parsed = _parsed(card)
        person = person_from(_raw(number, parsed), "day", country)
        person.own = dict(_own_facts(parsed, own))
        return person
    except BadValue as error:
        return RowError(number, str(error), {"vCard": card[:4000]})


def _parsed(card: str) -> Component:
    if len(card) > LONGEST_CARD:
        raise BadValue(_("The card is too long."))
    try:
        lines = list(_readable(card))
        if len(lines) > MOST_LINES_OF_A_CARD:
            raise BadValue(_("The card is too long."))
        return vobject.readOne("\n".join(lines) + "\n")
    except BadValue:
        raise
    except (VObjectError, ValueError, LookupError, IndexError, AttributeError) as error:
        raise BadValue(_("The card cannot be read as a vCard.")) from error


def _readable(card: str) -> Iterator[str]:
    """Whole properties, unfolded and decoded; a stray line is dropped, as vobject would stop at it."""
    parts: list[str] = []
    is_quoted = goes_on = False
    for line in [*card.split("\n"), "END"]:
        if parts and (goes_on or line.startswith((" ", "\t"))):
            parts.append(line if goes_on else line[1:])
        else:
            if parts:
                yield _plain("".join(parts))
            head = _PROPERTY.match(line)
            parts, is_quoted = ([line], _QUOTED in head[0].upper()) if head else ([], False)
        goes_on = bool(parts) and is_quoted and parts[-1].endswith("=")
        if goes_on:
            parts[-1] = parts[-1][:-1]


def _plain(line: str) -> str:
    """Quoted-printable becomes letters; a comma belongs to the value, of which there is one, unless it is a list."""
    head, value = _head_and_value(line)
    name = head.partition(";")[0].rpartition(".")[2].upper()
    if _QUOTED in head.upper():
        charset = _CHARSET.search(head)
        decoded = quopri.decodestring(value.encode()).decode(charset[1] if charset else "utf-8")
        value = decoded.replace("\r\n", "\n").replace("\n", "\\n")
        head = _ENCODING.sub("", head)
    if name not in _LISTS:
        value = _BARE_COMMA.sub(r"\1\,", value)
    return f"{head}:{value}"


def _head_and_value(line: str) -> tuple[str, str]:
    match = _PROPERTY.match(line)
    assert match is not None
    return match[0][:-1], line[match.end() :]


def _raw(number: int, card: Component) -> RawPerson:
    raw = RawPerson(number)
    labels = {line.group: line.value for line in card.lines() if line.name == "X-ABLABEL" and line.group}
    for line in card.lines():
        _take(raw, line.name.lower(), line, _type_of(line, labels))
    own = {
        line.name[len(_OWN) :].lower().replace("-", "_"): _text(line.value)
        for line in card.lines()
        if line.name.startswith(_OWN) and not line.name.startswith(_OWN_FIELD)
    }
    if "own_id" in own:
        said = {name: text for name, text in raw.texts.items() if name not in OWN_TEXTS}
        raw.is_exact, raw.texts = True, said | own
    for date in (line for line in card.lines() if line.name == "BDAY"):
        if date.params.get("X-APPLE-OMIT-YEAR", [""])[0] == str(date.value)[:4]:
            raw.texts["birthday"] = f"--{str(date.value)[5:]}"
    return raw


def _own_facts(card: Component, own: Mapping[str, OwnColumn]) -> Iterator[tuple[int, Any]]:
    """What the card says of the house's own fields, by their ids; BadValue where it fits no such field."""
    for line in card.lines():
        if line.name.startswith(_OWN_FIELD):
            label, _line, text = _text(line.value).partition("\n")
            column = own.get(label) or own.get(key(label))
            if column is not None and text.strip():
                yield column.field.pk, column.read(text.strip())


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
    elif name == "lang":
        raw.texts["languages"] = "; ".join(filter(None, (raw.texts.get("languages"), _text(line.value))))
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
