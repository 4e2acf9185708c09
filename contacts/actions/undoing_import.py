"""Undoing a whole import: who was made goes into the bin, what was changed gets its old values back.

Whatever somebody changed since stays as it is now: an undoing takes back what the file did, and no colleague's work.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from contacts.actions.employment import take_moves_back
from contacts.actions.import_drafts import JOB
from contacts.actions.import_facts import PREFIX, FactsOfChunk, facts_of_undoing
from contacts.actions.importing import DATE_FIELDS, TakenOver, end, refuse_unless_allowed
from contacts.actions.stages import announce, standing_grounds
from contacts.importing.filling import ADDRESS, CHANGED_FIELDS, COST, SPANS, ZONE, as_kept, from_kept, touched
from contacts.models import (
    Company,
    Contact,
    ContactPoint,
    DateKind,
    Fact,
    FactSource,
    ImportantDate,
    ImportRun,
    ImportState,
    ImportTrace,
    StageChange,
)
from contacts.signals import contact_zone_changed
from crm.doorbell import ring_on_commit
from staff import audit
from staff.models import User
from staff.policy import Action, can

CHUNK = 500
# Beside the columns of the contact.
BESIDE = frozenset({"points", "birthday", "needs"})


@transaction.atomic
def ask_to_undo(*, by: User, run: ImportRun, now: datetime | None = None) -> bool:
    """Hand the undoing over to a worker; whether it can still be undone."""
    refuse_unless_allowed(by, run.owner_id)
    now = now or timezone.now()
    if not run.may_be_undone(now):
        return False
    ended = ImportRun.objects.filter(pk=run.pk, state__in=(ImportState.DONE, ImportState.FAILED))
    people = run.traces.filter(contact__isnull=False).values("contact").distinct().count()
    if not ended.update(state=ImportState.UNDOING, rows=people, rows_done=0, claim="", seen_at=None):
        return False
    audit.record("contacts.import_undo", by=by, subject=run, detail={"file": run.file_name}, now=now)
    ring_on_commit(JOB)
    return True


@dataclass
class _Sum:
    """What one contact was before the import and after it, by all that the import did to it."""

    is_new: bool = False
    version: int = 0
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    points: set[tuple[str, str]] = field(default_factory=set)
    needs: set[str] = field(default_factory=set)

    def add(self, trace: ImportTrace) -> None:
        self.is_new, self.version = self.is_new or trace.is_new, max(self.version, trace.version)
        self.points |= {(kind, key) for kind, key in trace.after.pop("points", [])}
        self.needs |= set(trace.after.pop("needs", []))
        for name, value in trace.after.items():
            self.before.setdefault(name, trace.before.get(name))
            self.after[name] = value


@dataclass
class _Undoing:
    """What one chunk will write."""

    run: ImportRun
    now: datetime
    facts: FactsOfChunk
    removed: list[int] = field(default_factory=list)
    changed: list[Contact] = field(default_factory=list)
    moved: list[Contact] = field(default_factory=list)
    stages: list[StageChange] = field(default_factory=list)
    jobs: list[int] = field(default_factory=list)
    dates: list[ImportantDate] = field(default_factory=list)
    no_dates: list[int] = field(default_factory=list)
    points: set[tuple[int, str, str]] = field(default_factory=set)
    needs: set[tuple[int, str]] = field(default_factory=set)
    restored: int = 0
    kept: int = 0

    def write(self) -> None:
        gone = {"deleted_at": self.now, "deleted_by": self.run.by, "version": F("version") + 1}
        Contact.objects.filter(pk__in=self.removed).update(**gone)
        Contact.objects.bulk_update(self.changed, CHANGED_FIELDS, batch_size=100)
        StageChange.objects.bulk_create(self.stages)
        take_moves_back(self.jobs, at=self.run.at)
        ContactPoint.objects.filter(pk__in=self._added_points()).delete()
        Fact.objects.filter(pk__in=self._added_needs()).delete()
        ImportantDate.objects.filter(pk__in=self.no_dates).delete()
        self.facts.write()
        ImportantDate.objects.bulk_update(self.dates, DATE_FIELDS, batch_size=100)

    def _added_points(self) -> list[int]:
        known = ContactPoint.objects.filter(contact__in={pk for pk, _kind, _key in self.points}).order_by()
        rows = known.values_list("pk", "contact_id", "kind", "normalised")
        return [pk for pk, *key in rows if tuple(key) in self.points]

    def _added_needs(self) -> list[int]:
        """Those that still say what the file said."""
        imported = Fact.objects.filter(contact__in={pk for pk, _folded in self.needs}, source=FactSource.IMPORT)
        rows = imported.order_by().values_list("pk", "contact_id", "folded")
        return [pk for pk, *key in rows if tuple(key) in self.needs]


def undo(run: ImportRun, *, now: datetime) -> None:
    """Take back what is still to be taken back of a run that this process has claimed."""
    while _undo_chunk(run, now=now):
        pass
    _undo_companies(run, now=now)
    end(run, ImportState.UNDONE, now=now)


@transaction.atomic
def _undo_chunk(run: ImportRun, *, now: datetime) -> bool:
    run.by = User.objects.get(pk=run.by_id)
    refuse_unless_allowed(run.by, run.owner_id)
    of_people = run.traces.filter(contact__isnull=False)
    pks = list(of_people.order_by("contact").values_list("contact", flat=True).distinct()[:CHUNK])
    if not pks:
        return False
    sums = defaultdict[int, _Sum](_Sum)
    for trace in of_people.filter(contact__in=pks).order_by("pk"):
        sums[trace.contact_id or 0].add(trace)
    undoing = _Undoing(run, now, facts_of_undoing(run.by, [done.after for done in sums.values()], pks))
    contacts = Contact.objects.select_for_update().filter(pk__in=pks, deleted_at__isnull=True).order_by("pk")
    birthdays = _birthdays(pks)
    for contact in contacts:
        _undo_one(undoing, contact, sums[contact.pk], birthdays.get(contact.pk))
    undoing.write()
    of_people.filter(contact__in=pks).delete()
    counts = {"removed": len(undoing.removed), "restored": undoing.restored, "kept": undoing.kept}
    _count(run, len(pks), **counts)
    announce(undoing.stages, now=now)
    for contact in undoing.moved:
        contact_zone_changed.send(Contact, contact=contact, now=now)
    return True


def _birthdays(pks: Sequence[int]) -> dict[int, ImportantDate]:
    found = ImportantDate.objects.filter(contact__in=pks, kind=DateKind.BIRTHDAY).order_by()
    return {birthday.contact_id: birthday for birthday in found}


def _count(run: ImportRun, rows: int, **counts: int) -> None:
    held = ImportRun.objects.filter(pk=run.pk, claim=run.claim, state=ImportState.UNDOING)
    sums = {name: F(name) + count for name, count in counts.items()}
    if not held.update(rows_done=F("rows_done") + rows, seen_at=timezone.now(), **sums):
        raise TakenOver


def _untouched(contact: Contact, done: _Sum, names: Collection[str]) -> set[str]:
    """Those that still say what the file said. Of what is filled as a whole, all or nothing goes back."""
    found = {name for name in names if as_kept(getattr(contact, name)) == done.after[name]}
    for whole in (COST, ADDRESS, ZONE):
        if not found.issuperset(name for name in whole if name in names):
            found -= set(whole)
    for span in SPANS:
        begin, end = (from_kept(name, done.before[name]) if name in found else getattr(contact, name) for name in span)
        if (begin is None) != (end is None) or (begin is not None and begin >= end):
            found -= set(span)
    return found


def _undo_one(undoing: _Undoing, contact: Contact, done: _Sum, birthday: ImportantDate | None) -> None:
    if done.is_new:
        # Nobody wrote into the card since, and nobody talked with them.
        if contact.version == done.version and contact.last_contact_at is None:
            undoing.removed.append(contact.pk)
        else:
            undoing.kept += 1
        return
    if not can(undoing.run.by, Action.EDIT_CONTACTS, contact):
        undoing.kept += 1
        return
    zone = contact.time_zone
    names = {name for name in done.after if name not in BESIDE and not name.startswith(PREFIX)}
    untouched = _untouched(contact, done, names)
    for name in untouched:
        setattr(contact, name, from_kept(name, done.before[name]))
    if "stage" in untouched:
        undoing.stages.append(_move_back(undoing, contact, done.after["stage"]))
    if "company_id" in untouched:
        undoing.jobs.append(contact.pk)
    undoing.points |= {(contact.pk, kind, key) for kind, key in done.points}
    undoing.needs |= {(contact.pk, folded) for folded in done.needs}
    is_birthday_kept = "birthday" in done.after and not _undo_birthday(undoing, done, birthday)
    are_facts_back = undoing.facts.take_back(contact, done.before, done.after)
    undoing.kept += untouched != names or is_birthday_kept or not are_facts_back
    touched(contact, undoing.now)
    undoing.changed.append(contact)
    undoing.restored += 1
    if contact.time_zone != zone:
        undoing.moved.append(contact)


def _move_back(undoing: _Undoing, contact: Contact, before: str) -> StageChange:
    grounds = standing_grounds(contact.pk, contact.stage).columns(contact.stage)
    return StageChange(
        contact=contact, at=undoing.now, before=before, after=contact.stage, by=undoing.run.by, **grounds
    )


def _undo_birthday(undoing: _Undoing, done: _Sum, birthday: ImportantDate | None) -> bool:
    """Whether the birthday is still the file's, and goes."""
    if birthday is None or [birthday.month, birthday.day, birthday.year] != done.after["birthday"]:
        return False
    before = done.before["birthday"]
    if before is None:
        undoing.no_dates.append(birthday.pk)
        return True
    birthday.month, birthday.day, birthday.year = before
    birthday.month_day = birthday.month * 100 + birthday.day
    undoing.dates.append(birthday)
    return True


@transaction.atomic
def _undo_companies(run: ImportRun, *, now: datetime) -> None:
    """A company that the import made goes with the last of its people."""
    people = Contact.objects.alive().filter(company=OuterRef("pk"))
    made = Company.objects.alive().filter(import_traces__run=run, import_traces__is_new=True)
    empty = made.exclude(Exists(people)).values("pk")
    Company.objects.filter(pk__in=list(empty.values_list("pk", flat=True))).update(deleted_at=now, deleted_by=run.by)
    run.traces.filter(company__isnull=False).delete()
