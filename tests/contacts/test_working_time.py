"""When somebody is at work: hours on their own clock, holidays, clock changes, days that a zone left out."""

from datetime import UTC, date, datetime, time
from random import Random

import pytest

from contacts.calling import CallFacts, Span
from contacts.working_time import (
    Desk,
    Interval,
    common,
    current,
    desk_of,
    is_at_work,
    joined,
    next_start,
    without,
    working,
    working_day,
)

PRAGUE = Desk("Europe/Prague", time(9), time(17), "CZ")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


@pytest.mark.parametrize(
    ("desk", "on", "worked"),
    [
        (PRAGUE, "2026-11-30", [span("2026-11-30T08:00", "2026-11-30T16:00")]),
        (PRAGUE, "2026-07-01", [span("2026-07-01T07:00", "2026-07-01T15:00")]),
        (PRAGUE, "2026-11-28", []),  # a Saturday
        (PRAGUE, "2026-11-17", []),  # a public holiday of Czechia
        (Desk("Europe/Prague", time(9), time(17)), "2026-11-17", [span("2026-11-17T08:00", "2026-11-17T16:00")]),
        (Desk("Asia/Riyadh", time(9), time(17), "SA"), "2026-11-27", []),  # a Friday
        (
            Desk("Asia/Riyadh", time(9), time(17), "SA"),
            "2026-11-29",
            [span("2026-11-29T06:00", "2026-11-29T14:00")],
        ),  # a Sunday
        (
            Desk("Europe/Prague", time(9), time(17), "CZ", lunch=(time(12), time(13))),
            "2026-11-30",
            [span("2026-11-30T08:00", "2026-11-30T11:00"), span("2026-11-30T12:00", "2026-11-30T16:00")],
        ),
        # The clocks skip 02:00-03:00: what begins in it begins after the gap.
        (Desk("Europe/Prague", time(2, 30), time(6)), "2021-03-26", [span("2021-03-26T01:30", "2021-03-26T05:00")]),
        (
            Desk("Africa/Cairo", time(0, 30), time(6), "EG"),
            "2026-04-26",
            [span("2026-04-25T21:30", "2026-04-26T03:00")],
        ),
        # Samoa left 30 December 2011 out.
        (Desk("Pacific/Apia", time(9), time(17)), "2011-12-30", []),
    ],
)
def test_a_day_of_work(desk: Desk, on: str, worked: list[Interval]) -> None:
    assert list(working_day(desk, date.fromisoformat(on))) == worked


def test_hours_in_the_gap_begin_after_it() -> None:
    """Iran's weekend is Friday, so its Sundays are worked: the desk stands in Prague all the same."""
    night = Desk("Europe/Prague", time(2, 30), time(6), "IR")
    assert working_day(night, date(2026, 3, 29)) == (span("2026-03-29T01:30", "2026-03-29T04:00"),)


def test_hours_that_come_twice_count_from_and_to_their_first_time() -> None:
    night = Desk("Europe/Prague", time(1), time(2, 30), "IR")
    assert working_day(night, date(2026, 10, 25)) == (span("2026-10-24T23:00", "2026-10-25T00:30"),)
    early = Desk("Europe/Prague", time(2, 30), time(6), "IR")
    assert working_day(early, date(2026, 10, 25)) == (span("2026-10-25T00:30", "2026-10-25T05:00"),)


def test_special_hours_replace_the_usual_ones() -> None:
    fasting = Span(date(2027, 2, 8), date(2027, 3, 8), time(10), time(15))
    desk = Desk("Asia/Dubai", time(9), time(17), "AE", special=(fasting,))
    assert working_day(desk, date(2027, 2, 9)) == (span("2027-02-09T06:00", "2027-02-09T11:00"),)
    assert working_day(desk, date(2027, 3, 9)) in {(), (span("2027-03-09T05:00", "2027-03-09T13:00"),)}


def test_a_desk_knows_the_lunch_of_the_country() -> None:
    assert desk_of(CallFacts("Europe/Madrid", country="ES")).lunch == (time(14), time(16))
    told = CallFacts("Europe/Madrid", country="ES", lunch_start=time(13), lunch_end=time(14), hours_start=time(8))
    assert desk_of(told) == Desk("Europe/Madrid", time(8), time(17), "ES", lunch=(time(13), time(14)))


@pytest.mark.parametrize(
    ("now", "is_there", "begins"),
    [
        ("2026-11-30T07:59", False, "2026-11-30T08:00"),
        ("2026-11-30T08:00", True, "2026-12-01T08:00"),
        ("2026-11-30T15:59", True, "2026-12-01T08:00"),
        ("2026-11-30T16:00", False, "2026-12-01T08:00"),
        ("2026-11-27T16:00", False, "2026-11-30T08:00"),  # Friday evening
        ("2026-12-23T16:00", False, "2026-12-28T08:00"),  # three holidays and a Sunday
    ],
)
def test_who_is_at_work_and_when_next(now: str, is_there: bool, begins: str) -> None:
    assert (is_at_work(PRAGUE, at(now)), next_start(PRAGUE, at(now))) == (is_there, at(begins))


def test_the_current_span_ends_where_the_day_does() -> None:
    assert current(PRAGUE, at("2026-11-30T12:00")) == span("2026-11-30T08:00", "2026-11-30T16:00")


def test_work_within_a_span_is_cut_to_it() -> None:
    within = span("2026-11-30T10:00", "2026-12-01T09:00")
    assert working(PRAGUE, within) == [
        span("2026-11-30T10:00", "2026-11-30T16:00"),
        span("2026-12-01T08:00", "2026-12-01T09:00"),
    ]


@pytest.mark.parametrize("seed", range(40))
def test_spans_add_up_as_their_minutes_do(seed: int) -> None:
    chance = Random(seed)
    ours, theirs = (joined(_some(chance)) for _ in range(2))
    assert _minutes(common(ours, theirs)) == _minutes(ours) & _minutes(theirs)
    assert _minutes(without(ours, theirs)) == _minutes(ours) - _minutes(theirs)
    assert _minutes(joined([*ours, *theirs])) == _minutes(ours) | _minutes(theirs)


def _some(chance: Random) -> list[Interval]:
    starts = [(chance.randrange(120), chance.randrange(30)) for _ in range(chance.randrange(6))]
    return [Interval(_minute(start), _minute(start + length)) for start, length in starts]


def _minute(number: int) -> datetime:
    return datetime(2026, 11, 30, number // 60, number % 60, tzinfo=UTC)


def _minutes(spans: list[Interval]) -> set[int]:
    day = datetime(2026, 11, 30, tzinfo=UTC)
    return {
        minute
        for one in spans
        for minute in range(int((one.start - day).total_seconds()) // 60, int((one.end - day).total_seconds()) // 60)
    }
