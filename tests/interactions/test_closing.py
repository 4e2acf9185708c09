"""Closing a next step: what follows, once; and what repeats until it is stopped."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from interactions.actions import (
    NextStep,
    cancel_follow_up,
    close_follow_up,
    plan_follow_up,
    plan_meeting,
    stop_repeating,
)
from interactions.models import FollowUp, FollowUpState
from interactions.repeating import Rhythm
from outreach.models import State
from staff.models import AuditEntry
from tests.factories.interactions import make_follow_up

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
LATER = datetime(2026, 5, 20, 10, tzinfo=UTC)


@pytest.fixture
def task(alice, carol) -> FollowUp:
    return make_follow_up(alice, carol, now=NOW)


@pytest.fixture
def weekly(alice, carol) -> FollowUp:
    return plan_follow_up(
        by=alice, contact=carol, kind="task", title="Weekly call", local_date=date(2026, 5, 5), local_time=time(9),
        zone="Europe/Prague", rhythm=Rhythm("week", 1, date(2026, 5, 5)), now=NOW,
    )  # fmt: skip


def test_closing_asks_for_the_next_step_or_a_reason(alice, task):
    with pytest.raises(ValidationError, match="say why none is needed"):
        close_follow_up(by=alice, follow_up=task, outcome="Reached", now=NOW)
    task.refresh_from_db()
    assert task.state == FollowUpState.OPEN


def test_the_next_step_is_planned_with_the_closing(alice, carol, task):
    step = NextStep("Send the offer", date(2026, 5, 6), None, "Europe/Prague")
    follows = close_follow_up(by=alice, follow_up=task, outcome="Reached", next_step=step, now=NOW)
    task.refresh_from_db()
    assert (task.state, task.outcome, task.message.state) == (FollowUpState.DONE, "Reached", State.CANCELLED)
    assert (follows.contact, follows.owner, follows.title) == (carol, alice, "Send the offer")
    assert follows.due_at == datetime(2026, 5, 6, 21, 59, 59, 999999, tzinfo=UTC)


def test_a_next_step_that_cannot_be_planned_leaves_it_open(alice, task):
    step = NextStep("Send the offer", date(2026, 5, 1), None, "Europe/Prague")
    with pytest.raises(ValidationError, match="passed already"):
        close_follow_up(by=alice, follow_up=task, outcome="Reached", next_step=step, now=NOW)
    task.refresh_from_db()
    assert (task.state, FollowUp.objects.count()) == (FollowUpState.OPEN, 1)


def test_what_repeats_is_planned_once_however_often_it_is_closed(alice, weekly):
    again = FollowUp.objects.get(pk=weekly.pk)
    follows = close_follow_up(by=alice, follow_up=weekly, outcome="Reached", now=weekly.due_at)
    assert close_follow_up(by=alice, follow_up=again, outcome="Reached", now=weekly.due_at) is None
    assert list(FollowUp.objects.open()) == [follows]
    assert (follows.local_date, follows.source) == (date(2026, 5, 12), f"interactions.followup/{weekly.pk}")


def test_the_database_itself_refuses_a_second_next_one(alice, weekly):
    follows = close_follow_up(by=alice, follow_up=weekly, outcome="Reached", now=weekly.due_at)
    follows.pk = None
    follows.message = None
    with pytest.raises(IntegrityError):
        follows.save(force_insert=True)


def test_a_meeting_that_repeats_keeps_its_people(alice, bob, carol):
    meeting = plan_meeting(
        by=alice, contacts=[carol], users=[alice, bob], start=datetime(2026, 5, 5, 8, tzinfo=UTC), minutes=30,
        title="Review", now=NOW,
    )  # fmt: skip
    FollowUp.objects.filter(pk=meeting.pk).update(repeat_unit="month", repeat_from=meeting.local_date)
    meeting.refresh_from_db()
    follows = close_follow_up(by=alice, follow_up=meeting, outcome="Met", now=meeting.due_at)
    assert (follows.local_date, follows.minutes) == (date(2026, 6, 5), 30)
    assert {str(one) for one in follows.participants.all()} == {"Alice", "Bob", "Carol Novotná"}


def test_stopped_it_does_not_come_again(alice, weekly):
    assert stop_repeating(by=alice, follow_up=weekly, now=NOW)
    weekly.refresh_from_db()
    close_follow_up(by=alice, follow_up=weekly, outcome="Reached", none_because="They moved", now=LATER)
    assert not FollowUp.objects.open().exists()
    assert not stop_repeating(by=alice, follow_up=weekly, now=NOW)
    assert AuditEntry.objects.filter(action="interactions.stop_repeating").count() == 1


def test_cancelled_it_does_not_come_again(alice, weekly):
    cancel_follow_up(by=alice, follow_up=weekly, now=NOW)
    assert not FollowUp.objects.open().exists()


def test_a_mail_does_not_repeat(alice, carol):
    with pytest.raises(ValidationError, match="A mail goes out once"):
        plan_follow_up(
            by=alice, contact=carol, kind="mail", title="Offer", body="Here.", local_date=date(2026, 5, 5),
            local_time=time(9), zone="Europe/Prague", rhythm=Rhythm("week", 1, date(2026, 5, 5)), now=NOW,
        )  # fmt: skip


def test_a_mail_has_an_hour(alice, carol):
    with pytest.raises(ValidationError, match="needs an hour"):
        plan_follow_up(
            by=alice, contact=carol, kind="mail", title="Offer", body="Here.", local_date=date(2026, 5, 5),
            local_time=None, zone="Europe/Prague", now=NOW,
        )  # fmt: skip
