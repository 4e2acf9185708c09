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
    NewDate,
    NewPoint,
    blank_contact,
    fill,
    missing_points,
    new_birthday,
    new_contact,
    touched,
)
from contacts.importing.matching import KnownContacts, MatchedContacts, chunks, shared_emails
from contacts.importing.readers import read_people
from contacts.importing.rows import ParsedPerson, Reading, RowError
from contacts.models import Company, Contact, ContactPoint, ImportantDate, ImportRowError, ImportRun, StageChange
from contacts.signals import contact_zone_changed
from crm.bulk import insert, insert_all, reserve_ids
from crm.lookups import among
from crm.text import fold, storable
from staff import audit
from staff.models import Organisation, User
from staff.policy import Action, can

LONGEST_FILE_NAME = 200


@dataclass(frozen=True)
class _Job:
    """What stays the same for every row of one import."""

    run: ImportRun
    shared: frozenset[str]
    blank: Contact
    # Those met so far, under their folded names.
    companies: dict[str, int] = field(default_factory=dict)


@dataclass
class _Batch:
    """What one chunk of rows will write."""

    created: list[Contact] = field(default_factory=list)
    changed: list[Contact] = field(default_factory=list)
    moved: list[Contact] = field(default_factory=list)
    points: list[NewPoint] = field(default_factory=list)
    dates: list[NewDate] = field(default_factory=list)
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0

    def write(self, by: User, now: datetime) -> None:
        insert_all(self.created)
        beginnings = [(contact.pk, now, contact.stage, by.pk) for contact in self.created]
        insert(StageChange, ("contact_id", "at", "after", "by_id"), beginnings)
        Contact.objects.bulk_update(self.changed, CHANGED_FIELDS, batch_size=100)
        insert(ContactPoint, NewPoint._fields, self.points)
        insert(ImportantDate, NewDate._fields, self.dates)


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
    job = _Job(run, shared_emails(people), blank_contact(owner, by, _organisation_zone(), now))
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
        file_name=storable(filename[-LONGEST_FILE_NAME:], LONGEST_FILE_NAME),
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
        job.companies.clear()  # Those made with these rows are gone.
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
    matches = [(person, known.match(person)) for person in people]
    matched = MatchedContacts({pk for _person, pk in matches if pk})
    pairs = [(person, matched.contacts.get(pk or 0)) for person, pk in matches]
    _meet_companies(job, [person for person, contact in pairs if contact is None or not contact.company_id])
    batch = _Batch()
    ids = iter(reserve_ids(Contact, sum(contact is None for _person, contact in pairs)))
    for person, contact in pairs:
        if contact is None:
            _create(job, batch, next(ids), person)
        elif can(run.by, Action.EDIT_CONTACTS, contact):
            _change(job, batch, contact, person, matched)
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


def _create(job: _Job, batch: _Batch, pk: int, person: ParsedPerson) -> None:
    contact = new_contact(job.blank, pk, person.full_name)
    fill(contact, person, job.companies.get(_company_key(person)), job.run.file_format)
    contact.set_search_keys()
    batch.created.append(contact)
    batch.points += missing_points(contact, person, ())
    if person.birthday:
        batch.dates.append(new_birthday(contact, person.birthday))


def _change(job: _Job, batch: _Batch, contact: Contact, person: ParsedPerson, matched: MatchedContacts) -> None:
    zone_before = contact.time_zone
    is_filled = fill(contact, person, job.companies.get(_company_key(person)), job.run.file_format)
    points = missing_points(contact, person, matched.points[contact.pk])
    birthday = person.birthday if contact.pk not in matched.with_birthday else None
    if not (is_filled or points or birthday):
        batch.unchanged += 1
        return
    touched(contact, job.run.at)
    batch.updated += 1
    batch.changed.append(contact)
    batch.points += points
    batch.dates += [new_birthday(contact, birthday)] if birthday else []
    if contact.time_zone != zone_before:
        batch.moved.append(contact)


def _company_key(person: ParsedPerson) -> str:
    return fold(person.company)[:250]


def _meet_companies(job: _Job, people: Sequence[ParsedPerson]) -> None:
    """Add the company of each folded name within what the owner sees; those that are missing are made."""
    people_by_key = {_company_key(person): person for person in reversed(people)}
    wanted = {key: person for key, person in people_by_key.items() if key and key not in job.companies}
    visible = Company.objects.visible_to(job.run.owner).filter(search_key__in=among(wanted))
    job.companies.update(visible.order_by("-pk").values_list("search_key", "pk"))
    made = [_company(job.run, person) for key, person in wanted.items() if key not in job.companies]
    Company.objects.bulk_create(made)
    job.companies.update((company.search_key, company.pk) for company in made)


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
