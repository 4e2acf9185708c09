"""Importing a file of contacts. A second import of the same file changes nothing."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.access import owners_for_import
from contacts.actions.employment import Move, note_moves
from contacts.actions.import_companies import company_key, meet_companies
from contacts.actions.import_facts import FactsOfChunk, columns_for, facts_of_import
from contacts.actions.stages import announce
from contacts.importing.choices import Choices, Opener
from contacts.importing.filling import (
    CHANGED_FIELDS,
    NewDate,
    NewNeed,
    NewPoint,
    blank_contact,
    fill,
    fill_new,
    missing_needs,
    missing_points,
    new_birthday,
    new_contact,
    touched,
)
from contacts.importing.matching import KnownContacts, MatchedContacts, chunks
from contacts.importing.own_fields import OwnColumn
from contacts.importing.readers import Source, open_source
from contacts.importing.rows import ParsedPerson, RowError
from contacts.models import (
    Company,
    Contact,
    ContactPoint,
    Fact,
    ImportantDate,
    ImportRowError,
    ImportRun,
    ImportState,
    ImportTrace,
    Stage,
    StageChange,
    Winner,
)
from contacts.signals import contact_zone_changed
from crm.bulk import insert, insert_all, reserve_ids
from crm.text import storable
from staff import audit
from staff.models import Organisation, User
from staff.policy import Action, can

LONGEST_FILE_NAME = 200
DATE_FIELDS = ("month", "day", "year", "month_day", "source")


class TakenOver(Exception):
    """Another worker goes on with this import, or somebody stopped it."""


@dataclass(frozen=True)
class ImportWork:
    """What stays the same for every row of one import."""

    run: ImportRun
    shared: frozenset[str]
    blank: Contact
    own: tuple[OwnColumn, ...] = ()
    # Those met so far, under their folded names.
    companies: dict[str, int] = field(default_factory=dict)
    # Where the file wins: whom a row of it has decided. Another row about them only fills gaps, or each import of the
    # file would write the one and then the other.
    decided: set[int] = field(default_factory=set)
    # What became of each row, where somebody wants to see it beforehand.
    outcomes: list[tuple[ParsedPerson, str]] | None = None

    @property
    def file_wins(self) -> bool:
        return self.run.winner == Winner.FILE


@dataclass
class _Batch:
    """What one chunk of rows will write."""

    facts: FactsOfChunk
    created: list[Contact] = field(default_factory=list)
    changed: list[Contact] = field(default_factory=list)
    moved: list[Contact] = field(default_factory=list)
    jobs: list[Move] = field(default_factory=list)
    points: list[NewPoint] = field(default_factory=list)
    dates: list[NewDate] = field(default_factory=list)
    needs: list[NewNeed] = field(default_factory=list)
    redated: list[ImportantDate] = field(default_factory=list)
    companies: list[Company] = field(default_factory=list)
    moves: list[StageChange] = field(default_factory=list)
    traces: list[tuple[int, int, dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    outcomes: list[tuple[ParsedPerson, str]] = field(default_factory=list)

    def write(self, run: ImportRun) -> None:
        insert_all(self.created)
        left = {move.contact_id for move in self.moves}
        begun = [(new.pk, run.at, new.stage, run.by_id) for new in self.created if new.pk not in left]
        insert(StageChange, ("contact_id", "at", "after", "by_id"), begun)
        StageChange.objects.bulk_create(self.moves)
        Contact.objects.bulk_update(self.changed, CHANGED_FIELDS, batch_size=100)
        note_moves(self.jobs, now=run.at)
        insert(ContactPoint, NewPoint._fields, self.points)
        insert(ImportantDate, NewDate._fields, self.dates)
        insert(Fact, NewNeed._fields, self.needs)
        ImportantDate.objects.bulk_update(self.redated, DATE_FIELDS, batch_size=100)
        made = [(run.pk, contact.pk, True) for contact in self.created]
        self.facts.write()
        insert(ImportTrace, ("run_id", "contact_id", "is_new"), made)
        changes = [(run.pk, pk, version, before, after) for pk, version, before, after in self.traces]
        insert(ImportTrace, ("run_id", "contact_id", "version", "before", "after"), changes)
        insert(ImportTrace, ("run_id", "company_id", "is_new"), [(run.pk, made.pk, True) for made in self.companies])

    def count(self, outcome: str) -> int:
        return sum(found == outcome for _person, found in self.outcomes)


def import_contacts(
    *,
    by: User,
    filename: str,
    data: bytes = b"",
    opener: Opener | None = None,
    owner: User | None = None,
    choices: Choices | None = None,
    winner: str = Winner.GAPS,
    now: datetime | None = None,
) -> ImportRun:
    """Import the people of the file for `owner` (without one: for `by`), from its bytes or by opening it.

    Each chunk of rows is a transaction, so a broken connection leaves whole rows, and importing the file again goes
    on from there; so does the loss of the right on the way. Nobody imported has agreed to anything: no consent is
    written. Raises ImportRefused with one sentence where the file cannot be read at all, PermissionDenied where `by`
    may not import for `owner`.
    """
    owner = owner or by
    refuse_unless_allowed(by, owner.pk)
    now = now or timezone.now()
    choices = replace(choices or Choices(), own=columns_for(by))
    source = open_source(opener or partial(io.BytesIO, data), filename, choices)
    run = ImportRun(by=by, owner=owner, at=now, winner=winner, country=choices.country, columns=choices.columns)
    run.file_name = storable(filename[-LONGEST_FILE_NAME:], LONGEST_FILE_NAME)
    begin(run, source, now=now)
    carry_out(run, source, now=now)
    run.refresh_from_db()
    return run


@transaction.atomic
def begin(run: ImportRun, source: Source, *, now: datetime) -> None:
    """From here on the rows are written, by this process or by one that follows it."""
    survey = source.survey
    run.state, run.claim, run.seen_at = ImportState.RUNNING, uuid4().hex, timezone.now()
    run.file_format, run.unknown_columns, run.rows = source.format, survey.unknown_columns, survey.rows
    run.save()
    detail = {"file": run.file_name, "format": run.file_format, "rows": run.rows, "owner": run.owner_id}
    audit.record("contacts.import", by=run.by, subject=run, detail=detail, now=now)


def carry_out(run: ImportRun, source: Source, *, now: datetime) -> None:
    """Write the rows that are still to be written of a run that this process has claimed.

    Raises PermissionDenied where the right to import went meanwhile, TakenOver where the claim did.
    """
    work = work_on(run, source)
    try:
        for chunk in chunks(islice(source.people(), run.rows_done, None)):
            _import_chunk(work, chunk)
    except PermissionDenied:
        end(run, ImportState.FAILED, now=now, problem=_("The right to import these contacts was withdrawn."))
        raise
    end(run, ImportState.DONE, now=now)


def try_out(run: ImportRun, source: Source, items: Sequence[ParsedPerson | RowError]) -> dict[int, str]:
    """What would become of these rows ("created", "updated", "unchanged", "skipped"), by number; nothing is written."""
    work = replace(work_on(run, source), outcomes=[])
    with transaction.atomic():
        run.state, run.claim = ImportState.RUNNING, uuid4().hex
        run.save()
        for chunk in chunks(items):
            _import_chunk(work, chunk)
        transaction.set_rollback(True)
    return {person.row: outcome for person, outcome in work.outcomes or []}


def work_on(run: ImportRun, source: Source) -> ImportWork:
    blank = blank_contact(run.owner, run.by, _organisation_zone(), run.at)
    return ImportWork(run, source.survey.shared_emails, blank, source.own)


def end(run: ImportRun, state: str, *, now: datetime, problem: str = "") -> None:
    """The stored file has served."""
    held = ImportRun.objects.filter(pk=run.pk, claim=run.claim)
    ended = {"state": state, "claim": "", "seen_at": None, "ended_at": now, "problem": problem[:300]}
    if held.update(**ended, file="", preview={}) and run.file:
        run.file.storage.delete(str(run.file.name))


def refuse_unless_allowed(by: User, owner_id: int) -> None:
    if not owners_for_import(by).filter(pk=owner_id).exists():
        raise PermissionDenied(_("You may not import contacts for this colleague."))


def _organisation_zone() -> str:
    return Organisation.objects.values_list("time_zone", flat=True).first() or "UTC"


def _row_error(run: ImportRun, error: RowError) -> ImportRowError:
    return ImportRowError(run=run, row=error.row, reason=error.reason[:300], content=list(error.content.items()))


def _import_chunk(work: ImportWork, chunk: Sequence[ParsedPerson | RowError]) -> None:
    """All rows at once; if the database refuses one of them, each row alone, so that only that one is left out."""
    errors = [item for item in chunk if isinstance(item, RowError)]
    try:
        with transaction.atomic():
            store(work, [item for item in chunk if isinstance(item, ParsedPerson)])
            _leave_out(work, errors)
    except (IntegrityError, DataError):
        work.companies.clear()  # Those made with these rows are gone.
        if len(chunk) > 1:
            for item in chunk:
                _import_chunk(work, [item])
            return
        [refused] = [item for item in chunk if isinstance(item, ParsedPerson)]
        with transaction.atomic():
            reason = _("The row could not be stored.")
            _leave_out(work, [RowError(refused.row, reason, {"full_name": refused.full_name})])


def _leave_out(work: ImportWork, errors: Sequence[RowError]) -> None:
    ImportRowError.objects.bulk_create(_row_error(work.run, error) for error in errors)
    _count(work, len(errors))


def _count(work: ImportWork, rows: int, **counts: int) -> None:
    """The rows are done, if this process still holds the run."""
    held = ImportRun.objects.filter(pk=work.run.pk, claim=work.run.claim, state=ImportState.RUNNING)
    sums = {name: F(name) + count for name, count in counts.items() if count}
    if not held.update(rows_done=F("rows_done") + rows, seen_at=timezone.now(), **sums):
        raise TakenOver


def store(work: ImportWork, people: Sequence[ParsedPerson]) -> None:
    run = work.run
    # Two imports for one owner take turns, so the second finds what the first created.
    User.objects.select_for_update().get(pk=run.owner_id)
    # A long import outlives a right: each chunk asks anew who may do this.
    run.by = User.objects.get(pk=run.by_id)
    refuse_unless_allowed(run.by, run.owner_id)
    known = KnownContacts(run.owner, people, work.shared)
    matches = [(person, known.match(person)) for person in people]
    has_needs = any(person.needs for person in people)
    matched = MatchedContacts({pk for _person, pk in matches if pk}, has_needs=has_needs)
    pairs = [(person, matched.contacts.get(pk or 0)) for person, pk in matches]
    batch = _Batch(facts_of_import(run.by, work.own, list(matched.contacts)))
    placed = [person for person, contact in pairs if _needs_company(work, contact)]
    batch.companies += meet_companies(work.companies, run, placed)
    ids = iter(reserve_ids(Contact, sum(contact is None for _person, contact in pairs)))
    for person, contact in pairs:
        if contact is None:
            outcome = _create(work, batch, next(ids), person)
        elif run.winner != Winner.OURS and can(run.by, Action.EDIT_CONTACTS, contact):
            outcome = _change(work, batch, contact, person, matched)
        else:
            outcome = "skipped"
        batch.outcomes.append((person, outcome))
    batch.write(run)
    counts = {name: batch.count(name) for name in ("created", "updated", "unchanged", "skipped")}
    _count(work, len(people), **counts)
    if work.outcomes is not None:
        work.outcomes.extend(batch.outcomes)
    announce(batch.moves, now=run.at)
    for moved in batch.moved:
        contact_zone_changed.send(Contact, contact=moved, now=run.at)


def _needs_company(work: ImportWork, contact: Contact | None) -> bool:
    return contact is None or not contact.company_id or work.file_wins


def _create(work: ImportWork, batch: _Batch, pk: int, person: ParsedPerson) -> str:
    contact = new_contact(work.blank, pk, person.full_name)
    fill_new(contact, person, work.companies.get(company_key(person)), work.run.file_format)
    contact.set_search_keys()
    batch.created.append(contact)
    if contact.stage == Stage.DISSOLUTION:
        batch.moves.append(_move(work, contact, person, ""))
    batch.points += missing_points(contact, person, ())
    batch.facts.fill(contact, person.own, file_wins=False)
    batch.needs += missing_needs(contact, person, (), work.run.by_id, work.run.at)
    if person.birthday:
        batch.dates.append(new_birthday(contact, person.birthday))
    if work.file_wins:
        work.decided.add(pk)
    return "created"


def _change(work: ImportWork, batch: _Batch, contact: Contact, person: ParsedPerson, matched: MatchedContacts) -> str:
    file_wins = work.file_wins and contact.pk not in work.decided
    if file_wins:
        work.decided.add(contact.pk)
    company, left = work.companies.get(company_key(person)), (contact.company_id, contact.job_title)
    changes = fill(contact, person, company, work.run.file_format, file_wins=file_wins)
    points = missing_points(contact, person, matched.points[contact.pk])
    needs = missing_needs(contact, person, matched.needs[contact.pk], work.run.by_id, work.run.at)
    birthdays = _birthday(batch, contact, person, matched.birthdays.get(contact.pk), file_wins=file_wins)
    facts = batch.facts.fill(contact, person.own, file_wins=file_wins)
    if not (changes or points or needs or birthdays or facts):
        return "unchanged"
    touched(contact, work.run.at)
    batch.changed.append(contact)
    batch.points += points
    batch.needs += needs
    changes |= birthdays | facts
    if "stage" in changes:
        batch.moves.append(_move(work, contact, person, changes["stage"][0]))
    before, after = ({name: pair[side] for name, pair in changes.items()} for side in (0, 1))
    if points:
        after["points"] = [[point.kind, point.normalised] for point in points]
    if needs:
        after["needs"] = [need.folded for need in needs]
    batch.traces.append((contact.pk, contact.version, before, after))
    if "company_id" in changes:
        batch.jobs.append(Move(contact.pk, *left, contact.company_id, contact.job_title))
    if "time_zone" in changes:
        batch.moved.append(contact)
    return "updated"


def _move(work: ImportWork, contact: Contact, person: ParsedPerson, before: str) -> StageChange:
    grounds = person.grounds.columns(contact.stage)
    return StageChange(contact=contact, at=work.run.at, before=before, after=contact.stage, by=work.run.by, **grounds)


def _birthday(
    batch: _Batch, contact: Contact, person: ParsedPerson, known: ImportantDate | None, *, file_wins: bool
) -> dict[str, tuple[Any, Any]]:
    """Note the birthday that the contact gets; what changes, as (before, after)."""
    wanted = person.birthday
    if wanted is None:
        return {}
    after = [wanted.month, wanted.day, wanted.year]
    if known is None:
        batch.dates.append(new_birthday(contact, wanted))
        return {"birthday": (None, after)}
    before = [known.month, known.day, known.year]
    if before == after or not file_wins:
        return {}
    known.month, known.day, known.year, known.source = wanted.month, wanted.day, wanted.year, "import"
    known.month_day = known.month * 100 + known.day
    batch.redated.append(known)
    return {"birthday": (before, after)}
