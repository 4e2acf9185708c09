"""Putting a parsed person into a contact. What stands in the contact wins; only gaps are filled. No queries."""

from collections.abc import Collection
from copy import copy
from datetime import datetime
from typing import NamedTuple

from contacts.importing.rows import Birthday, ParsedPerson
from contacts.models import Contact, DateKind, PointKind, ZoneSource
from contacts.models.contact_point import normalise
from contacts.zones import propose_zone
from crm.text import fold
from staff.models import User

NAME_PARTS = ("given", "given2", "surname_prefix", "surname_core", "name_locale")
LONE_GAPS = (
    "titles",
    "generation",
    "credentials",
    "grammatical_gender",
    "called",
    "latin_name",
    "reading",
    "job_title",
    "languages",
    "notes",
    "external_id",
)
PLACE = ("street", "city", "region", "postcode")
ZONE = ("time_zone", "zone_source")
CHANGED_FIELDS = (
    *NAME_PARTS, *LONE_GAPS, *PLACE, "country", *ZONE, "company", "search_key", "search_key2", "sort_key", "sort_name",
    "version", "updated_at",
)  # fmt: skip
# HubSpot guesses a zone from the visitor's network address: it is no word of the contact.
GUESSED_ZONES = frozenset({"hubspot"})


def fill(contact: Contact, person: ParsedPerson, company: int | None, file_format: str) -> bool:
    """Fill the contact's gaps from the person; return whether anything changed."""
    wanted = _values(person)
    before = vars(contact).copy()
    has_parts = any(getattr(contact, name) for name in NAME_PARTS)
    if not has_parts and fold(contact.full_name) == fold(person.full_name):
        _copy(contact, wanted, NAME_PARTS)
    for name in LONE_GAPS:
        if not getattr(contact, name):
            setattr(contact, name, wanted[name])
    _fill_place(contact, wanted)
    _fill_zone(contact, person, file_format)
    contact.company_id = contact.company_id or company
    return vars(contact) != before


def blank_contact(owner: User, by: User, time_zone: str, now: datetime) -> Contact:
    return Contact(
        owner_id=owner.pk,
        team_id=owner.team_id,
        time_zone=time_zone,
        zone_source=ZoneSource.ORGANISATION,
        created_at=now,
        updated_at=now,
        created_by_id=by.pk,
    )


def new_contact(blank: Contact, pk: int, full_name: str) -> Contact:
    """A copy of the blank: to find all defaults anew for each person takes ten times as long."""
    contact = copy(blank)
    contact.pk, contact.full_name = pk, full_name
    return contact


def _values(person: ParsedPerson) -> dict[str, object]:
    return {**vars(person), "surname_core": person.surname}


def _copy(contact: Contact, values: dict[str, object], names: tuple[str, ...]) -> None:
    for name in names:
        setattr(contact, name, values[name])


def _fill_place(contact: Contact, wanted: dict[str, object]) -> None:
    """An address is filled as a whole: parts of two are never mixed."""
    if any(getattr(contact, name) for name in PLACE):
        return
    if contact.country and wanted["country"] and contact.country != wanted["country"]:
        return
    _copy(contact, wanted, PLACE)
    contact.country = contact.country or str(wanted["country"])


def _fill_zone(contact: Contact, person: ParsedPerson, file_format: str) -> None:
    if contact.zone_source != ZoneSource.ORGANISATION:
        return
    if person.time_zone:
        contact.time_zone = person.time_zone
        contact.zone_source = ZoneSource.ADDRESS if file_format in GUESSED_ZONES else ZoneSource.TOLD
        return
    proposal = propose_zone(contact.country, contact.region, contact.city) if contact.country else None
    if proposal and proposal.zone:
        contact.time_zone, contact.zone_source = proposal.zone, proposal.source


class NewPoint(NamedTuple):
    """The columns of a ContactPoint."""

    contact_id: int
    kind: str
    value: str
    normalised: str
    label: str
    position: int


class NewDate(NamedTuple):
    """The columns of an ImportantDate."""

    contact_id: int
    kind: str
    month: int
    day: int
    year: int | None
    month_day: int
    source: str


def missing_points(contact: Contact, person: ParsedPerson, known: Collection[tuple[str, str]]) -> list[NewPoint]:
    """The person's addresses and numbers that the contact lacks, placed after those it has.

    Those `known` are pairs of kind and key.
    """
    taken = set(known)
    missing = []
    for kind, values in ((PointKind.EMAIL.value, person.emails), (PointKind.PHONE.value, person.phones)):
        position = sum(point[0] == kind for point in known)
        for value, label in values:
            key = normalise(kind, value, contact.country)
            if not key or (kind, key) in taken:
                continue
            taken.add((kind, key))
            missing.append(NewPoint(contact.pk, kind, value, key, label, position))
            position += 1
    return missing


def new_birthday(contact: Contact, birthday: Birthday) -> NewDate:
    month, day = birthday.month, birthday.day
    return NewDate(contact.pk, DateKind.BIRTHDAY.value, month, day, birthday.year, month * 100 + day, "import")


def touched(contact: Contact, now: datetime) -> None:
    contact.set_search_keys()
    contact.version += 1
    contact.updated_at = now
