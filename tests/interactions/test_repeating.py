"""Dates that come again, against a slow calculation that looks at every day of the calendar."""

from calendar import isleap, monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

import pytest

from crm.clock import Feb29
from interactions.actions import close_follow_up, plan_follow_up
from interactions.actions.closing import next_occurrence
from interactions.models import FollowUp
from interactions.repeating import Rhythm

YEARS = 4


def is_one(rhythm: Rhythm, day: date, feb29: Feb29) -> bool:
    """Whether the day is one of the rhythm's, asked of this one day alone."""
    first = rhythm.first
    if day < first:
        return False
    if rhythm.unit == "day":
        return (day - first).days % rhythm.every == 0
    if rhythm.unit == "week":
        weeks = ((day - timedelta(days=day.weekday())) - (first - timedelta(days=first.weekday()))).days // 7
        return weeks % rhythm.every == 0 and day.weekday() in (rhythm.weekdays or (first.weekday(),))
    months = (day.year - first.year) * 12 + day.month - first.month
    if rhythm.unit == "month":
        last = monthrange(day.year, day.month)[1]
        return months % rhythm.every == 0 and day.day == min(first.day, last)
    if (day.year - first.year) % rhythm.every:
        return False
    if (first.month, first.day) == (2, 29) and not isleap(day.year):
        return {"feb28": (2, 28), "mar1": (3, 1), "leap_only": None}[feb29] == (day.month, day.day)
    return (day.month, day.day) == (first.month, first.day)


def slowly(rhythm: Rhythm, feb29: Feb29) -> list[date]:
    days = (rhythm.first + timedelta(days=number) for number in range(366 * YEARS))
    return [day for day in days if is_one(rhythm, day, feb29)]


def some_rhythm(chance: Random) -> Rhythm:
    month_ends = [date(2024, 2, 29), date(2026, 1, 31), date(2027, 12, 31), date(2025, 8, 30), date(2023, 11, 29)]
    first = chance.choice([*month_ends, date(2026, 1, 1) + timedelta(days=chance.randrange(900))])
    unit = chance.choice(["day", "week", "month", "year"])
    weekdays = tuple(sorted(chance.sample(range(7), chance.randrange(4)))) if unit == "week" else ()
    return Rhythm(unit, chance.randint(1, 5), first, weekdays)


@pytest.mark.parametrize("feb29", ["feb28", "mar1", "leap_only"])
def test_dates_are_those_that_a_walk_over_the_calendar_finds(feb29: Feb29) -> None:
    chance = Random(f"repeating/{feb29}")
    for _number in range(400):
        rhythm = some_rhythm(chance)
        wanted = slowly(rhythm, feb29)
        assert list(islice(rhythm.dates(feb29), len(wanted))) == wanted, rhythm


def test_the_last_of_january_does_not_drift() -> None:
    rhythm = Rhythm("month", 1, date(2027, 1, 31))
    assert list(islice(rhythm.dates("feb28"), 5)) == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
        date(2027, 5, 31),
    ]


def test_the_calendar_ends() -> None:
    assert list(Rhythm("year", 99, date(9950, 2, 28)).dates("feb28")) == [date(9950, 2, 28)]
    assert Rhythm("day", 1, date.max).next_after(date.max, "feb28") is None


ZONES = ("Europe/Prague", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo")


def instant_slowly(on: date, at: time, zone: str) -> datetime:
    """The first instant at which a clock there shows the time on the day; a skipped one is as long after the gap."""
    place = ZoneInfo(zone)
    noon_before = datetime.combine(on, time(0), tzinfo=UTC) - timedelta(hours=24)
    wanted = datetime.combine(on, at)
    minutes = [noon_before + timedelta(minutes=number) for number in range(60 * 72)]
    shown = [one for one in minutes if one.astimezone(place).replace(tzinfo=None) == wanted]
    if shown:
        return shown[0]
    last_before = max(one for one in minutes if one.astimezone(place).replace(tzinfo=None) < wanted)
    missing = wanted - last_before.astimezone(place).replace(tzinfo=None)
    return last_before + missing


def test_each_occurrence_keeps_its_wall_clock_across_every_change_of_clocks() -> None:
    chance = Random("clocks")
    for _number in range(60):
        zone = chance.choice(ZONES)
        on = date(2026, 3, 1) + timedelta(days=chance.randrange(400))
        changes = [date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 4), date(2026, 10, 25)]
        on = chance.choice([on, *changes, date(2026, 11, 1)])
        at = chance.choice([time(1, 30), time(2), time(2, 15), time(2, 30), time(3), time(9), time(23, 59)])
        found = FollowUp(local_date=on, local_time=at, zone=zone).agreed_instant
        assert found == instant_slowly(on, at, zone), (on, at, zone)


def weekly(alice, carol, *, on: date, at: time | None, unit: str = "week", now: datetime) -> FollowUp:
    return plan_follow_up(
        by=alice, contact=carol, kind="task", title="Call", local_date=on, local_time=at, zone="Europe/Prague",
        rhythm=Rhythm(unit, 1, on), now=now,
    )  # fmt: skip


def test_the_next_call_is_at_the_same_wall_time_after_the_clocks_went_forward(alice, carol) -> None:
    follow_up = weekly(alice, carol, on=date(2026, 3, 25), at=time(9), now=datetime(2026, 3, 20, tzinfo=UTC))
    assert follow_up.due_at == datetime(2026, 3, 25, 8, tzinfo=UTC)

    follows = close_follow_up(by=alice, follow_up=follow_up, outcome="Reached", now=follow_up.due_at)

    assert (follows.due_at, follows.local_time) == (datetime(2026, 4, 1, 7, tzinfo=UTC), time(9))
    assert (follows.repeat_from, follows.message.state) == (date(2026, 3, 25), "pending")


def test_an_hour_that_the_clocks_skip_comes_back_the_week_after(alice, carol) -> None:
    follow_up = weekly(alice, carol, on=date(2026, 3, 22), at=time(2, 30), now=datetime(2026, 3, 20, tzinfo=UTC))
    skipped = close_follow_up(by=alice, follow_up=follow_up, outcome="Done", now=follow_up.due_at)
    after = close_follow_up(by=alice, follow_up=skipped, outcome="Done", now=skipped.due_at)

    assert (skipped.due_at, after.due_at) == (
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 4, 5, 0, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("feb29", "day"), [("feb28", date(2029, 2, 28)), ("mar1", date(2029, 3, 1)), ("leap_only", date(2032, 2, 29))]
)
def test_the_29th_of_february_follows_the_rule_of_the_house(alice, carol, organisation, feb29, day) -> None:
    organisation.feb29 = feb29
    organisation.save()
    follow_up = weekly(alice, carol, on=date(2028, 2, 29), at=None, unit="year", now=datetime(2028, 1, 1, tzinfo=UTC))
    assert next_occurrence(follow_up, datetime(2028, 2, 29, 12, tzinfo=UTC)) == day


def test_one_that_is_closed_late_comes_again_on_its_agreed_day_and_not_in_the_past(alice, carol) -> None:
    follow_up = weekly(alice, carol, on=date(2026, 5, 4), at=time(9), now=datetime(2026, 5, 1, tzinfo=UTC))
    follows = close_follow_up(by=alice, follow_up=follow_up, outcome="Late", now=datetime(2026, 5, 21, 9, tzinfo=UTC))
    assert follows.local_date == date(2026, 5, 25)
