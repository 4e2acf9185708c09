"""Putting a parsed person into a contact, by what is to win where both say something. No queries."""

from collections.abc import Collection
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models.base import ModelState

from contacts.importing.rows import Birthday, ParsedPerson
from contacts.models import Contact, DateKind, FactKind, FactSource, PointKind, ZoneSource
from contacts.models.contact_point import normalise
from contacts.models.custom import Group
from contacts.models.fact import LONGEST_FOLDED, usual_expiry
from contacts.zones import doubt_about, propose_zone
from crm.text import fold, words_key
from staff.models import User

NAME_PARTS = ("given", "given2", "surname_prefix", "surname_core", "surname2", "name_locale")
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
    "source",
    "campaign",
    "referrer_name",
)
STANDING = ("stage", "roles")
COST = ("acquisition_cost", "acquisition_currency")
PLACE = ("street", "city", "region", "postcode")
# Pairs that are filled as a whole.
SPANS = (("hours_from", "hours_until"), ("lunch_from", "lunch_until"))
HOURS = tuple(name for span in SPANS for name in span)
ZONE = ("time_zone", "zone_source", "zone_doubt")
PLACED = ("country", "region", "city")
ADDRESS = (*PLACE, "country", "latin_address")
CHANGED_FIELDS = (
    "full_name", *NAME_PARTS, *LONE_GAPS, *PLACE, "latin_address", "country", *ZONE, *HOURS, "company", *STANDING,
    *COST, "search_key", "search_key2", "sort_key",
    "sort_name", "version", "updated_at",
)  # fmt: skip
# What an undoing gives back; the rest is derived from it.
TRACED_FIELDS = (
    "full_name", *NAME_PARTS, *LONE_GAPS, *PLACE, "latin_address", "country", *ZONE, *HOURS, "company_id", *STANDING,
    *COST,
)  # fmt: skip
# HubSpot guesses a zone from the visitor's network address: it is no word of the contact.
GUESSED_ZONES = frozenset({"hubspot"})


def fill(
    contact: Contact, person: ParsedPerson, company: int | None, file_format: str, *, file_wins: bool = False
) -> dict[str, tuple[Any, Any]]:
    """Put into the contact what it lacks, or all that the file says; return what changed, as (before, after)."""
    before = {name: getattr(contact, name) for name in TRACED_FIELDS}
    _put(contact, person, company, file_format, file_wins=file_wins)
    if file_wins:
        _fill_standing(contact, person)
    after = {name: getattr(contact, name) for name in TRACED_FIELDS}
    return {name: (as_kept(old), as_kept(after[name])) for name, old in before.items() if after[name] != old}


def as_kept(value: Any) -> Any:
    """The value as a trace of an import keeps it, in JSON."""
    return str(value) if isinstance(value, Decimal | time) else value


def from_kept(name: str, value: Any) -> Any:
    """The value of the field of a contact that a trace keeps so."""
    return time.fromisoformat(value) if name in HOURS and value else value


def fill_new(contact: Contact, person: ParsedPerson, company: int | None, file_format: str) -> None:
    """The same for one who has nothing yet, of whom nobody asks what changed."""
    _put(contact, person, company, file_format, file_wins=False)
    _fill_standing(contact, person)


def _put(contact: Contact, person: ParsedPerson, company: int | None, file_format: str, *, file_wins: bool) -> None:
    wanted = _values(person)
    place = [getattr(contact, name) for name in PLACED]
    _fill_name(contact, wanted, file_wins=file_wins)
    for name in LONE_GAPS:
        if not getattr(contact, name) or (file_wins and wanted[name] and name != "external_id"):
            setattr(contact, name, wanted[name])
    address = [getattr(contact, name) for name in PLACE]
    _fill_place(contact, wanted, file_wins=file_wins)
    _fill_latin_address(contact, wanted, address, file_wins=file_wins)
    is_placed = place != [getattr(contact, name) for name in PLACED]
    _fill_zone(contact, person, file_format, file_wins=file_wins, is_placed=is_placed)
    for span in SPANS:
        if wanted[span[0]] and (file_wins or getattr(contact, span[0]) is None):
            _copy(contact, wanted, span)
    if person.acquisition_cost is not None and (file_wins or contact.acquisition_cost is None):
        _copy(contact, wanted, COST)
    contact.company_id = (file_wins and company) or contact.company_id or company


def _fill_standing(contact: Contact, person: ParsedPerson) -> None:
    """Nobody is without them, so a file that only fills gaps leaves them alone."""
    contact.stage, contact.roles = person.stage or contact.stage, person.roles or contact.roles


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
    """A copy of the blank: to find all defaults anew for each person takes thirty times as long, `copy` five times."""
    contact = Contact.__new__(Contact)
    contact.__dict__ = {**vars(blank), "_state": ModelState(), "id": pk, "full_name": full_name}
    return contact


def _values(person: ParsedPerson) -> dict[str, Any]:
    return {**vars(person), "surname_core": person.surname}


def _copy(contact: Contact, values: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        setattr(contact, name, values[name])


def _fill_name(contact: Contact, wanted: dict[str, Any], *, file_wins: bool) -> None:
    """The parts of a name belong to it as a whole."""
    if file_wins and (contact.full_name != wanted["full_name"] or any(wanted[name] for name in NAME_PARTS)):
        _copy(contact, wanted, ("full_name", *NAME_PARTS))
        return
    has_parts = any(getattr(contact, name) for name in NAME_PARTS)
    if not has_parts and fold(contact.full_name) == fold(wanted["full_name"]):
        _copy(contact, wanted, NAME_PARTS)


def _fill_place(contact: Contact, wanted: dict[str, Any], *, file_wins: bool) -> None:
    """An address is filled as a whole: parts of two are never mixed."""
    if file_wins and any(wanted[name] for name in PLACE):
        _copy(contact, wanted, PLACE)
        contact.country = wanted["country"] or contact.country
        return
    if any(getattr(contact, name) for name in PLACE):
        return
    if contact.country and wanted["country"] and contact.country != wanted["country"]:
        return
    _copy(contact, wanted, PLACE)
    contact.country = contact.country or wanted["country"]


def _fill_latin_address(contact: Contact, wanted: dict[str, Any], before: list[str], *, file_wins: bool) -> None:
    """It is of the address beside it: that of another one neither comes nor stays."""
    address = [getattr(contact, name) for name in PLACE]
    is_new = address != before
    if address == [wanted[name] for name in PLACE] and wanted["latin_address"]:
        if is_new or file_wins or not contact.latin_address:
            contact.latin_address = wanted["latin_address"]
    elif is_new:
        contact.latin_address = ""


def _fill_zone(contact: Contact, person: ParsedPerson, file_format: str, *, file_wins: bool, is_placed: bool) -> None:
    """By the file's word, else by the address that it brought; that only questions a zone that was confirmed."""
    told, is_guess = person.time_zone, file_format in GUESSED_ZONES
    is_news = bool(told) and told != contact.time_zone and file_wins
    if contact.is_zone_confirmed:
        if is_news and not is_guess:
            contact.time_zone, contact.zone_source, contact.zone_doubt = told, ZoneSource.TOLD, ""
        elif is_placed and told != contact.time_zone:
            contact.zone_doubt = doubt_about(contact.time_zone, contact.country, contact.region, contact.city)
    elif told and (is_news or contact.zone_source == ZoneSource.ORGANISATION):
        contact.time_zone, contact.zone_doubt = told, ""
        contact.zone_source = ZoneSource.ADDRESS if is_guess else ZoneSource.TOLD
    elif contact.country and is_placed and not told:
        proposal = propose_zone(contact.country, contact.region, contact.city)
        if proposal.zone:
            contact.time_zone, contact.zone_source = proposal.zone, proposal.source
        else:  # They moved, and nobody knows whereto: the clock that stands is no more than the house's guess.
            contact.zone_source = ZoneSource.ORGANISATION


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


class NewNeed(NamedTuple):
    """The columns of a Fact."""

    contact_id: int
    kind: str
    text: str
    folded: str
    search_key: str
    source: str
    known_since: date
    group: str
    expires_on: date | None
    created_at: datetime
    created_by_id: int


def missing_needs(
    contact: Contact, person: ParsedPerson, known: Collection[str], by: int, now: datetime
) -> list[NewNeed]:
    """The person's needs that were never written down of the contact, ended ones included; `known` are folded."""
    since = now.date()
    told = {fold(text)[:LONGEST_FOLDED]: text for text in person.needs}
    expiry = usual_expiry(FactKind.NEED, since)
    fixed = (FactSource.IMPORT.value, since, Group.BASIC.value, expiry, now, by)
    return [
        NewNeed(contact.pk, FactKind.NEED.value, text, folded, words_key(text), *fixed)
        for folded, text in told.items()
        if folded not in known
    ]


def touched(contact: Contact, now: datetime) -> None:
    contact.set_search_keys()
    contact.version += 1
    contact.updated_at = now
