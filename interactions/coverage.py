"""Who can serve in which language in each hour of a day, and when customers are at work and nobody is here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from contacts.working_time import Desk, Interval, common, joined, without, working
from crm.clock import day_bounds, local
from interactions.speaking import Speaker, Use, serves

State = Literal["served", "partly", "missing", "quiet"]

_HOUR = timedelta(hours=1)


class Hour(NamedTuple):
    """One hour of a day as its zone counts them; `is_again` is the hour that comes twice, the second time."""

    span: Interval
    label: str
    is_again: bool


@dataclass(frozen=True, slots=True)
class Customers:
    """So many customers who speak the language first and work at the same desk hours."""

    language: str
    desk: Desk
    count: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of one language: who is here at some time of it, and how many customers are at work in it.

    `served` is covered from beginning to end, `partly` is not though somebody is here; `missing` are hours in which
    customers work and nobody is here, `quiet` those in which neither does.
    """

    hour: Hour
    state: State
    here: tuple[str, ...]
    customers: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Within these instants up to so many customers are at work, and nobody who speaks their language is here."""

    span: Interval
    customers: int


@dataclass(frozen=True, slots=True)
class Presence:
    """When a colleague who serves in the language is here on that day."""

    speaker: Speaker
    spans: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Row:
    language: str
    customers: int
    people: tuple[Presence, ...]
    cells: tuple[Cell, ...]
    gaps: tuple[Gap, ...]


def hours_of(on: date, place: ZoneInfo) -> list[Hour]:
    """The 23 to 25 hours of a day there, an hour apart; the last may be a part of one, and a skipped day has none."""
    start, end = day_bounds(on, place)
    found: list[Hour] = []
    while start < end:
        label = f"{local(start, place):%H:%M}"
        found.append(Hour(Interval(start, min(start + _HOUR, end)), label, any(one.label == label for one in found)))
        start += _HOUR
    return found


def grid(hours: Sequence[Hour], speakers: Iterable[Speaker], customers: Iterable[Customers], use: Use) -> list[Row]:
    """A row for each language that a customer speaks first, the most spoken on top."""
    if not hours:
        return []
    day = Interval(hours[0].span.start, hours[-1].span.end)
    by_language: dict[str, list[Customers]] = {}
    for group in customers:
        by_language.setdefault(group.language, []).append(group)
    people = list(speakers)
    rows = [_row(language, groups, people, hours, day, use) for language, groups in by_language.items()]
    return sorted(rows, key=lambda row: (-row.customers, row.language))


def _row(
    language: str, groups: list[Customers], speakers: list[Speaker], hours: Sequence[Hour], day: Interval, use: Use
) -> Row:
    able = [one for one in speakers if serves(one.skills.get(language), use)]
    people = tuple(Presence(one, tuple(working(one.desk, day))) for one in able)
    here = joined(span for one in people for span in one.spans)
    awake = [(group, working(group.desk, day)) for group in groups]
    return Row(
        language=language,
        customers=sum(group.count for group in groups),
        people=people,
        cells=tuple(_cell(hour, people, here, awake) for hour in hours),
        gaps=tuple(_gaps(here, awake)),
    )


def _cell(
    hour: Hour, people: Sequence[Presence], here: list[Interval], awake: list[tuple[Customers, list[Interval]]]
) -> Cell:
    present = tuple(one.speaker.name for one in people if common(one.spans, [hour.span]))
    customers = _at_work(awake, hour.span)
    return Cell(hour, _state(hour, here, bool(present), customers), present, customers)


def _state(hour: Hour, here: list[Interval], is_somebody: bool, customers: int) -> State:
    if not is_somebody:
        return "missing" if customers else "quiet"
    return "partly" if without([hour.span], here) else "served"


def _at_work(awake: list[tuple[Customers, list[Interval]]], within: Interval) -> int:
    return sum(group.count for group, spans in awake if common(spans, [within]))


def _gaps(here: list[Interval], awake: list[tuple[Customers, list[Interval]]]) -> list[Gap]:
    alone = without(joined(span for _group, spans in awake for span in spans), here)
    return [Gap(span, _at_work(awake, span)) for span in alone]
