"""A slow count of business time, one minute after the other, that shares no arithmetic with `business_time`.

It asks of each minute whether somebody is at work in it, and then walks through the minutes of a story. A clock's
change is seen by how far the zone is from UTC at a minute, never by the fold of a wall time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from contacts.calling import Span
from interactions.business_time import Shift, Step

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ZONES = (
    *("Europe/Prague", "America/New_York", "Asia/Tokyo", "Asia/Kathmandu"),
    *("Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "UTC"),
)
# Around the days on which clocks of these zones change, 29 February, and the turn of a year.
WEEKS = [
    date.fromisoformat(day)
    for day in ("2026-03-05", "2026-03-26", "2026-04-02", "2026-09-03", "2026-10-22", "2026-10-29", "2028-02-25")
] + [date(2026, 12, 28)]
DAYS = 24
NOON = 12 * 60


@dataclass(frozen=True)
class Plan:
    """A shift in minutes of its own day; `special` are hours of a stretch of days."""

    zone: str
    start: int
    end: int
    rests: frozenset[date]
    halves: frozenset[date]
    special: tuple[date, date, int, int] | None


def random_shift(chance: Random, first: date) -> Plan:
    days = [first + DAY * ahead for ahead in range(-3, DAYS + 3)]
    start, end = sorted(chance.sample(range(0, 24 * 60, 15), 2))
    weekend = chance.choice(((5, 6), (4, 5), (), (0, 1, 2, 3)))
    rests = frozenset(day for day in days if day.weekday() in weekend or chance.random() < 0.1)
    halves = frozenset(day for day in days if chance.random() < 0.1)
    season = sorted(chance.sample(days, 2))
    hours = sorted(chance.sample(range(0, 24 * 60, 30), 2))
    special = (*season, *hours) if chance.random() < 0.4 else None
    return Plan(chance.choice(ZONES), start, end, rests, halves, special)  # type: ignore[arg-type]  # two days, two hours


def as_shift(plan: Plan) -> Shift:
    special = (Span(*plan.special[:2], *map(_clock, plan.special[2:])),) if plan.special else ()
    known = date(2030, 1, 1)
    return Shift(plan.zone, _clock(plan.start), _clock(plan.end), plan.rests, plan.halves, known, special)


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


def random_story(chance: Random, first: date) -> list[Step]:
    """A start, some pauses, and sometimes an end, at whole minutes within the first days."""
    begin = datetime.combine(first, time(0), UTC)
    moments = sorted(chance.sample(range(0, 10 * 24 * 60), chance.randint(1, 6)))
    turns = ["started", *("paused" if number % 2 else "resumed" for number in range(1, len(moments)))]
    if len(turns) > 1 and chance.random() < 0.4:
        turns[-1] = chance.choice(("answered", "solved", "voided"))
    return [Step(begin + MINUTE * minute, turn) for minute, turn in zip(moments, turns, strict=True)]


def minutes_worked(plans: Sequence[Plan], first: date) -> bytearray:
    """One byte for each minute of the weeks: whether at least one shift is at work in it."""
    found = bytearray(DAYS * 24 * 60)
    begin = datetime.combine(first, time(0), UTC)
    for plan in plans:
        for ahead in range(-2, DAYS + 2):
            opens, closes = _hours(plan, first + DAY * ahead)
            for minute in range(int((opens - begin) / MINUTE), int((closes - begin) / MINUTE)):
                if 0 <= minute < len(found):
                    found[minute] = 1
    return found


def _hours(plan: Plan, on: date) -> tuple[datetime, datetime]:
    start, end = plan.start, plan.end
    if plan.special and plan.special[0] <= on <= plan.special[1]:
        start, end = plan.special[2:]
    if on in plan.halves:
        end = min(end, NOON)
    opens, closes = _instant(on, start, plan.zone), _instant(on, end, plan.zone)
    return (opens, opens) if on in plan.rests else (opens, closes)


def _instant(on: date, minute: int, zone: str) -> datetime:
    """When the clocks there first show the minute; one that they skip is as far behind the gap as it was in it."""
    wall = datetime.combine(on, time(0), UTC) + MINUTE * minute
    before, after = (_ahead(wall + DAY * side, zone) for side in (-1, 1))
    early, late = wall - before, wall - after
    shows_early = early + _ahead(early, zone) == wall
    shows_late = late + _ahead(late, zone) == wall
    if shows_early and shows_late:
        return min(early, late)
    return late if shows_late else early


def _ahead(moment: datetime, zone: str) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)


def used(minutes: bytearray, first: date, steps: Sequence[Step], until: datetime) -> int:
    return sum(minutes[minute] for minute in _running(first, steps, until))


def agrees(minutes: bytearray, first: date, steps: Sequence[Step], target: int, due: datetime | None) -> bool:
    """Whether the target is used up at `due` and not a minute before; not at all within the weeks for None or later."""
    begin = datetime.combine(first, time(0), UTC)
    endless = [step for step in steps if step.turn in ("started", "paused", "resumed")]
    left, end = target, begin + DAYS * DAY
    for minute in _running(first, endless, end):
        left -= minutes[minute]
        if not left:
            return due == begin + MINUTE * (minute + 1)
    return due is None or due > end


def _running(first: date, steps: Sequence[Step], until: datetime) -> list[int]:
    """The minutes in which the clock runs, one after the other."""
    begin, found, is_on, has_ended = datetime.combine(first, time(0), UTC), [], False, False
    turns = {int((step.at - begin) / MINUTE): step.turn for step in steps}
    for minute in range(min(int((until - begin) / MINUTE), DAYS * 24 * 60)):
        turn = turns.get(minute)
        if turn and not has_ended:
            is_on = turn in ("started", "resumed")
            has_ended = turn in ("answered", "solved", "voided")
        if is_on:
            found.append(minute)
    return found
