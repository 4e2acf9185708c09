"""Putting a parsed person into a contact. What stands in the contact wins; only gaps are filled. No queries."""

from datetime import datetime

from contacts.importing.rows import ParsedPerson
from contacts.models import Company, Contact, ContactPoint, DateKind, ImportantDate, PointKind, ZoneSource
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


def fill(contact: Contact, person: ParsedPerson, company: Company | None, file_format: str) -> bool:
    """Fill the contact's gaps from the person; return whether anything changed."""
    wanted = _values(person)
    before = {name: getattr(contact, name) for name in CHANGED_FIELDS if name != "company"}
    had_company = contact.company_id is not None
    has_parts = any(getattr(contact, name) for name in NAME_PARTS)
    if not has_parts and fold(contact.full_name) == fold(person.full_name):
        _copy(contact, wanted, NAME_PARTS)
    for name in LONE_GAPS:
        if not getattr(contact, name):
            _copy(contact, wanted, (name,))
    _fill_place(contact, wanted)
    _fill_zone(contact, person, file_format)
    if company and not had_company:
        contact.company = company
    is_filled = any(getattr(contact, name) != value for name, value in before.items())
    return is_filled or bool(company and not had_company)


def blank_contact(full_name: str, owner: User, by: User, time_zone: str, now: datetime) -> Contact:
    return Contact(
        full_name=full_name,
        owner=owner,
        team=owner.team,
        time_zone=time_zone,
        zone_source=ZoneSource.ORGANISATION,
        created_at=now,
        updated_at=now,
        created_by=by,
    )


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


def missing_points(contact: Contact, person: ParsedPerson, known: list[ContactPoint]) -> list[ContactPoint]:
    """The person's addresses and numbers that the contact lacks, placed after those it has."""
    taken = {(point.kind, point.normalised) for point in known}
    positions = {kind: sum(point.kind == kind for point in known) for kind in PointKind.values}
    missing = []
    for kind, values in ((PointKind.EMAIL, person.emails), (PointKind.PHONE, person.phones)):
        for value, label in values:
            key = normalise(kind, value, contact.country)
            if not key or (kind, key) in taken:
                continue
            taken.add((kind, key))
            missing.append(
                ContactPoint(
                    contact=contact, kind=kind, value=value, normalised=key, label=label, position=positions[kind]
                )
            )
            positions[kind] += 1
    return missing


def missing_birthday(contact: Contact, person: ParsedPerson, known: list[ImportantDate]) -> ImportantDate | None:
    if person.birthday is None or any(date.kind == DateKind.BIRTHDAY for date in known):
        return None
    month, day, year = person.birthday.month, person.birthday.day, person.birthday.year
    return ImportantDate(
        contact=contact,
        kind=DateKind.BIRTHDAY,
        month=month,
        day=day,
        year=year,
        month_day=month * 100 + day,
        source="import",
    )


def touched(contact: Contact, now: datetime) -> None:
    contact.set_search_keys()
    contact.version += 1
    contact.updated_at = now
