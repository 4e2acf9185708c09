"""When somebody is at work, as spans of instants: hours on their own clock, days of rest, holidays, and busy time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contacts.calendars import is_working_day
from contacts.calling import DEFAULT_FROM, DEFAULT_UNTIL, LUNCH, LUNCH_BY_COUNTRY, CallFacts, Span
from crm.clock import day_bounds, local, to_utc, zone

LOOK_AHEAD_DAYS = 31
_DAY = timedelta(days=1)


class Interval(NamedTuple):
    """Instants from `start` up to, and without, `end`; in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """Where and when somebody works; `special` are hours of certain days, `lunch` is not worked through if it is said.

    Without a country nobody's holidays are known, and Monday to Friday are worked.
    """

    zone: str
    start: time
    end: time
    country: str = ""
    region: str = ""
    lunch: tuple[time, time] | None = None
    special: tuple[Span, ...] = ()


def desk_of(facts: CallFacts) -> Desk:
    """Where the light knows somebody to work, with the lunch that is usual there where they told none."""
    told = (facts.lunch_start, facts.lunch_end) if facts.lunch_start and facts.lunch_end else None
    return Desk(
        zone=facts.zone,
        start=facts.hours_start or DEFAULT_FROM,
        end=facts.hours_end or DEFAULT_UNTIL,
        country=facts.country,
        region=facts.region,
        lunch=told or LUNCH_BY_COUNTRY.get(facts.country.upper(), LUNCH),
        special=facts.special_hours,
    )


@lru_cache(maxsize=8192)
def working_day(desk: Desk, on: date) -> tuple[Interval, ...]:
    """The spans worked on a date of the desk's own calendar, earliest first; none on a day of rest.

    An hour that the clocks skip begins after the gap, one that comes twice counts from and to its first time.
    """
    if not is_working_day(desk.country, desk.region, on):
        return ()
    special = next((span for span in desk.special if span.covers(on)), None)
    start, end = (special.start, special.end) if special else (desk.start, desk.end)
    worked = hours_on(on, start, end, zone(desk.zone))
    return tuple(without(worked, hours_on(on, *desk.lunch, zone(desk.zone)))) if desk.lunch else tuple(worked)


def hours_on(on: date, start: time, end: time, place: ZoneInfo) -> list[Interval]:
    """The one span of these hours on the date there; none on a date that the zone left out, or where no time is."""
    if _is_skipped(on, place):
        return []
    return _proper([Interval(to_utc(on, start, place), to_utc(on, end, place))])


def _is_skipped(on: date, place: ZoneInfo) -> bool:
    """Whether the zone left the whole day out, as Samoa did in 2011."""
    start, end = day_bounds(on, place)
    return start >= end


def working(desk: Desk, within: Interval) -> list[Interval]:
    """What is worked within a span, earliest first."""
    found = [span for on in _dates(desk, within) for span in working_day(desk, on)]
    return common(joined(found), [within])


def is_at_work(desk: Desk, now: datetime) -> bool:
    return current(desk, now) is not None


def current(desk: Desk, now: datetime) -> Interval | None:
    """The span that is worked now."""
    around = Interval(now - _DAY, now + _DAY)
    return next((span for span in working(desk, around) if span.start <= now < span.end), None)


def next_start(desk: Desk, now: datetime) -> datetime | None:
    """When work begins next, after `now`; None where no day of the coming month is worked."""
    today = local(now, zone(desk.zone)).date()
    days = (today + timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS + 1))
    return next((span.start for on in days for span in working_day(desk, on) if span.start > now), None)


def _dates(desk: Desk, within: Interval) -> Iterator[date]:
    """The dates there that the span touches, and one beside them."""
    on = local(within.start, zone(desk.zone)).date() - _DAY
    last = local(within.end, zone(desk.zone)).date() + _DAY
    while on <= last:
        yield on
        on += _DAY


def joined(spans: Iterable[Interval]) -> list[Interval]:
    """The same instants in as few spans as possible, earliest first."""
    found: list[Interval] = []
    for span in sorted(_proper(spans)):
        if found and span.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def common(one: Iterable[Interval], other: Iterable[Interval]) -> list[Interval]:
    """The instants of both; each is in order and without overlap."""
    ours, theirs = list(one), list(other)
    found, at, there = [], 0, 0
    while at < len(ours) and there < len(theirs):
        start, end = max(ours[at].start, theirs[there].start), min(ours[at].end, theirs[there].end)
        if start < end:
            found.append(Interval(start, end))
        if ours[at].end <= theirs[there].end:
            at += 1
        else:
            there += 1
    return found


def without(spans: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """The instants of the spans that are not taken; both are in order and without overlap."""
    left = list(spans)
    for gone in taken:
        left = [part for span in left for part in _cut(span, gone)]
    return left


def _cut(span: Interval, gone: Interval) -> list[Interval]:
    if gone.end <= span.start or gone.start >= span.end:
        return [span]
    return _proper([Interval(span.start, gone.start), Interval(gone.end, span.end)])


def _proper(spans: Iterable[Interval]) -> list[Interval]:
    return [span for span in spans if span.start < span.end]
