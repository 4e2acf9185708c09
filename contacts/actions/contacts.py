"""Creating, changing, binning and restoring people and companies."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contacts.actions.employment import move_between, note_moves
from contacts.custom import Facts, fields_for, write_facts
from contacts.models import (
    Company,
    Contact,
    ContactPoint,
    DateKind,
    ImportantDate,
    PointKind,
    StageChange,
    ZoneSource,
)
from contacts.models.contact_point import normalise
from contacts.models.custom import Subject
from contacts.signals import contact_zone_changed
from contacts.tagging import set_tags
from contacts.zones import propose_zone
from crm.text import fold
from staff import audit
from staff.models import Organisation, Team, User

Points = Sequence[tuple[str, str]]
Birthday = tuple[int, int, int | None]
KEEP: Any = object()
PLACE = ("country", "region", "city")
# Rows that the maker has in hand; the database refuses one that is gone.
KNOWN_ROWS = ("company", "owner", "team", "created_by")


class StaleContact(Exception):
    """Somebody else changed the contact since it was read."""


@transaction.atomic
def create_contact(
    *,
    by: User,
    owner: User | None,
    fields: dict[str, Any],
    team: Team | None = None,
    company_name: str = "",
    emails: Points = (),
    phones: Points = (),
    birthday: Birthday | None = None,
    custom: Facts | None = None,
    tags: Sequence[str] = (),
    now: datetime | None = None,
) -> Contact:
    """A new person with addresses and birthday; points are (value, label), a birthday (month, day, year).

    The company is among the fields, or found or made by its name. Without a `team` the contact belongs to
    its owner's, else to the maker's.
    """
    now = now or timezone.now()
    team_id = team.pk if team else (owner or by).team_id
    contact = Contact(**fields, owner=owner, team_id=team_id, created_at=now, updated_at=now, created_by=by)
    if company_name:
        contact.company = company_named(by=by, name=company_name, now=now)
    place_in_zone(contact)
    contact.set_search_keys()
    contact.full_clean(exclude=KNOWN_ROWS)
    contact.save()
    ContactPoint.objects.bulk_create(
        [*points_of(contact, PointKind.EMAIL, emails), *points_of(contact, PointKind.PHONE, phones)]
    )
    if birthday:
        _write_birthday(ImportantDate(contact=contact, kind=DateKind.BIRTHDAY), birthday, source="colleague")
    if custom:
        write_facts(contact, custom, fields_for(Subject.CONTACT))
    if tags:
        set_tags(contact, tags, by=by, now=now)
    StageChange.objects.create(contact=contact, at=now, after=contact.stage, by=by)
    audit.record("contacts.create", by=by, subject=contact, now=now)
    return contact


@transaction.atomic
def update_contact(  # long: the arguments stand one a line, twice
    *,
    by: User,
    contact: Contact,
    fields: dict[str, Any],
    company_name: str = KEEP,
    emails: Points = KEEP,
    phones: Points = KEEP,
    birthday: Birthday | None = KEEP,
    custom: Facts | None = None,
    tags: Sequence[str] = KEEP,
    now: datetime | None = None,
) -> Contact:
    """Write the fields that differ; raise StaleContact where `contact.version` is no longer the newest.

    Announces `contact_zone_changed` where the clock of the contact moved.
    """
    now = now or timezone.now()
    claimed = Contact.objects.filter(pk=contact.pk, version=contact.version)
    if not claimed.update(version=contact.version + 1):
        raise StaleContact
    before = Contact.objects.get(pk=contact.pk)
    if company_name is not KEEP:
        company = company_named(by=by, name=company_name, present=before.company, now=now)
        fields = {**fields, "company": company}
    changed = sorted(name for name, value in fields.items() if getattr(before, name) != value)
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.version, contact.updated_at = before.version, now
    if contact.zone_source == ZoneSource.ORGANISATION or any(
        getattr(contact, name) != getattr(before, name) for name in PLACE
    ):
        place_in_zone(contact)
    contact.set_search_keys()
    contact.full_clean()
    contact.save()
    for kind, points in ((PointKind.EMAIL, emails), (PointKind.PHONE, phones)):
        if points is not KEEP:
            set_points(contact, kind, points)
    if birthday is not KEEP:
        set_birthday(contact, birthday, source="colleague")
    facts = write_facts(contact, custom, fields_for(Subject.CONTACT)) if custom else {}
    if tags is not KEEP:
        facts |= set_tags(contact, tags, by=by, now=now)
    _note_changes(contact, before, changed, facts, by=by, now=now)
    return contact


def _note_changes(
    contact: Contact, before: Contact, changed: list[str], facts: dict[str, Any], *, by: User, now: datetime
) -> None:
    note_moves([move_between(before, contact)], now=now)
    if contact.stage != before.stage:
        StageChange.objects.create(contact=contact, at=now, before=before.stage, after=contact.stage, by=by)
    values = _with_facts(audit.changes(before, contact, changed), facts)
    detail = {"fields": [*changed, *facts]}
    audit.record("contacts.change", by=by, subject=contact, detail=detail, values=values, now=now)
    if contact.time_zone != before.time_zone:
        contact_zone_changed.send(Contact, contact=contact, now=now)


def _with_facts(values: dict[str, Any] | None, facts: dict[str, Any]) -> dict[str, Any] | None:
    """Old and new values for the audit trail, those of custom fields too."""
    changed = (values or {}).get("changes", {}) | facts
    return {"changes": changed} if changed else None


def company_named(*, by: User, name: str, present: Company | None = None, now: datetime) -> Company | None:
    """The company of that name among those `by` may see, else a new one of theirs; "" is none.

    The `present` one stays where only its spelling was typed anew, though `by` may not see it.
    """
    key = fold(name)[:250]
    if not name or (present and present.search_key == key):
        return present if name else None
    found = Company.objects.visible_to(by).filter(search_key=key).order_by("pk").first()
    return found or save_company(by=by, fields={"name": name}, now=now)


def place_in_zone(contact: Contact) -> None:
    """Propose a zone from the address while none is confirmed; the organisation's own where nothing is known."""
    if contact.is_zone_confirmed:
        return
    proposal = propose_zone(contact.country, contact.region, contact.city)
    if proposal.zone:
        contact.time_zone, contact.zone_source = proposal.zone, proposal.source
    else:
        contact.time_zone = Organisation.current().time_zone
        contact.zone_source = ZoneSource.ORGANISATION


def set_points(contact: Contact, kind: str, points: Points) -> None:
    """Make the contact's addresses of one kind exactly these, in this order; doubles fall together."""
    wanted = points_of(contact, kind, points)
    kept = [point.normalised for point in wanted]
    ContactPoint.objects.filter(contact=contact, kind=kind).exclude(normalised__in=kept).delete()
    ContactPoint.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["contact", "kind", "normalised"],
        update_fields=["value", "label", "position"],
    )


def points_of(contact: Contact, kind: str, points: Points) -> list[ContactPoint]:
    """Rows for the contact's addresses of one kind, in this order; doubles fall together."""
    once: dict[str, tuple[str, str]] = {}
    for value, label in points:
        once.setdefault(normalise(kind, value, contact.country), (value, label))
    return [
        ContactPoint(contact=contact, kind=kind, normalised=normalised, value=value, label=label, position=position)
        for position, (normalised, (value, label)) in enumerate(once.items())
    ]


def set_birthday(contact: Contact, birthday: Birthday | None, *, source: str) -> None:
    rows = ImportantDate.objects.filter(contact=contact, kind=DateKind.BIRTHDAY)
    if birthday is None:
        rows.delete()
        return
    row = rows.first() or ImportantDate(contact=contact, kind=DateKind.BIRTHDAY)
    _write_birthday(row, birthday, source=source)


def _write_birthday(row: ImportantDate, birthday: Birthday, *, source: str) -> None:
    row.month, row.day, row.year = birthday
    row.source = row.source or source
    row.clean()
    row.save()


@transaction.atomic
def put_in_bin(*, by: User, row: Contact | Company, now: datetime | None = None) -> None:
    """Out of every list and every mailing, until it is restored."""
    now = now or timezone.now()
    row.deleted_at, row.deleted_by = now, by
    row.save(update_fields=["deleted_at", "deleted_by"])
    audit.record("contacts.bin", by=by, subject=row, now=now)


@transaction.atomic
def restore(*, by: User, row: Contact | Company, now: datetime | None = None) -> None:
    row.deleted_at, row.deleted_by = None, None
    row.save(update_fields=["deleted_at", "deleted_by"])
    audit.record("contacts.restore", by=by, subject=row, now=now)


@transaction.atomic
def save_company(
    *,
    by: User,
    fields: dict[str, Any],
    company: Company | None = None,
    custom: Facts | None = None,
    tags: Sequence[str] = KEEP,
    now: datetime | None = None,
) -> Company:
    """Create the company as one's own, or change it."""
    now = now or timezone.now()
    verb = "contacts.change" if company else "contacts.create"
    company = company or Company(owner=by, team=by.team, created_by=by, created_at=now)
    for name, value in fields.items():
        setattr(company, name, value)
    company.set_search_keys()
    company.full_clean()
    company.save()
    facts = write_facts(company, custom, fields_for(Subject.COMPANY)) if custom else {}
    if tags is not KEEP:
        facts |= set_tags(company, tags, by=by, now=now)
    detail = {"fields": sorted(facts)} if facts else None
    audit.record(verb, by=by, subject=company, detail=detail, values=_with_facts(None, facts), now=now)
    return company
