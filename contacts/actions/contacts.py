"""Creating, changing, binning and restoring people; companies have their own module beside this one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from contacts.actions.companies import company_named, with_facts
from contacts.actions.employment import move_between, note_moves
from contacts.actions.stages import note_stage
from contacts.actions.zones import WEAK_SOURCES, doubt_zone, place_in_zone
from contacts.custom import Facts, fields_for, write_facts
from contacts.models import (
    Company,
    Contact,
    ContactPoint,
    DateKind,
    Grounds,
    ImportantDate,
    NameSource,
    PointKind,
    ZoneSource,
)
from contacts.models.contact_point import normalise
from contacts.models.custom import Subject
from contacts.models.stage import NO_GROUNDS
from contacts.name_sources import sources_after
from contacts.signals import contact_zone_changed
from contacts.tagging import set_tags
from crm.conflicts import StaleRecord
from staff import audit
from staff.models import Team, User

Points = Sequence[tuple[str, str]]
Birthday = tuple[int, int, int | None]
PLACE = ("country", "region", "city")
ZONE = ("time_zone", "zone_source", "zone_confirmed_at")
# Kept in rows of their own, whose words no entry of the audit trail repeats.
ROWS = ("emails", "phones", "birthday")
POINT = ("normalised", "value", "label", "position")
# Rows that the maker has in hand; the database refuses one that is gone.
KNOWN_ROWS = ("company", "owner", "team", "created_by")


class Around(TypedDict, total=False):
    """What stands around the columns of a contact; what is left out stays as it is."""

    company_name: str
    emails: Points
    phones: Points
    birthday: Birthday | None
    custom: Facts
    tags: Sequence[str]
    grounds: Grounds
    source: str
    confirmed: Collection[str]


@transaction.atomic
def create_contact(  # long: the arguments stand one a line
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
    grounds: Grounds = NO_GROUNDS,
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
    points = points_of(contact, PointKind.PHONE, phones)
    place_in_zone(contact, (point.normalised for point in points))
    contact.name_sources = sources_after(Contact(), fields, by=by, now=now)
    contact.set_search_keys()
    contact.full_clean(exclude=KNOWN_ROWS)
    contact.save()
    ContactPoint.objects.bulk_create([*points_of(contact, PointKind.EMAIL, emails), *points])
    if birthday:
        _write_birthday(ImportantDate(contact=contact, kind=DateKind.BIRTHDAY), birthday, source="colleague")
    if custom:
        write_facts(contact, custom, fields_for(Subject.CONTACT))
    if tags:
        set_tags(contact, tags, by=by, now=now)
    note_stage(contact, by=by, grounds=grounds, now=now)
    audit.record("contacts.create", by=by, subject=contact, now=now)
    return contact


@transaction.atomic
def update_contact(
    *, by: User, contact: Contact, fields: dict[str, Any], now: datetime | None = None, **around: Unpack[Around]
) -> Contact:
    """Write the fields that differ; raise StaleRecord where `contact.version` is no longer the newest.

    `grounds` say why the stage changes, and ValidationError is raised for an exit without them; `source` is how we
    know the forms of address that change or are `confirmed` (`contacts.name_sources`). Announces
    `contact_stage_changed`, and `contact_zone_changed` where the clock of the contact moved.
    """
    now = now or timezone.now()
    before = _claimed(contact)
    if "company_name" in around:
        company = company_named(by=by, name=around["company_name"], present=before.company, now=now)
        fields = {**fields, "company": company}
    contact.name_sources = sources_after(
        before,
        fields,
        by=by,
        now=now,
        source=around.get("source", NameSource.COLLEAGUE),
        confirmed=around.get("confirmed", ()),
    )
    changed = _write_columns(contact, before, fields, _numbers(contact, around), now)
    changed += _write_rows(contact, around)
    facts = _write_facts(contact, around, by=by, now=now)
    if contact.stage != before.stage:
        note_stage(contact, before.stage, by=by, grounds=around.get("grounds", NO_GROUNDS), now=now)
    _note_changes(contact, before, changed, facts, by=by, now=now)
    return contact


def settle_zone_doubt(*, by: User, contact: Contact, has_moved: bool, now: datetime | None = None) -> None:
    """Somebody says whether the contact's clock moved with the address; confirmed from now on either way.

    Raises StaleRecord where the contact was changed meanwhile.
    """
    now = now or timezone.now()
    fields: dict[str, Any] = {"zone_doubt": "", "zone_confirmed_at": now}
    if has_moved and contact.zone_doubt:
        fields |= {"time_zone": contact.zone_doubt, "zone_source": ZoneSource.ADDRESS}
    update_contact(by=by, contact=contact, fields=fields, now=now)


def _claimed(contact: Contact) -> Contact:
    """The stored row, whose next version is now this writer's to write."""
    claimed = Contact.objects.filter(pk=contact.pk, version=contact.version)
    if not claimed.update(version=contact.version + 1):
        raise StaleRecord
    return Contact.objects.get(pk=contact.pk)


def _write_columns(
    contact: Contact, before: Contact, fields: dict[str, Any], phones: Iterable[str], now: datetime
) -> list[str]:
    """Names of the columns that changed."""
    changed = sorted(name for name, value in fields.items() if getattr(before, name) != value)
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.version, contact.updated_at = before.version, now
    _follow_place(contact, before, phones)
    contact.set_search_keys()
    contact.full_clean()
    contact.save()
    return changed


def _follow_place(contact: Contact, before: Contact, phones: Iterable[str]) -> None:
    has_moved = any(getattr(contact, name) != getattr(before, name) for name in PLACE)
    if not contact.is_zone_confirmed:
        if has_moved or contact.zone_source in WEAK_SOURCES:
            place_in_zone(contact, phones)
    elif any(getattr(contact, name) != getattr(before, name) for name in ZONE):
        contact.zone_doubt = ""
    elif has_moved:
        doubt_zone(contact)


def _numbers(contact: Contact, around: Around) -> Iterator[str]:
    """Of the phones as they will be; read where they are asked for."""
    if "phones" in around:
        yield from (point.normalised for point in points_of(contact, PointKind.PHONE, around["phones"]))
    else:
        yield from contact.points.filter(kind=PointKind.PHONE).values_list("normalised", flat=True)


def _write_rows(contact: Contact, around: Around) -> list[str]:
    """Names of what changed in the rows of addresses and of the birthday."""
    changed = []
    if "emails" in around and set_points(contact, PointKind.EMAIL, around["emails"]):
        changed.append("emails")
    if "phones" in around and set_points(contact, PointKind.PHONE, around["phones"]):
        changed.append("phones")
    if "birthday" in around and set_birthday(contact, around["birthday"], source="colleague"):
        changed.append("birthday")
    return changed


def _write_facts(contact: Contact, around: Around, *, by: User, now: datetime) -> dict[str, Any]:
    """Old and new words of custom facts and tags, by their names."""
    facts: dict[str, Any] = {}
    if around.get("custom"):
        facts |= write_facts(contact, around["custom"], fields_for(Subject.CONTACT))
    if "tags" in around:
        facts |= set_tags(contact, around["tags"], by=by, now=now)
    return facts


def _note_changes(
    contact: Contact, before: Contact, changed: list[str], facts: dict[str, Any], *, by: User, now: datetime
) -> None:
    note_moves([move_between(before, contact)], now=now)
    columns = [name for name in changed if name not in ROWS]
    values = with_facts(audit.changes(before, contact, columns), facts)
    detail = {"fields": [*changed, *facts]}
    audit.record("contacts.change", by=by, subject=contact, detail=detail, values=values, now=now)
    if contact.time_zone != before.time_zone:
        contact_zone_changed.send(Contact, contact=contact, now=now)


def set_points(contact: Contact, kind: str, points: Points) -> bool:
    """Make the contact's addresses of one kind exactly these, in this order; whether that changed anything.

    Doubles fall together.
    """
    wanted = points_of(contact, kind, points)
    stored = ContactPoint.objects.filter(contact=contact, kind=kind).order_by("position", "pk")
    if list(stored.values_list(*POINT)) == [tuple(getattr(point, name) for name in POINT) for point in wanted]:
        return False
    kept = [point.normalised for point in wanted]
    ContactPoint.objects.filter(contact=contact, kind=kind).exclude(normalised__in=kept).delete()
    ContactPoint.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["contact", "kind", "normalised"],
        update_fields=["value", "label", "position"],
    )
    return True


def points_of(contact: Contact, kind: str, points: Points) -> list[ContactPoint]:
    """Rows for the contact's addresses of one kind, in this order; doubles fall together."""
    once: dict[str, tuple[str, str]] = {}
    for value, label in points:
        once.setdefault(normalise(kind, value, contact.country), (value, label))
    return [
        ContactPoint(contact=contact, kind=kind, normalised=normalised, value=value, label=label, position=position)
        for position, (normalised, (value, label)) in enumerate(once.items())
    ]


def set_birthday(contact: Contact, birthday: Birthday | None, *, source: str) -> bool:
    """Whether that changed anything."""
    row = ImportantDate.objects.filter(contact=contact, kind=DateKind.BIRTHDAY).first()
    stored = (row.month, row.day, row.year) if row else None
    if stored == birthday:
        return False
    if birthday is None:
        ImportantDate.objects.filter(contact=contact, kind=DateKind.BIRTHDAY).delete()
    else:
        row = row or ImportantDate(contact=contact, kind=DateKind.BIRTHDAY)
        _write_birthday(row, birthday, source=source)
    return True


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
