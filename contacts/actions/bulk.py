"""Changing many people or companies at once: in slices, each row by the policy, and back again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from contacts.actions.companies import update_company
from contacts.actions.contacts import put_in_bin, restore, update_contact
from contacts.actions.stages import standing_grounds
from contacts.models import BulkChange, BulkRow, BulkRun, BulkState, Company, Contact, Grounds, Tag
from contacts.models.bulk import TO_DO
from contacts.models.custom import Subject
from contacts.models.stage import NO_GROUNDS
from crm.bulk import insert
from crm.conflicts import StaleRecord
from staff import audit
from staff.models import Team, User
from staff.policy import Action, can

Record = Contact | Company
AT_ONCE = 100
MOST = 10_000


@transaction.atomic
def start_bulk(
    *,
    by: User,
    change: str,
    value: str,
    ids: Sequence[int],
    subject: Subject = Subject.CONTACT,
    grounds: Grounds = NO_GROUNDS,
    now: datetime | None = None,
) -> BulkRun:
    """Write down what is to be done to whom; nothing is changed yet. `value` is a stage, a tag's name, or an id, and
    `grounds` say why they move to the stage."""
    now = now or timezone.now()
    run = BulkRun.objects.create(by=by, change=change, value=value, subject=subject, grounds=grounds.as_json(), at=now)
    columns = ("run_id", f"{subject.value}_id", "state", "before")
    insert(BulkRow, columns, [(run.pk, pk, "waiting", {}) for pk in ids[:MOST]])
    audit.record("contacts.bulk", by=by, subject=run, detail={"change": change, "rows": len(ids[:MOST])}, now=now)
    return run


@transaction.atomic
def undo_bulk(*, by: User, run: BulkRun, now: datetime | None = None) -> None:
    """Ask for everything that was changed to be put back, but for what somebody changed since."""
    now = now or timezone.now()
    if BulkRun.objects.filter(pk=run.pk, undo_at__isnull=True, finished_at__isnull=False).update(
        undo_at=now, finished_at=None
    ):
        run.rows.filter(state=BulkState.DONE).update(state=BulkState.UNDOING)
        audit.record("contacts.bulk.undo", by=by, subject=run, now=now)


@transaction.atomic
def advance_bulk(*, run: BulkRun, now: datetime | None = None) -> int:
    """Do the next rows, and say how many; the run is finished when none waits. Two at once wait for each other."""
    now = now or timezone.now()
    run = BulkRun.objects.select_for_update(of=("self",)).select_related("by").get(pk=run.pk)
    rows = list(run.rows.filter(state__in=TO_DO).select_related("contact", "company").order_by("pk")[:AT_ONCE])
    for row in rows:
        step = _put_back if row.state == BulkState.UNDOING else _change
        try:
            with transaction.atomic():
                row.state = step(run, row, now)
        except (ValidationError, StaleRecord):
            row.state = BulkState.REFUSED
    BulkRow.objects.bulk_update(rows, ["state", "before"])
    if len(rows) < AT_ONCE:
        BulkRun.objects.filter(pk=run.pk, finished_at__isnull=True).update(finished_at=now)
    return len(rows)


def advance_all(*, now: datetime) -> dict[str, int]:
    """Go on with every run that somebody's closed tab left unfinished."""
    done = 0
    for run in BulkRun.objects.filter(finished_at__isnull=True).order_by("pk"):
        while count := advance_bulk(run=run, now=now):
            done += count
    return {"rows": done}


def _change(run: BulkRun, row: BulkRow, now: datetime) -> BulkState:
    record = row.record
    if not can(run.by, _action(run), record):
        return BulkState.REFUSED
    if run.change == BulkChange.BIN:
        if record.is_in_bin:
            return BulkState.SAME
        put_in_bin(by=run.by, row=record, now=now)
        return BulkState.DONE
    given = _given(run, record)
    before = _standing(record, run.change)
    if given is None:
        return BulkState.SAME
    _write(run, record, given, now)
    row.before = before
    return BulkState.DONE


def _action(run: BulkRun) -> Action:
    return Action.DELETE_CONTACTS if run.change == BulkChange.BIN else Action.EDIT_CONTACTS


def _write(run: BulkRun, record: Record, given: dict[str, Any], now: datetime) -> None:
    if isinstance(record, Company):
        update_company(by=run.by, company=record, now=now, **given)
    else:
        update_contact(by=run.by, contact=record, now=now, **given)


def _standing(record: Record, change: str) -> dict[str, Any]:
    """What the change would replace."""
    if change in (BulkChange.OWNER, BulkChange.TEAM):
        return {"owner": record.owner_id, "team": record.team_id}
    return {"stage": record.stage} if isinstance(record, Contact) and change == BulkChange.STAGE else {}


def _given(run: BulkRun, record: Record) -> dict[str, Any] | None:
    """The arguments for the action; None where it is so already."""
    if run.change == BulkChange.OWNER:
        owner = User.objects.get(pk=int(run.value))
        return None if record.owner_id == owner.pk else {"fields": {"owner": owner, "team": owner.team}}
    if run.change == BulkChange.TEAM:
        team = Team.objects.get(pk=int(run.value))
        return None if record.team_id == team.pk else {"fields": {"team": team}}
    if run.change == BulkChange.STAGE:
        moved = {"fields": {"stage": run.value}, "grounds": Grounds.from_json(run.grounds)}
        return None if getattr(record, "stage", "") == run.value else moved
    return _tags(record, run.value, is_added=run.change == BulkChange.TAG)


def _tags(record: Record, name: str, *, is_added: bool) -> dict[str, Any] | None:
    names = {tag.key: tag.name for tag in record.tags.all()}
    key = Tag.key_of(name)
    if (key in names) == is_added:
        return None
    others = [other for known, other in names.items() if known != key]
    return {"fields": {}, "tags": [*others, name] if is_added else others}


def _put_back(run: BulkRun, row: BulkRow, now: datetime) -> BulkState:
    record = row.record
    if not can(run.by, _action(run), record):
        return BulkState.KEPT
    if run.change == BulkChange.BIN:
        if not record.is_in_bin:
            return BulkState.KEPT
        restore(by=run.by, row=record, now=now)
        return BulkState.UNDONE
    if _given(run, record) is not None:
        return BulkState.KEPT
    _write(run, record, _given_back(run, row), now)
    return BulkState.UNDONE


def _given_back(run: BulkRun, row: BulkRow) -> dict[str, Any]:
    if run.change in (BulkChange.TAG, BulkChange.UNTAG):
        return _tags(row.record, run.value, is_added=run.change == BulkChange.UNTAG) or {"fields": {}}
    if run.change == BulkChange.STAGE:
        return {"fields": row.before, "grounds": standing_grounds(row.record.pk, row.before["stage"])}
    owner = User.objects.filter(pk=row.before["owner"]).first()
    team = Team.objects.filter(pk=row.before["team"]).first()
    return {"fields": {"owner": owner, "team": team}}
