"""Importing a file of contacts. A second import of the same file changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import DataError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.access import owners_for_import
from contacts.importing.filling import (
    CHANGED_FIELDS,
    blank_contact,
    fill,
    missing_birthday,
    missing_points,
    touched,
)
from contacts.importing.matching import KnownContacts, chunks, shared_emails
from contacts.importing.readers import read_people
from contacts.importing.rows import ParsedPerson, Reading, RowError
from contacts.models import Company, Contact, ContactPoint, ImportantDate, ImportRowError, ImportRun, StageChange
from contacts.signals import contact_zone_changed
from crm.text import fold
from staff import audit
from staff.models import Organisation, User


@dataclass(frozen=True)
class _Job:
    """What stays the same for every row of one import."""

    run: ImportRun
    shared: frozenset[str]
    default_zone: str


@dataclass
class _Batch:
    """What one chunk of rows will write."""

    created: list[Contact] = field(default_factory=list)
    changed: list[Contact] = field(default_factory=list)
    moved: list[Contact] = field(default_factory=list)
    points: list[ContactPoint] = field(default_factory=list)
    dates: list[ImportantDate] = field(default_factory=list)
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0

    def write(self, by: User, now: datetime) -> None:
        Contact.objects.bulk_create(self.created)
        StageChange.objects.bulk_create(
            StageChange(contact=contact, at=now, after=contact.stage, by=by) for contact in self.created
        )
        Contact.objects.bulk_update(self.changed, CHANGED_FIELDS, batch_size=100)
        ContactPoint.objects.bulk_create(self.points)
        ImportantDate.objects.bulk_create(self.dates)


def import_contacts(
    *, by: User, data: bytes, filename: str, owner: User | None = None, now: datetime | None = None
) -> ImportRun:
    """Import the people of the file for `owner` (without one: for `by`).

    Each chunk of rows is a transaction, so a broken connection leaves whole rows, and importing the file again goes
    on from there; so does the loss of the right on the way. Nobody imported has agreed to anything: no consent is
    written. Raises ImportRefused with one sentence where the file cannot be read at all, PermissionDenied where `by`
    may not import for `owner`.
    """
    owner = owner or by
    _refuse_unless_allowed(by, owner.pk)
    now = now or timezone.now()
    reading = read_people(data, filename)
    run = _open_run(by, owner, filename, reading, now)
    people = [person for person in reading.people if isinstance(person, ParsedPerson)]
    job = _Job(run, shared_emails(people), _organisation_zone())
    for chunk in chunks(people):
        _import_chunk(job, chunk)
    run.refresh_from_db()
    return run


def _refuse_unless_allowed(by: User, owner_id: int) -> None:
    if not owners_for_import(by).filter(pk=owner_id).exists():
        raise PermissionDenied(_("You may not import contacts for this colleague."))


def _organisation_zone() -> str:
    return Organisation.objects.values_list("time_zone", flat=True).first() or "UTC"


@transaction.atomic
def _open_run(by: User, owner: User, filename: str, reading: Reading, now: datetime) -> ImportRun:
    run = ImportRun.objects.create(
        file_name=filename[-200:],
        file_format=reading.format,
        by=by,
        owner=owner,
        at=now,
        unknown_columns=reading.unknown_columns,
    )
    errors = [error for error in reading.people if isinstance(error, RowError)]
    ImportRowError.objects.bulk_create(_row_error(run, error) for error in errors)
    detail = {"file": run.file_name, "format": run.file_format, "rows": len(reading.people), "owner": owner.pk}
    audit.record("contacts.import", by=by, subject=run, detail=detail, now=now)
    return run


def _row_error(run: ImportRun, error: RowError) -> ImportRowError:
    return ImportRowError(run=run, row=error.row, reason=error.reason[:300], content=list(error.content.items()))


def _import_chunk(job: _Job, people: Sequence[ParsedPerson]) -> None:
    """All rows at once; if the database refuses one of them, each row alone, so that only that one is left out."""
    try:
        with transaction.atomic():
            _store(job, people)
    except (IntegrityError, DataError):
        if len(people) > 1:
            for person in people:
                _import_chunk(job, [person])
            return
        reason = _("The row could not be stored.")
        _row_error(job.run, RowError(people[0].row, reason, {"full_name": people[0].full_name})).save()


def _store(job: _Job, people: Sequence[ParsedPerson]) -> None:
    run = job.run
    # Two imports for one owner take turns, so the second finds what the first created.
    User.objects.select_for_update().get(pk=run.owner_id)
    # A long import outlives a right: each chunk asks anew who may do this.
    run.by = User.objects.get(pk=run.by_id)
    _refuse_unless_allowed(run.by, run.owner_id)
    known = KnownContacts(run.owner, people, job.shared)
    editable = set(Contact.objects.editable_by(run.by).filter(pk__in=known.contacts).values_list("pk", flat=True))
    matches = [(person, known.match(person)) for person in people]
    companies = _companies(run, [person for person, contact in matches if contact is None or not contact.company_id])
    batch = _Batch()
    for person, contact in matches:
        company = companies.get(_company_key(person))
        if contact is None:
            _create(job, batch, person, company)
        elif contact.pk in editable:
            _change(job, batch, contact, person, company)
        else:
            batch.skipped += 1
    batch.write(run.by, run.at)
    ImportRun.objects.filter(pk=run.pk).update(
        created=F("created") + len(batch.created),
        updated=F("updated") + batch.updated,
        unchanged=F("unchanged") + batch.unchanged,
        skipped=F("skipped") + batch.skipped,
    )
    for moved in batch.moved:
        contact_zone_changed.send(Contact, contact=moved, now=run.at)


def _create(job: _Job, batch: _Batch, person: ParsedPerson, company: Company | None) -> None:
    contact = blank_contact(person.full_name, job.run.owner, job.run.by, job.default_zone, job.run.at)
    fill(contact, person, company, job.run.file_format)
    contact.set_search_keys()
    batch.created.append(contact)
    batch.points += missing_points(contact, person, [])
    if birthday := missing_birthday(contact, person, []):
        batch.dates.append(birthday)


def _change(job: _Job, batch: _Batch, contact: Contact, person: ParsedPerson, company: Company | None) -> None:
    zone_before = contact.time_zone
    is_filled = fill(contact, person, company, job.run.file_format)
    points = missing_points(contact, person, list(contact.points.all()))
    birthday = missing_birthday(contact, person, list(contact.dates.all()))
    if not (is_filled or points or birthday):
        batch.unchanged += 1
        return
    touched(contact, job.run.at)
    batch.updated += 1
    batch.changed.append(contact)
    batch.points += points
    batch.dates += [birthday] if birthday else []
    if contact.time_zone != zone_before:
        batch.moved.append(contact)


def _company_key(person: ParsedPerson) -> str:
    return fold(person.company)[:250]


def _companies(run: ImportRun, people: Sequence[ParsedPerson]) -> dict[str, Company]:
    """The company of each folded name within what the owner sees; those that are missing are made."""
    people_by_key = {_company_key(person): person for person in reversed(people)}
    people_by_key.pop("", None)
    visible = Company.objects.visible_to(run.owner).filter(search_key__in=people_by_key)
    found = {company.search_key: company for company in visible.order_by("-pk")}
    made = [_company(run, person) for key, person in people_by_key.items() if key not in found]
    Company.objects.bulk_create(made)
    return found | {company.search_key: company for company in made}


def _company(run: ImportRun, person: ParsedPerson) -> Company:
    company = Company(
        name=person.company,
        website=_web_address(person.website),
        owner=run.owner,
        team=run.owner.team,
        created_at=run.at,
        created_by=run.by,
    )
    company.set_search_keys()
    return company


def _web_address(text: str) -> str:
    address = text if "://" in text or not text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return ""
    return address
