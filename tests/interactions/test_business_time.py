"""Business time: every boundary, and a slow count minute by minute that must agree."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from contacts import calendars
from contacts.calling import Span
from contacts.working_time import Desk, Interval
from interactions import business_time
from interactions.business_time import Shift, Step, Turn, freeze, reached, runs, thaw, used, usual_day, worked
from tests.interactions import slow_business_time as slow

ALWAYS = date(2027, 12, 31)
PRAGUE = Shift("Europe/Prague", time(9), time(17), frozenset(), frozenset(), date(2020, 1, 1))
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def story(*steps: str) -> list[Step]:
    """Steps written as “2026-11-30T08:00 started”."""
    return [Step(at(text.split()[0]), text.split()[1]) for text in steps]


@pytest.mark.parametrize(
    ("steps", "until", "minutes"),
    [
        (["2026-11-30T08:00 started"], "2026-11-30T08:00", 0),
        (["2026-11-30T08:00 started"], "2026-11-30T08:01", 1),
        (["2026-11-30T06:00 started"], "2026-11-30T09:00", 60),  # before they open at 08:00 UTC
        (["2026-11-30T15:00 started"], "2026-12-01T08:30", 90),  # over a night
        (["2026-11-27T15:30 started"], "2026-11-30T08:15", 45),  # over a weekend
        (["2026-11-28T10:00 started"], "2026-11-29T20:00", 0),  # within one
        (["2026-11-30T08:00 started", "2026-11-30T09:00 paused"], "2026-11-30T12:00", 60),
        (["2026-11-30T08:00 started", "2026-11-30T09:00 paused", "2026-11-30T11:00 resumed"], "2026-11-30T12:00", 120),
        (["2026-11-30T08:00 started", "2026-11-30T17:00 paused", "2026-12-01T07:00 resumed"], "2026-12-01T09:00", 540),
        (["2026-11-30T08:00 started", "2026-11-30T10:00 answered"], "2026-11-30T15:00", 120),
        (["2026-11-30T08:00 started", "2026-11-30T10:00 voided"], "2026-11-30T15:00", 120),
        # A second pause, and a second start, change nothing.
        (["2026-11-30T08:00 started", "2026-11-30T09:00 paused", "2026-11-30T10:00 paused"], "2026-11-30T15:00", 60),
        (["2026-11-30T08:00 started", "2026-11-30T09:00 resumed"], "2026-11-30T10:00", 120),
        # What comes after the end is no part of it.
        (["2026-11-30T08:00 started", "2026-11-30T09:00 solved", "2026-11-30T10:00 resumed"], "2026-11-30T15:00", 60),
    ],
)
def test_only_working_time_counts(steps: list[str], until: str, minutes: int) -> None:
    assert used((PRAGUE,), story(*steps), at(until)) == minutes * MINUTE


@pytest.mark.parametrize(
    ("steps", "minutes", "due"),
    [
        (["2026-11-30T08:00 started"], 60, "2026-11-30T09:00"),
        (["2026-11-30T08:00 started"], 480, "2026-11-30T16:00"),  # the last minute of the day is the day’s
        (["2026-11-30T08:00 started"], 481, "2026-12-01T08:01"),
        (["2026-11-27T15:30 started"], 60, "2026-11-30T08:30"),  # Friday evening to Monday morning
        (["2026-11-28T03:00 started"], 1, "2026-11-30T08:01"),
        (["2026-11-30T08:00 started", "2026-11-30T08:30 paused"], 60, None),  # it stands still
        (["2026-11-30T08:00 started", "2026-11-30T09:00 paused"], 60, "2026-11-30T09:00"),  # it had come to it
        (["2026-11-30T08:00 started", "2026-11-30T08:30 paused", "2026-12-01T12:00 resumed"], 60, "2026-12-01T12:30"),
        (["2026-11-30T08:00 started", "2026-11-30T08:30 answered"], 60, "2026-11-30T09:00"),  # by when it was due
    ],
)
def test_a_clock_is_due_when_it_has_used_its_target(steps: list[str], minutes: int, due: str | None) -> None:
    assert reached((PRAGUE,), story(*steps), minutes * MINUTE) == (due and at(due))


def test_a_far_target_is_found_beyond_the_first_weeks() -> None:
    due = reached((PRAGUE,), story("2026-11-30T08:00 started"), timedelta(hours=8 * 60))

    assert due == at("2027-02-19T16:00")  # sixty working days, no holidays known


def test_who_never_works_is_never_due() -> None:
    idle = Shift("UTC", time(9), time(9), frozenset(), frozenset(), date(2020, 1, 1))

    assert reached((idle,), story("2026-11-30T08:00 started"), MINUTE) is None


def test_a_run_without_an_end_lasts() -> None:
    steps = story("2026-11-30T08:00 started", "2026-11-30T09:00 paused", "2026-11-30T10:00 resumed")

    assert runs(steps) == ([(at("2026-11-30T08:00"), at("2026-11-30T09:00")), (at("2026-11-30T10:00"), None)], None)


def test_shifts_together_are_a_team() -> None:
    tokyo = Shift("Asia/Tokyo", time(9), time(17), frozenset(), frozenset(), date(2020, 1, 1))  # 00:00 to 08:00 UTC
    day = Interval(at("2026-11-30T00:00"), at("2026-12-01T00:00"))

    assert worked((PRAGUE, tokyo), day) == [Interval(at("2026-11-30T00:00"), at("2026-11-30T16:00"))]
    assert usual_day((PRAGUE, tokyo), at("2026-11-30T12:00")) == timedelta(hours=16)


@pytest.mark.parametrize(
    ("on", "hours"),
    [("2026-12-23", 8), ("2026-12-24", 0), ("2026-12-25", 0), ("2026-12-26", 0), ("2026-12-28", 8)],
)
def test_holidays_are_those_of_the_country(on: str, hours: int) -> None:
    calendar = thaw(freeze([Desk("Europe/Prague", time(9), time(17), "CZ")], date(2026, 11, 30)))

    assert used(calendar, [Step(at(f"{on}T00:00"), Turn.STARTED)], at(f"{on}T23:00")) == timedelta(hours=hours)


@pytest.mark.parametrize(("country", "region", "place"), [("CZ", "", "Europe/Prague"), ("DE", "BY", "Europe/Berlin")])
def test_what_is_frozen_is_what_was_known(country: str, region: str, place: str) -> None:
    (shift,) = thaw(freeze([Desk(place, time(9), time(17), country, region)], date(2026, 11, 30)))
    days = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(1095)]

    rests = [day for day in days if shift.rests_on(day)]

    assert rests == [day for day in days if not calendars.is_working_day(country, region, day)]


def test_a_half_day_ends_at_noon() -> None:
    half = Shift("UTC", time(9), time(17), frozenset(), frozenset({date(2026, 11, 30)}), ALWAYS)

    assert used((half,), story("2026-11-30T00:00 started"), at("2026-11-30T23:59")) == timedelta(hours=3)


def test_half_days_are_those_of_the_country() -> None:
    (shift,) = thaw(freeze([Desk("Asia/Jerusalem", time(9), time(17), "IL")], date(2026, 1, 1)))
    days = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(1095)]
    halves = {day for day in days if calendars.is_half_day("IL", "", day)}

    assert shift.halves == {day for day in halves if calendars.is_working_day("IL", "", day)} != set()


def test_after_the_years_that_are_known_weekdays_are_worked() -> None:
    (shift,) = thaw(freeze([Desk("Europe/Prague", time(9), time(17), "CZ")], date(2026, 11, 30)))

    assert shift.known_until == date(2028, 12, 31)
    assert not shift.rests_on(date(2029, 1, 1))  # a holiday that nobody knew
    assert shift.rests_on(date(2029, 1, 6))


def test_the_same_desks_freeze_to_the_same_words() -> None:
    desks = [Desk("Europe/Prague", time(9), time(17), "CZ"), Desk("Asia/Tokyo", time(9), time(17), "JP")]

    assert freeze(desks, date(2026, 1, 2)) == freeze([*reversed(desks), desks[0]], date(2026, 12, 30))


def test_special_hours_survive_the_frost() -> None:
    season = Span(date(2026, 7, 1), date(2026, 8, 31), time(7), time(13))
    calendar = thaw(freeze([Desk("Europe/Athens", time(9), time(17), "GR", special=(season,))], date(2026, 6, 1)))

    assert used(calendar, story("2026-07-01T00:00 started"), at("2026-07-01T20:00")) == timedelta(hours=6)


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25)],
)
def test_a_day_has_as_many_hours_as_its_clocks_show(day: str, hours: int) -> None:
    nights = Shift("Europe/Prague", time(0), time(23, 59, 59), frozenset(), frozenset(), ALWAYS)
    around = Interval(at(f"{day}T00:00") - timedelta(hours=2), at(f"{day}T23:59") + timedelta(hours=2))
    spans = business_time.shift_on(nights, date.fromisoformat(day))

    assert sum((span.end - span.start for span in spans), timedelta(0)) == timedelta(hours=hours, seconds=-1)
    assert spans[0] in worked((nights,), around)


# --- the slow count --------------------------------------------------------------------------------------------------
CALENDARS, STORIES = 120, 25


@pytest.mark.slow
def test_a_count_minute_by_minute_finds_the_same() -> None:
    """Three thousand stories over random hours, days off, half days, seasons, zones and clock changes."""
    chance = Random(7)
    for _number in range(CALENDARS):
        first = chance.choice(slow.WEEKS)
        shifts = [slow.random_shift(chance, first) for _shift in range(chance.choice((1, 1, 2, 3)))]
        minutes = slow.minutes_worked(shifts, first)
        calendar = tuple(slow.as_shift(shift) for shift in shifts)
        for _story in range(STORIES):
            steps, target = slow.random_story(chance, first), chance.choice((1, 30, 60, 240, 480, 481, 1440, 4000))
            until = steps[-1].at + MINUTE * chance.choice((0, 1, 59, 600))

            assert used(calendar, steps, until) == MINUTE * slow.used(minutes, first, steps, until)
            assert slow.agrees(minutes, first, steps, target, reached(calendar, steps, target * MINUTE)), (
                shifts, steps, target,
            )  # fmt: skip
