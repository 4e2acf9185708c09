"""Promises kept on the dashboard: by hand, and against the slow calculation."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from contacts.models import Contact
from interactions.actions import drop_promise, keep_promise
from interactions.models import Promise
from metrics.definitions import METRICS
from metrics.facts import Facts
from metrics.periods import Period
from outreach import ready_made
from staff.models import User
from tests.factories.contacts import make_contact
from tests.factories.promises import make_due
from tests.interactions import slow_promises as slow
from tests.interactions.test_promise_outcomes import live
from tests.metrics.worlds import behind

PERIOD = Period(date(2026, 1, 1), date(2026, 7, 1), date(2026, 6, 30), "Europe/Prague")
START = datetime(2025, 12, 31, 23, tzinfo=UTC)
END = datetime(2026, 6, 30, 22, tzinfo=UTC)
LONG_AFTER = datetime(2026, 9, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def due(by: User, contact: Contact, at: datetime, **fields: object) -> Promise:
    return make_due(by, contact, now=at - timedelta(days=1), **fields)


def counts(period: Period, now: datetime) -> dict[str, int]:
    facts, metric = Facts([period], now=now), METRICS["promises"]
    return {part: metric.size(period, facts, part) for part in metric.parts}


def test_promises_due_in_the_period_count_from_its_first_moment_to_its_last(alice, carol):
    for at in (START - MOMENT, START, END - MOMENT, END):
        promise = due(alice, carol, at)
        keep_promise(by=alice, promise=promise, at=at, now=at)
    envelope = METRICS["promises"].measure(PERIOD, Facts([PERIOD], now=LONG_AFTER))
    assert (envelope.value, envelope.numerator, envelope.denominator) == (1, 2, 2)


def test_each_part_opens_its_customers(alice):
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    ann, ben, eve, fay, joe = (make_contact(name, owner=alice) for name in ("Ann", "Ben", "Eve", "Fay", "Joe"))
    keep_promise(by=alice, promise=due(alice, ann, at), at=at, now=at)
    keep_promise(by=alice, promise=due(alice, ben, at), at=at + timedelta(hours=1), now=at + timedelta(hours=1))
    keep_promise(by=alice, promise=due(alice, eve, at), is_whole=False, at=at, now=at)
    due(alice, fay, at)
    drop_promise(by=alice, promise=due(alice, joe, at), is_their_wish=True, now=at - MOMENT)
    assert counts(PERIOD, LONG_AFTER) == {"decided": 4, "kept": 1, "late": 1, "partial": 1, "undone": 1}
    facts = Facts([PERIOD], now=LONG_AFTER)
    found = {part: behind("promises", part, facts) for part in METRICS["promises"].parts}
    assert found == {
        "decided": {ann.pk, ben.pk, eve.pk, fay.pk},
        "kept": {ann.pk},
        "late": {ben.pk},
        "partial": {eve.pk},
        "undone": {fay.pk},
    }


def test_what_is_still_open_while_the_day_runs_does_not_count(alice, carol):
    promise = due(alice, carol, datetime(2026, 6, 30, 15, tzinfo=UTC))
    assert counts(PERIOD, promise.due_at)["decided"] == 0
    assert counts(PERIOD, promise.due_at + MOMENT)["undone"] == 1


def test_without_promises_there_is_no_rate(organisation):
    assert METRICS["promises"].measure(PERIOD, Facts([PERIOD])).value is None


def test_promises_to_people_in_the_bin_do_not_count(alice, carol):
    due(alice, carol, datetime(2026, 3, 2, tzinfo=UTC))
    Contact.objects.filter(pk=carol.pk).update(deleted_at=LONG_AFTER)
    assert counts(PERIOD, LONG_AFTER)["decided"] == 0


@pytest.mark.slow
def test_thirteen_periods_are_those_of_the_slow_calculation(alice, carol):
    ready_made.install()
    random = Random(31)
    lives = [one for _ in range(60) for one in live(random, alice, carol)]
    periods = Period(date(2027, 2, 1), date(2027, 4, 1), date(2027, 3, 31), "Europe/Prague").trend()
    now = datetime(2028, 6, 1, tzinfo=UTC)
    facts = Facts(periods, now=now)
    met = 0
    for period in periods:
        seen_at = min(datetime.combine(period.as_of + timedelta(days=1), datetime.min.time(), period.zone), now)
        fates = [
            slow.fate(diary, made, seen_at)
            for made, diary, promise in lives
            if period.start_at <= promise.due_at < period.end_at
        ]
        kept, decided, rate = slow.rate(fates)
        envelope = METRICS["promises"].measure(period, facts)
        assert (envelope.value, envelope.numerator, envelope.denominator) == (rate, kept, decided)
        met += decided
    assert met > 20
