"""How much business time a response clock has used, and when it is due: arithmetic over frozen calendars and steps.

A calendar is frozen when a clock starts (`freeze`), as plain data that no later change of hours, holidays or of the
library of holidays reaches. What runs while nobody works counts nothing, and neither does a pause.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from contacts.calendars import is_half_day, is_working_day
from contacts.calling import NOON, Span
from contacts.working_time import Desk, Interval, common, hours_on, joined
from crm.clock import day_bounds, local, zone

# Days of rest are known through the second year after the one in which a calendar is frozen.
YEARS_KNOWN = 3
# A clock that stood still for years is not looked for further ahead than this.
FURTHEST = timedelta(days=1100)
AT_A_TIME = timedelta(days=28)
SATURDAY = 5
_DAY = timedelta(days=1)
_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Shift:
    """The hours of one desk: `rests` are its days off until `known_until`, then Monday to Friday are worked.

    On a half day it closes at noon. `special` are the hours of certain days.
    """

    zone: str
    start: time
    end: time
    rests: frozenset[date]
    halves: frozenset[date]
    known_until: date
    special: tuple[Span, ...] = ()

    def rests_on(self, on: date) -> bool:
        return on in self.rests if on <= self.known_until else on.weekday() >= SATURDAY


# Several desks are a team: it is at work whenever one of them is.
Calendar = tuple[Shift, ...]


class Turn(StrEnum):
    """What happens to a clock; the last four end it."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    ANSWERED = "answered"
    SOLVED = "solved"
    VOIDED = "voided"
    MERGED = "merged"


ENDS = frozenset({Turn.ANSWERED, Turn.SOLVED, Turn.VOIDED, Turn.MERGED})


class Step(NamedTuple):
    at: datetime
    turn: str


def freeze(desks: Iterable[Desk], on: date) -> list[dict[str, Any]]:
    """The desks as they are known on a date, as JSON: the same desks give the same words throughout a year."""
    return [_frozen(desk, on.year) for desk in sorted(set(desks), key=repr)]


# Customers of one country share their hours, and three years of days are looked up.
@lru_cache(maxsize=256)
def _frozen(desk: Desk, year: int) -> dict[str, Any]:
    # A night before New Year's belongs to a clock that starts after it in another zone.
    first, last = date(year - 1, 12, 30), date(year + YEARS_KNOWN - 1, 12, 31)
    days = [first + _DAY * ahead for ahead in range((last - first).days + 1)]
    worked = [day for day in days if is_working_day(desk.country, desk.region, day)]
    return {
        "zone": desk.zone,
        "start": desk.start.isoformat(),
        "end": desk.end.isoformat(),
        "country": desk.country,
        "region": desk.region,
        "known_until": last.isoformat(),
        "rests": [day.isoformat() for day in sorted({*days} - {*worked})],
        "halves": [day.isoformat() for day in worked if is_half_day(desk.country, desk.region, day)],
        "special": [[str(part) for part in (one.first, one.last, one.start, one.end)] for one in desk.special],
    }


def thaw(frozen: Iterable[Mapping[str, Any]]) -> Calendar:
    return tuple(_thawed(desk) for desk in frozen)


def _thawed(desk: Mapping[str, Any]) -> Shift:
    return Shift(
        zone=desk["zone"],
        start=time.fromisoformat(desk["start"]),
        end=time.fromisoformat(desk["end"]),
        rests=frozenset(map(date.fromisoformat, desk["rests"])),
        halves=frozenset(map(date.fromisoformat, desk["halves"])),
        known_until=date.fromisoformat(desk["known_until"]),
        special=tuple(_season(*one) for one in desk["special"]),
    )


def _season(first: str, last: str, start: str, end: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last), time.fromisoformat(start), time.fromisoformat(end))


@lru_cache(maxsize=8192)
def shift_on(shift: Shift, on: date) -> tuple[Interval, ...]:
    """The span worked on a date of the shift's own calendar, or none."""
    if shift.rests_on(on):
        return ()
    special = next((span for span in shift.special if span.covers(on)), None)
    start, end = (special.start, special.end) if special else (shift.start, shift.end)
    return tuple(hours_on(on, start, min(end, NOON) if on in shift.halves else end, zone(shift.zone)))


def worked(calendar: Calendar, within: Interval) -> list[Interval]:
    """When at least one shift is at work within a span, earliest first."""
    spans = (span for shift in calendar for on in _dates(shift, within) for span in shift_on(shift, on))
    return common(joined(spans), [within])


def _dates(shift: Shift, within: Interval) -> Iterator[date]:
    """The dates there that the span touches, and one beside them."""
    place = zone(shift.zone)
    first, last = (local(at, place).date() for at in within)
    return (first - _DAY + _DAY * ahead for ahead in range((last - first).days + 3))


def usual_day(calendar: Calendar, start: datetime) -> timedelta:
    """The longest working day of four weeks from then on: what “a working day” of a promise means in hours."""
    place = zone(calendar[0].zone)
    first = local(start, place).date()
    days = (day_bounds(first + _DAY * ahead, place) for ahead in range(AT_A_TIME.days))
    return max(_length(calendar, Interval(*day)) for day in days)


def runs(steps: Sequence[Step]) -> tuple[list[tuple[datetime, datetime | None]], datetime | None]:
    """When the clock ran, a run without an end being the one that lasts; and when it was ended, if it was."""
    found: list[tuple[datetime, datetime | None]] = []
    since: datetime | None = None
    for at, turn in steps:
        if turn in (Turn.STARTED, Turn.RESUMED) and since is None:
            since = at
        elif turn not in (Turn.STARTED, Turn.RESUMED):
            if since is not None:
                found.append((since, at))
            since = None
            if turn in ENDS:
                return found, at
    return found if since is None else [*found, (since, None)], None


def used(calendar: Calendar, steps: Sequence[Step], until: datetime) -> timedelta:
    """The business time that the clock has run up to a moment."""
    spans = ((start, until if end is None else min(end, until)) for start, end in runs(steps)[0])
    return sum((_length(calendar, Interval(*span)) for span in spans if span[0] < span[1]), _NOTHING)


def _length(calendar: Calendar, within: Interval) -> timedelta:
    return sum((span.end - span.start for span in worked(calendar, within)), _NOTHING)


def reached(calendar: Calendar, steps: Sequence[Step], target: timedelta) -> datetime | None:
    """The moment at which the clock has used so much; None while it stands still, or where it never comes to it.

    An answer does not stop this walk: it says by when the answer was due.
    """
    left = target
    for start, end in runs([step for step in steps if step.turn not in ENDS])[0]:
        for span in _walk(calendar, start, end):
            if span.end - span.start >= left:
                return span.start + left
            left -= span.end - span.start
    return None


def _walk(calendar: Calendar, start: datetime, end: datetime | None) -> Iterator[Interval]:
    """The spans worked from a moment on, some weeks at a time."""
    last = start + FURTHEST if end is None else end
    while start < last:
        until = min(start + AT_A_TIME, last)
        yield from worked(calendar, Interval(start, until))
        start = until
