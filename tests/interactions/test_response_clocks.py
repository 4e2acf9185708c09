"""Response clocks: what starts one, what answers it, pauses, updates, merging and erasing."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from contacts.actions.merging import merge_contacts, undo_merge
from contacts.models import Contact
from interactions.actions import (
    add_entry,
    log_interaction,
    pause_clock,
    resume_clock,
    save_policy,
    void_clock,
)
from interactions.actions.response_clocks import forget_clocks
from interactions.business_time import Turn
from interactions.models import ClockCalendar, ClockEvent, ClockMetric, ClockState, Direction, Kind, ResponseClock
from staff.models import AuditEntry, Team, User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_answer, make_clock, make_policy, make_question

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # nine o'clock in Prague, where Carol's office opens
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


def turns(clock: ResponseClock) -> list[str]:
    return list(ClockEvent.objects.filter(clock=clock).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def policy(alice: User):
    return make_policy(alice)


# --- what starts a clock ---------------------------------------------------------------------------------------------
def test_a_mail_from_the_customer_starts_a_clock(policy, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)

    assert (clock.metric, clock.state, clock.target_minutes) == ("first_response", "running", 240)
    assert (clock.started_at, clock.due_at) == (MONDAY, MONDAY + 4 * HOUR)
    assert (clock.half_at, clock.most_at) == (MONDAY + 2 * HOUR, MONDAY + 192 * timedelta(minutes=1))
    assert turns(clock) == [Turn.STARTED]


@pytest.mark.parametrize("kind", [Kind.EMAIL, Kind.MESSENGER, Kind.CHAT, Kind.LETTER, Kind.SOCIAL])
def test_whatever_they_write_awaits_an_answer(policy, carol: Contact, kind: str) -> None:
    assert make_clock(carol, MONDAY, kind=kind).state == ClockState.RUNNING


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": Kind.CALL},
        {"kind": Kind.MEETING},
        {"direction": Direction.OUT},
        {"direction": Direction.INTERNAL},
        {"direction": Direction.BOTH},
        {"is_automatic": True},
    ],
)
def test_nothing_else_starts_one(policy, carol: Contact, fields: dict[str, object]) -> None:
    make_question(carol, MONDAY, **fields)

    assert not ResponseClock.objects.exists()


@pytest.mark.parametrize("direction", [Direction.IN, Direction.OUT, Direction.BOTH])
def test_a_call_starts_one_where_a_colleague_says_so(policy, alice: User, carol: Contact, direction: str) -> None:
    entry = log_interaction(
        by=alice, contact=carol, kind=Kind.CALL, direction=direction, at=MONDAY, awaits_answer=True, priority="high",
        now=MONDAY,
    )  # fmt: skip

    clock = ResponseClock.objects.get()
    assert (clock.entry, clock.priority, clock.state) == (entry, "high", ClockState.RUNNING)


def test_a_colleague_may_say_that_no_answer_is_awaited(policy, alice: User, carol: Contact) -> None:
    log_interaction(
        by=alice, contact=carol, kind=Kind.EMAIL, direction="in", at=MONDAY, awaits_answer=False, now=MONDAY
    )

    assert not ResponseClock.objects.exists()


def test_an_entry_that_is_reported_twice_starts_one_clock(policy, carol: Contact) -> None:
    for _time in range(2):
        add_entry(
            contact=carol, kind=Kind.EMAIL, source="mail/1", at=MONDAY, is_automatic=False, direction="in", now=MONDAY
        )

    assert ResponseClock.objects.count() == 1


def test_without_a_policy_nothing_is_promised(carol: Contact) -> None:
    make_question(carol, MONDAY)

    assert not ResponseClock.objects.exists()


def test_who_writes_again_waits_since_the_first_time(policy, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)
    make_question(carol, MONDAY + HOUR)

    assert list(ResponseClock.objects.values_list("started_at", flat=True)) == [clock.started_at]


def test_what_is_more_urgent_and_promised_sooner_has_a_clock_beside(policy, alice: User, carol: Contact) -> None:
    make_policy(alice, name="Urgent", priorities=["high"], position=1, first_response_minutes=60)
    make_clock(carol, MONDAY)
    call = {"by": alice, "contact": carol, "kind": Kind.CALL, "direction": "in", "awaits_answer": True}
    for hours, priority in ((1, "normal"), (2, "high"), (2, "high")):
        log_interaction(at=MONDAY + hours * HOUR, priority=priority, now=MONDAY + hours * HOUR, **call)
    columns = ("started_at", "priority", "due_at")
    assert list(ResponseClock.objects.open().order_by("pk").values_list(*columns)) == [
        (MONDAY, "normal", MONDAY + 4 * HOUR),
        (MONDAY + 2 * HOUR, "high", MONDAY + 3 * HOUR),
    ]
    make_answer(carol, MONDAY + 3 * HOUR, by=alice)
    assert not ResponseClock.objects.open().exists()


def test_what_is_more_urgent_but_promised_no_sooner_waits_along(policy, alice: User, carol: Contact) -> None:
    make_clock(carol, MONDAY)
    call = {"by": alice, "contact": carol, "kind": Kind.CALL, "direction": "in", "awaits_answer": True}
    log_interaction(at=MONDAY + HOUR, priority="high", now=MONDAY + HOUR, **call)
    assert ResponseClock.objects.count() == 1


# --- what was copied stays -------------------------------------------------------------------------------------------
def test_a_changed_policy_changes_no_clock_that_runs(policy, alice: User, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)
    policy.first_response_minutes = 10
    save_policy(by=alice, policy=policy)
    pause_clock(by=alice, clock=clock, reason="Asked them.", now=MONDAY + HOUR)
    resume_clock(by=alice, clock=clock, now=MONDAY + 2 * HOUR)

    clock.refresh_from_db()
    assert (clock.terms.number, clock.target_minutes, clock.due_at) == (1, 240, MONDAY + 5 * HOUR)
    assert policy.versions.count() == 2


def test_changed_hours_change_no_clock_that_runs(policy, alice: User, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)
    Contact.objects.filter(pk=carol.pk).update(hours_from=time(12), hours_until=time(13), time_zone="Asia/Tokyo")
    pause_clock(by=alice, clock=clock, reason="Asked them.", now=MONDAY + HOUR)
    resume_clock(by=alice, clock=clock, now=MONDAY + 2 * HOUR)

    clock.refresh_from_db()
    assert clock.due_at == MONDAY + 5 * HOUR


def test_customers_of_the_same_hours_share_a_calendar(policy, alice: User, carol: Contact) -> None:
    make_clock(carol, MONDAY)
    make_clock(make_contact("Dana", owner=alice, country=carol.country, time_zone=carol.time_zone), MONDAY)

    assert ClockCalendar.objects.count() == 1


def test_the_hours_of_the_team_are_the_union_of_its_shifts(alice: User, bob: User, team: Team, carol: Contact) -> None:
    User.objects.filter(pk=alice.pk).update(work_from=time(6), work_until=time(12), time_zone="UTC")
    User.objects.filter(pk=bob.pk).update(work_from=time(11), work_until=time(18), time_zone="UTC")
    make_policy(alice, calendar="team", first_response_minutes=600)

    clock = make_clock(carol, MONDAY)

    assert (clock.calendar_kind, clock.due_at) == ("team", MONDAY + 10 * HOUR)


def test_a_team_without_people_leaves_the_customers_hours(alice: User, other_team: Team, carol: Contact) -> None:
    make_policy(alice, calendar="team", team=other_team)

    assert make_clock(carol, MONDAY).calendar_kind == "customer"


# --- what answers it -------------------------------------------------------------------------------------------------
def test_the_first_human_word_to_them_answers(policy, alice: User, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)
    make_answer(carol, MONDAY + HOUR, by=alice)
    make_answer(carol, MONDAY + 2 * HOUR, by=alice)

    clock.refresh_from_db()
    assert (clock.state, clock.ended_at, clock.used_seconds) == ("answered", MONDAY + HOUR, 3600)
    assert clock.events.last().by == alice


@pytest.mark.parametrize(
    "fields",
    [{"is_automatic": True}, {"kind": Kind.NOTE}, {"direction": Direction.INTERNAL}, {"direction": Direction.IN}],
)
def test_what_left_by_itself_or_stays_in_the_house_answers_nothing(
    policy, carol: Contact, fields: dict[str, object]
) -> None:
    clock = make_clock(carol, MONDAY)
    make_answer(carol, MONDAY + HOUR, **fields)

    clock.refresh_from_db()
    assert clock.state == ClockState.RUNNING


@pytest.mark.parametrize(
    ("later", "is_breached"),
    [
        (timedelta(hours=4) - timedelta(seconds=1), False),
        (timedelta(hours=4), False),
        (timedelta(hours=4, seconds=1), True),
    ],
)
def test_at_the_due_moment_is_in_time(policy, carol: Contact, later: timedelta, is_breached: bool) -> None:
    clock = make_clock(carol, MONDAY)
    make_answer(carol, MONDAY + later)

    clock.refresh_from_db()
    assert clock.is_breached == is_breached
    assert ResponseClock.objects.breached(MONDAY).exists() == is_breached
    assert ResponseClock.objects.attained().exists() != is_breached


def test_what_was_said_before_answers_nothing(policy, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)
    make_answer(carol, MONDAY - HOUR)

    clock.refresh_from_db()
    assert clock.state == ClockState.RUNNING


def test_a_mail_that_is_written_down_late_finds_its_answer(policy, alice: User, carol: Contact) -> None:
    make_answer(carol, MONDAY + HOUR, by=alice)
    clock = make_clock(carol, MONDAY, now=MONDAY + 5 * HOUR)

    assert (clock.state, clock.ended_at) == ("answered", MONDAY + HOUR)


def waits(contact: Contact) -> list[tuple[datetime, str]]:
    clocks = ResponseClock.objects.filter(contact=contact, metric=ClockMetric.FIRST_RESPONSE)
    return list(clocks.order_by("started_at").values_list("started_at", "state"))


def test_who_wrote_again_after_an_answer_that_is_written_down_late_waits_since_then(policy, alice, carol) -> None:
    for hours in (0, 2, 3):
        make_question(carol, MONDAY + hours * HOUR)
    make_answer(carol, MONDAY + HOUR, by=alice, kind=Kind.CALL, now=MONDAY + 8 * HOUR)

    assert waits(carol) == [(MONDAY, "answered"), (MONDAY + 2 * HOUR, "running")]


def test_who_was_answered_again_since_does_not_wait(policy, alice: User, carol: Contact) -> None:
    for hours in (0, 2):
        make_question(carol, MONDAY + hours * HOUR)
    make_answer(carol, MONDAY + 3 * HOUR, by=alice)
    make_answer(carol, MONDAY + HOUR, by=alice, kind=Kind.CALL, now=MONDAY + 8 * HOUR)

    assert waits(carol) == [(MONDAY, "answered")]


def test_an_answer_of_before_a_pause_ends_the_clock_before_it(policy, alice: User, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)
    pause_clock(by=alice, clock=clock, reason="Asked them.", now=MONDAY + 3 * HOUR)
    make_answer(carol, MONDAY + HOUR, by=alice, now=MONDAY + 4 * HOUR)

    clock.refresh_from_db()
    assert (clock.state, clock.used_seconds) == ("answered", 3600)


def test_a_customer_is_answered_and_another_is_not(policy, alice: User, carol: Contact) -> None:
    other = make_clock(make_contact("Dana", owner=alice), MONDAY)
    make_clock(carol, MONDAY)
    make_answer(carol, MONDAY + HOUR)

    other.refresh_from_db()
    assert other.state == ClockState.RUNNING


# --- pauses ----------------------------------------------------------------------------------------------------------
def test_a_pause_moves_the_due_moment_by_working_time(policy, alice: User, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)
    pause_clock(by=alice, clock=clock, reason="Asked for the order number.", now=MONDAY + HOUR)
    clock.refresh_from_db()
    assert (clock.state, clock.due_at, clock.percent(MONDAY + 9 * HOUR)) == ("paused", None, 25)

    resume_clock(by=alice, clock=clock, reason="They told it.", now=MONDAY + 24 * HOUR)
    clock.refresh_from_db()
    assert (clock.state, clock.due_at) == ("running", MONDAY + 27 * HOUR)
    assert turns(clock) == ["started", "paused", "resumed"]


def test_what_they_write_lets_it_run_again(policy, alice: User, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)
    pause_clock(by=alice, clock=clock, reason="Asked them.", now=MONDAY + HOUR)
    make_question(carol, MONDAY + 2 * HOUR)

    clock.refresh_from_db()
    assert (clock.state, clock.due_at) == ("running", MONDAY + 5 * HOUR)


@pytest.mark.parametrize("act", [pause_clock, void_clock])
def test_a_reason_is_asked_for(policy, alice: User, carol: Contact, act) -> None:
    clock = make_clock(carol, MONDAY)

    with pytest.raises(ValidationError, match="Say why"):
        act(by=alice, clock=clock, reason=" ", now=MONDAY + HOUR)
    assert turns(clock) == ["started"]


@pytest.mark.parametrize("act", [pause_clock, resume_clock, void_clock])
def test_what_ended_is_not_turned_again(policy, alice: User, carol: Contact, act) -> None:
    clock = make_clock(carol, MONDAY)
    make_answer(carol, MONDAY + HOUR)

    with pytest.raises(ValidationError, match="faster"):
        act(by=alice, clock=clock, reason="Late.", now=MONDAY + 2 * HOUR)
    assert turns(clock) == ["started", "answered"]


def test_a_void_clock_counts_nowhere(policy, alice: User, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)
    void_clock(by=alice, clock=clock, reason="An advertisement.", now=MONDAY + 30 * HOUR)

    assert not ResponseClock.objects.counted().exists()
    assert not ResponseClock.objects.breached(MONDAY + 40 * HOUR).exists()
    assert AuditEntry.objects.filter(action="interactions.clock", actor=alice).count() == 1


# --- merged and erased -----------------------------------------------------------------------------------------------
def test_two_who_waited_wait_once_while_they_are_merged(policy, lead: User, alice: User, carol: Contact) -> None:
    twin = make_contact("Carol Novotna", owner=alice)
    later, earlier = make_clock(carol, MONDAY + HOUR), make_clock(twin, MONDAY)
    merge = merge_contacts(by=lead, survivor=carol, merged=twin, now=MONDAY + 2 * HOUR)
    assert list(ResponseClock.objects.open().values_list("pk", "contact")) == [(earlier.pk, carol.pk)]
    assert turns(later) == ["started", "merged"]

    undo_merge(by=lead, merge=merge, now=MONDAY + 3 * HOUR)
    assert sorted(ResponseClock.objects.running().values_list("pk", "contact")) == sorted(
        [(earlier.pk, twin.pk), (later.pk, carol.pk)]
    )
    later.refresh_from_db()
    assert later.due_at == MONDAY + 5 * HOUR


def test_the_erased_wait_no_more(policy, alice: User, carol: Contact) -> None:
    clock = make_clock(carol, MONDAY)
    pause_clock(by=alice, clock=clock, reason="Carol is on holiday.", now=MONDAY + HOUR)
    forget_clocks([carol], MONDAY + 2 * HOUR)

    clock.refresh_from_db()
    assert (clock.state, clock.started_at) == (ClockState.VOIDED, MONDAY)
    assert not ClockEvent.objects.exclude(reason="").exists()


def test_what_stands_in_the_columns_follows_from_the_events(alice: User, carol: Contact) -> None:
    make_policy(alice, update_every_days=2)
    clock = make_clock(carol, MONDAY)
    pause_clock(by=alice, clock=clock, reason="Asked them.", now=MONDAY + HOUR)
    make_question(carol, MONDAY + 2 * HOUR)
    make_answer(carol, MONDAY + 3 * HOUR)
    for stored in ResponseClock.objects.all():
        again = ResponseClock.objects.get(pk=stored.pk)
        again.settle()
        columns = ("state", "half_at", "most_at", "due_at", "ended_at", "used_seconds")
        assert [getattr(again, name) for name in columns] == [getattr(stored, name) for name in columns]
