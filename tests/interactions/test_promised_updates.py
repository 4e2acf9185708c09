"""The promise of updates: a clock of its own from each word to the next, until it is solved."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from contacts.models import Contact
from interactions.actions import log_interaction, pause_clock, solve_clock
from interactions.models import ClockMetric, ClockState, Kind, ResponseClock
from staff.models import User
from tests.factories.interactions import make_answer, make_clock, make_policy, make_question

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # nine o'clock in Prague, where Carol's office opens
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def updates(alice: User):
    return make_policy(alice, update_every_days=2)


def promised(contact: Contact) -> list[ResponseClock]:
    return list(ResponseClock.objects.filter(contact=contact, metric=ClockMetric.UPDATE).order_by("started_at"))


def test_updates_are_promised_until_it_is_solved(updates, alice: User, carol: Contact) -> None:
    make_clock(carol, MONDAY)
    make_answer(carol, MONDAY + HOUR, by=alice)
    (first,) = promised(carol)
    assert (first.started_at, first.due_at) == (MONDAY + HOUR, MONDAY + 49 * HOUR)

    make_answer(carol, MONDAY + 25 * HOUR, by=alice)
    ended, second = promised(carol)
    assert (ended.state, ended.is_breached) == ("answered", False)
    assert (second.started_at, second.due_at) == (MONDAY + 25 * HOUR, MONDAY + 73 * HOUR)

    solve_clock(by=alice, clock=second, now=MONDAY + 26 * HOUR)
    make_answer(carol, MONDAY + 27 * HOUR, by=alice)
    assert [clock.state for clock in promised(carol)] == ["answered", "answered"]


def test_an_update_over_a_weekend_counts_working_days(updates, alice: User, carol: Contact) -> None:
    friday = MONDAY - 72 * HOUR
    make_clock(carol, friday)
    make_answer(carol, friday + HOUR)

    assert promised(carol)[0].due_at == friday + 97 * HOUR  # Tuesday at the same hour


def test_a_first_answer_is_not_solved_away(updates, alice: User, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)

    with pytest.raises(ValidationError, match="still awaited"):
        solve_clock(by=alice, clock=clock, now=MONDAY + HOUR)


def test_what_was_answered_long_ago_promises_one_update(updates, alice: User, carol: Contact) -> None:
    for hours in (1, 2, 3):
        make_answer(carol, MONDAY + hours * HOUR, by=alice)
    make_question(carol, MONDAY, now=MONDAY + 4 * HOUR)

    assert [clock.started_at for clock in promised(carol)] == [MONDAY + 3 * HOUR]


def test_a_call_that_answers_and_asks_does_both(updates, alice: User, carol: Contact) -> None:
    first = make_clock(carol, MONDAY)
    log_interaction(
        by=alice, contact=carol, kind=Kind.CALL, direction="out", at=MONDAY + HOUR, awaits_answer=True,
        now=MONDAY + HOUR,
    )  # fmt: skip

    first.refresh_from_db()
    assert first.state == ClockState.ANSWERED
    assert sorted(ResponseClock.objects.open().values_list("metric", flat=True)) == ["first_response", "update"]


def test_what_they_write_lets_a_promised_update_run_again_too(updates, alice: User, carol: Contact) -> None:
    make_clock(carol, MONDAY)
    make_answer(carol, MONDAY + HOUR, by=alice)
    update = ResponseClock.objects.get(metric=ClockMetric.UPDATE)
    pause_clock(by=alice, clock=update, reason="Asked them.", now=MONDAY + 2 * HOUR)
    make_question(carol, MONDAY + 3 * HOUR)

    update.refresh_from_db()
    assert (update.state, update.due_at) == ("running", MONDAY + 50 * HOUR)
    # A late answer to the update leaves them one wait.
    make_question(carol, MONDAY + 4 * HOUR)
    make_answer(carol, MONDAY + 150 * timedelta(minutes=1), by=alice, kind=Kind.CALL, now=MONDAY + 5 * HOUR)
    first = ResponseClock.objects.filter(metric=ClockMetric.FIRST_RESPONSE).order_by("started_at")
    assert list(first.values_list("started_at", "state")) == [(MONDAY, "answered"), (MONDAY + 3 * HOUR, "running")]
