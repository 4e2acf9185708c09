"""Contacts as vCard 4.0 (RFC 6350). What the standard has no word for stands in properties of our own."""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from contacts.exporting.people import ExportedPerson
from contacts.importing.own_fields import OwnColumn
from contacts.importing.vcard_reader import OWN_TEXTS

# Octets of a line before it is folded.
LINE = 75


def write_vcards(people: Iterable[ExportedPerson], out: BinaryIO, own: Sequence[OwnColumn] = ()) -> None:
    """`own` are the house's own fields that leave with the people, in the order of `person.own`."""
    for person in people:
        for line in _lines(person, own):
            out.write(_folded(line))


def _lines(person: ExportedPerson, own: Sequence[OwnColumn]) -> Iterator[str]:
    said = {name: _escaped(text) for name, text in person.texts.items()}
    surname = " ".join(filter(None, (said["surname_prefix"], said["surname"], said["surname2"])))
    suffix = ",".join(filter(None, (said["generation"], said["credentials"])))
    yield from ("BEGIN:VCARD", "VERSION:4.0", f"FN:{said['full_name']}")
    if surname or said["given"] or said["given2"]:
        yield f"N:{surname};{said['given']};{said['given2']};;{suffix}"
    yield from _given(NICKNAME=said["called"], ORG=said["company"], TITLE=said["job_title"])
    if any(said[name] for name in ("street", "city", "region", "postcode", "country")):
        yield f"ADR:;;{said['street']};{said['city']};{said['region']};{said['postcode']};{said['country']}"
    # Of vCard 4.0: basic, without dashes between the parts.
    yield from _given(BDAY=_basic(said["birthday"]), NOTE=said["notes"], URL=said["website"], TZ=said["time_zone"])
    yield from (f"LANG:{tag}" for tag in said["languages"].replace("\\;", ";").split("; ") if tag)
    yield from _given(UID=said["external_id"])
    yield from _points(person)
    yield from (f"X-RAPPORT-{name.replace('_', '-').upper()}:{said[name]}" for name in OWN_TEXTS if said.get(name))
    # Its label and what is known, each on a line of the text.
    facts = (f"{column.header}\n{value}" for column, value in zip(own, person.own, strict=False) if value)
    yield from (f"X-RAPPORT-FIELD-{number}:{_escaped(fact)}" for number, fact in enumerate(facts, start=1))
    yield "END:VCARD"


def _given(**properties: str) -> Iterator[str]:
    return (f"{name}:{value}" for name, value in properties.items() if value)


def _points(person: ExportedPerson) -> Iterator[str]:
    """A label of one's own is tied to its line by a group, as Apple does."""
    points = [*(("EMAIL", *point) for point in person.emails), *(("TEL", *point) for point in person.phones)]
    for number, (name, value, label) in enumerate(points, start=1):
        yield f"item{number}.{name}:{_escaped(value)}" if label else f"{name}:{_escaped(value)}"
        if label:
            yield f"item{number}.X-ABLABEL:{_escaped(label)}"


def _basic(birthday: str) -> str:
    return f"--{birthday[2:4]}{birthday[5:]}" if birthday.startswith("--") else birthday.replace("-", "")


def _escaped(text: str) -> str:
    for char in ("\\", ",", ";"):
        text = text.replace(char, f"\\{char}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Lines of 75 octets at most, broken between characters; what goes on begins with a space."""
    data, parts = line.encode(), []
    while len(data) > LINE:
        end = LINE
        while data[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(data[:end])
        data = b" " + data[end:]
    return b"\r\n".join([*parts, data]) + b"\r\n"
