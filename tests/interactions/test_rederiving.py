"""A new time zone database moves agreed hours: they are found, listed, moved, and their owners told."""

import json
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from contacts.models import Contact
from interactions.actions import keep_promise, make_promise, plan_follow_up
from interactions.actions.rederiving import NOTICE, rederive_promises, rederive_times
from interactions.models import FollowUp, FollowUpState, Promise, PromiseRules
from interactions.tasks import rederive_times as job
from outreach import ready_made
from outreach.models import Message
from staff.models import AuditEntry, Notice, User

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
AGREED = datetime(2026, 8, 3, 7, tzinfo=UTC)  # 09:00 in Prague


@pytest.fixture(autouse=True)
def _ready_made(organisation: object) -> None:
    ready_made.install(now=NOW)


def plan(by: User, contact: Contact, **fields: object) -> FollowUp:
    values = {"kind": "task", "title": "Call back", "local_date": date(2026, 8, 3), "local_time": time(9), **fields}
    return plan_follow_up(by=by, contact=contact, zone="Europe/Prague", now=NOW, **values)


def as_planned_under_old_rules(follow_up: FollowUp, *, by: timedelta) -> None:
    """Put the row where a database of other rules would have."""
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=follow_up.due_at + by)
    message = follow_up.message
    message.not_before, message.not_after = message.not_before + by, message.not_after + by
    message.save(update_fields=["not_before", "not_after"])


def test_what_the_new_rules_move_is_moved_with_its_reminder_and_told(alice: User, carol: Contact) -> None:
    moved, stays = plan(alice, carol), plan(alice, carol, title="Stays")
    as_planned_under_old_rules(moved, by=HOUR)
    found = rederive_times(now=NOW)
    assert [(one.follow_up.pk, one.before, one.after) for one in found] == [(moved.pk, AGREED + HOUR, AGREED)]
    moved.refresh_from_db()
    stays.refresh_from_db()
    assert moved.due_at == stays.due_at == moved.message.not_before == AGREED
    assert moved.message.not_after == AGREED + timedelta(hours=24)
    notice = Notice.objects.get(kind=NOTICE)
    assert (notice.user, notice.params["title"], notice.params["zone"]) == (alice, "Call back", "Europe/Prague")
    assert AuditEntry.objects.filter(action="interactions.rederive", subject_id=moved.pk).count() == 1


def test_a_second_run_finds_nothing_and_tells_nobody(alice: User, carol: Contact) -> None:
    as_planned_under_old_rules(plan(alice, carol), by=-HOUR)
    assert job.run(now=NOW.isoformat()) == {"moved": 1, "promises": 0}
    assert job.run(now=NOW.isoformat()) == {"moved": 0, "promises": 0}
    assert Notice.objects.filter(kind=NOTICE).count() == 1


def test_what_is_closed_or_over_stays_where_it_was(alice: User, carol: Contact) -> None:
    closed, over = plan(alice, carol), plan(alice, carol)
    for follow_up in (closed, over):
        as_planned_under_old_rules(follow_up, by=HOUR)
    FollowUp.objects.filter(pk=closed.pk).update(state=FollowUpState.DONE, closed_at=NOW)
    assert rederive_times(now=AGREED + 2 * HOUR) == []


def test_the_second_of_two_hours_stays_the_second(alice: User, carol: Contact) -> None:
    twice = plan(alice, carol, local_date=date(2026, 10, 25), local_time=time(2, 30), is_second=True)
    assert twice.due_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert rederive_times(now=NOW) == []


def test_a_rehearsal_lists_and_changes_nothing(alice: User, carol: Contact) -> None:
    follow_up = plan(alice, carol)
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=AGREED.replace(year=2099))
    out = StringIO()
    call_command("rederive_times", "--json", "--dry-run", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["dry_run"], [one["follow_up"] for one in told["moved"]]) == (True, [follow_up.pk])
    assert told["moved"][0]["agreed"] == "2026-08-03 09:00 Europe/Prague"
    assert FollowUp.objects.get().due_at.year == 2099
    assert not Notice.objects.filter(kind=NOTICE).exists()


def test_the_command_lists_what_it_moved(alice: User, carol: Contact) -> None:
    follow_up = plan(alice, carol)
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=AGREED.replace(year=2099))
    out = StringIO()
    call_command("rederive_times", stdout=out)
    assert out.getvalue().splitlines()[0] == (
        f"follow-up {follow_up.pk}, agreed 2026-08-03 09:00 Europe/Prague: 2099-08-03 07:00Z -> 2026-08-03 07:00Z"
    )


def test_the_command_lists_what_is_due_by_the_day_too(alice: User, carol: Contact) -> None:
    follow_up = plan(alice, carol, local_time=None)
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=AGREED.replace(year=2099))
    out = StringIO()
    call_command("rederive_times", stdout=out)
    assert f"follow-up {follow_up.pk}, agreed 2026-08-03 24:00 Europe/Prague: " in out.getvalue()


def test_promises_to_come_move_with_their_grace_and_their_warning(alice: User, carol: Contact) -> None:
    PromiseRules.objects.create(grace_days=2)
    due = {"zone": "Europe/Prague", "local_date": date(2026, 8, 3), "local_time": time(9)}
    moved, kept = (make_promise(by=alice, contact=carol, what=what, now=NOW, **due) for what in ("Offer", "Sample"))
    keep_promise(by=alice, promise=kept, now=NOW)
    old = {"due_at": AGREED - 26 * HOUR, "in_time_until": AGREED + 22 * HOUR}
    Promise.objects.update(**old)
    Message.objects.filter(pk=moved.message.pk).update(occurrence="promise/as-planned-under-old-rules")

    assert [one.pk for one in rederive_promises(now=NOW, is_rehearsal=True)] == [moved.pk]
    assert job.run(now=NOW.isoformat()) == {"moved": 0, "promises": 1}
    assert job.run(now=NOW.isoformat()) == {"moved": 0, "promises": 0}

    first = moved.message
    moved.refresh_from_db()
    kept.refresh_from_db()
    assert (moved.due_at, moved.in_time_until, kept.due_at) == (AGREED, AGREED + 48 * HOUR, old["due_at"])
    assert (moved.message.not_after, moved.message.state, Message.objects.get(pk=first.pk).state) == (
        AGREED,
        "pending",
        "cancelled",
    )
    notice = Notice.objects.get(kind=NOTICE)
    assert (notice.user, notice.params["title"], notice.params["zone"]) == (alice, "Offer", "Europe/Prague")
