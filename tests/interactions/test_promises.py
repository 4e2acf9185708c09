"""Making promises, and what happens to them."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from contacts.models import Contact
from crm.money import Money
from interactions.actions import drop_promise, keep_promise, make_promise, move_promise, tell_customer
from interactions.models import Deed, Outcome, Promise, PromiseDeed, PromiseRules
from outreach.models import State
from staff.models import AuditEntry, User
from tests.factories.interactions import make_entry
from tests.factories.promises import make_due

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def promise(alice: User, carol: Contact) -> Promise:
    return make_due(alice, carol, now=NOW)


def stored(promise: Promise) -> Promise:
    return Promise.objects.get(pk=promise.pk)


def deeds(promise: Promise) -> list[tuple[str, datetime]]:
    return list(promise.deeds.values_list("kind", "at"))


def test_a_promise_for_a_minute_is_due_on_the_clock_of_its_zone(alice, carol):
    made = make_due(alice, carol, now=NOW, zone="Asia/Tokyo", local_date=date(2026, 5, 6), local_time=time(9))
    assert (made.due_at, made.in_time_until) == (datetime(2026, 5, 6, tzinfo=UTC), datetime(2026, 5, 6, tzinfo=UTC))
    assert (made.owner, made.made_by, made.made_at) == (alice, alice, NOW)
    assert AuditEntry.objects.get(action="interactions.promise").detail == {"contact": carol.pk}


def test_a_promise_for_a_day_holds_until_its_last_moment(alice, carol):
    made = make_due(alice, carol, now=NOW, zone="America/New_York", local_date=date(2026, 5, 6), local_time=None)
    assert made.due_at == datetime(2026, 5, 7, 4, tzinfo=UTC) - timedelta(microseconds=1)


def test_the_day_ends_an_hour_earlier_where_midnight_is_skipped(alice, carol):
    """In Beirut the clocks go from midnight to one on 28 March 2027."""
    made = make_due(alice, carol, now=NOW, zone="Asia/Beirut", local_date=date(2027, 3, 27), local_time=None)
    assert made.due_at == datetime(2027, 3, 27, 22, tzinfo=UTC) - timedelta(microseconds=1)


def test_the_second_of_two_hours_is_the_later_one(alice, carol):
    wall = {"zone": "Europe/Prague", "local_date": date(2026, 10, 25), "local_time": time(2, 30)}
    first, second = (make_due(alice, carol, now=NOW, **wall, is_second=which) for which in (False, True))
    assert second.due_at - first.due_at == HOUR


@pytest.mark.parametrize(
    ("days", "zone", "until"),
    [
        (3, "UTC", datetime(2026, 5, 8, 10, tzinfo=UTC)),
        (30, "Europe/Prague", datetime(2026, 6, 4, 8, tzinfo=UTC)),
    ],
)
def test_grace_is_days_on_the_same_clock(alice, carol, days, zone, until):
    PromiseRules.objects.create(pk=1, grace_days=days)
    made = make_due(alice, carol, now=NOW, zone=zone, local_date=date(2026, 5, 5), local_time=time(10))
    assert made.in_time_until == until


def test_grace_keeps_the_hour_across_a_change_of_the_clocks(alice, carol):
    PromiseRules.objects.create(pk=1, grace_days=2)
    wall = {"zone": "Europe/Prague", "local_date": date(2026, 10, 24), "local_time": time(9)}
    made = make_due(alice, carol, now=NOW, **wall)
    assert made.in_time_until - made.due_at == timedelta(hours=49)


def test_another_grace_changes_no_promise_that_was_made(promise):
    before = promise.in_time_until
    PromiseRules.objects.create(pk=1, grace_days=9)
    assert stored(promise).in_time_until == before


def test_what_was_said_in_a_conversation_was_promised_then(alice, carol):
    entry = make_entry(carol, NOW - 5 * HOUR)
    made = make_due(alice, carol, now=NOW, in_hours=-1, entry=entry)
    assert (made.entry, made.made_at, made.outcome_at(NOW)) == (entry, entry.at, Outcome.BROKEN)


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"local_date": date(2026, 5, 4), "local_time": time(9)}, "local_time"),
        ({"local_date": date(2026, 5, 3), "local_time": None}, "local_date"),
        ({"local_date": date(1, 1, 1), "local_time": None}, "local_date"),
        ({"local_date": date(2037, 1, 1)}, "local_date"),
        ({"local_date": date.max}, "local_date"),
        ({"what": ""}, "what"),
        ({"value": Money(Decimal(0), "EUR")}, "__all__"),
    ],
)
def test_what_cannot_be_promised_is_refused(alice, carol, fields, at_fault):
    with pytest.raises(ValidationError) as refusal:
        make_due(alice, carol, now=NOW, **fields)
    assert list(refusal.value.message_dict) == [at_fault]
    assert Promise.objects.count() == 0


def test_done_at_the_last_moment_it_is_kept(alice, promise):
    keep_promise(by=alice, promise=promise, at=promise.in_time_until, now=NOW + 30 * HOUR)
    assert (stored(promise).outcome, deeds(promise)) == ("kept", [(Deed.KEPT, promise.due_at)])


def test_done_a_moment_later_it_is_late(alice, promise):
    keep_promise(by=alice, promise=promise, at=promise.due_at + timedelta(microseconds=1), now=NOW + 30 * HOUR)
    assert stored(promise).outcome == "late"


def test_a_part_leaves_it_open_and_then_breaks_it_apart_from_the_others(alice, promise):
    keep_promise(by=alice, promise=promise, is_whole=False, remark="Two of five", now=NOW + HOUR)
    found = stored(promise)
    assert (found.outcome, found.partly_at, found.remark) == ("", NOW + HOUR, "Two of five")
    assert found.outcome_at(NOW + 2 * HOUR) == Outcome.OPEN
    assert found.outcome_at(NOW + 25 * HOUR) == Outcome.PARTIAL


def test_what_was_done_in_part_can_still_be_kept_in_time(alice, promise):
    keep_promise(by=alice, promise=promise, is_whole=False, now=NOW + HOUR)
    keep_promise(by=alice, promise=promise, now=NOW + 2 * HOUR)
    assert stored(promise).outcome == "kept"


@pytest.mark.parametrize(
    ("is_their_wish", "hours", "outcome"),
    [(True, 23, "superseded"), (True, 24, "broken"), (False, 1, "broken")],
)
def test_moving_breaks_it_unless_the_customer_wished_so_before_it_was_due(
    alice, promise, is_their_wish, hours, outcome
):
    wall = {"local_date": date(2026, 5, 20), "local_time": None, "zone": "Europe/Prague"}
    at = NOW + hours * HOUR
    new = move_promise(by=alice, promise=promise, is_their_wish=is_their_wish, at=at, now=NOW + 30 * HOUR, **wall)
    assert stored(promise).outcome == outcome
    assert (new.replaces, new.what, new.owner, new.made_at) == (promise, promise.what, alice, at)
    assert (new.due_at, new.outcome) == (datetime(2026, 5, 20, 22, tzinfo=UTC) - timedelta(microseconds=1), "")


def test_a_promise_moved_to_a_moment_that_passed_stays_as_it_was(alice, promise):
    with pytest.raises(ValidationError):
        move_promise(
            by=alice, promise=promise, is_their_wish=True, local_date=date(2026, 5, 1), zone="UTC", now=NOW + HOUR
        )
    assert (stored(promise).outcome, deeds(promise), Promise.objects.count()) == ("", [], 1)


@pytest.mark.parametrize(("is_their_wish", "outcome"), [(True, "superseded"), (False, "broken")])
def test_dropping_breaks_it_unless_the_customer_wished_so(alice, promise, is_their_wish, outcome):
    drop_promise(by=alice, promise=promise, is_their_wish=is_their_wish, now=NOW + HOUR)
    assert stored(promise).outcome == outcome


def test_it_ends_once(alice, promise):
    keep_promise(by=alice, promise=promise, now=NOW + HOUR)
    with pytest.raises(ValidationError, match="closed already"):
        drop_promise(by=alice, promise=promise, is_their_wish=True, now=NOW + 2 * HOUR)
    assert (stored(promise).outcome, len(deeds(promise))) == ("kept", 1)


@pytest.mark.parametrize(
    ("hours", "sentence"), [(3, "still to come"), (-1, "not promised yet"), (0.5, "was done after this moment")]
)
def test_a_deed_happens_between_the_last_one_and_now(alice, promise, hours, sentence):
    keep_promise(by=alice, promise=promise, is_whole=False, now=NOW + HOUR)
    with pytest.raises(ValidationError, match=sentence):
        keep_promise(by=alice, promise=promise, at=NOW + hours * HOUR, now=NOW + 2 * HOUR)


def test_the_customer_may_be_told_of_a_broken_promise_too(alice, promise):
    drop_promise(by=alice, promise=promise, is_their_wish=False, now=NOW + HOUR)
    tell_customer(by=alice, promise=promise, how="call", now=NOW + 2 * HOUR)
    assert deeds(promise) == [(Deed.GIVEN_UP, NOW + HOUR), (Deed.TOLD, NOW + 2 * HOUR)]
    assert PromiseDeed.objects.get(kind=Deed.TOLD).how == "call"
    assert AuditEntry.objects.filter(action="interactions.promise_deed").count() == 2


def test_a_deed_is_never_changed(alice, promise):
    keep_promise(by=alice, promise=promise, now=NOW + HOUR)
    for change in (lambda rows: rows.update(kind=Deed.PARTLY), lambda rows: rows._raw_delete(rows.db)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(PromiseDeed.objects.all())
    assert deeds(promise) == [(Deed.KEPT, NOW + HOUR)]


def test_the_warning_waits_until_it_is_closed(alice, promise):
    assert (promise.message.user, promise.message.state) == (alice, State.PENDING)
    keep_promise(by=alice, promise=promise, now=NOW + HOUR)
    promise.message.refresh_from_db()
    assert (promise.message.state, promise.message.reason) == (State.CANCELLED, "promise_closed")


def test_a_moved_promise_warns_of_its_new_moment(alice, promise):
    new = move_promise(
        by=alice, promise=promise, is_their_wish=True, local_date=date(2026, 5, 20), zone="UTC", now=NOW + HOUR
    )
    promise.message.refresh_from_db()
    assert (promise.message.state, new.message.state) == (State.CANCELLED, State.PENDING)
    assert new.message.not_before == datetime(2026, 5, 19, 7, tzinfo=UTC)


def test_a_value_has_its_currency(alice, carol):
    made = make_promise(
        by=alice, contact=carol, what="A credit note", local_date=date(2026, 5, 9), zone="UTC",
        value=Money(Decimal("120.50"), "CZK"), now=NOW,
    )  # fmt: skip
    assert stored(made).value == Money(Decimal("120.5"), "CZK")
