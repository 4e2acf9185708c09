"""What this house knows of working days in a country, kept by each process as `contacts.labels` keeps its words.

Every light on every page asks for it, and it changes a few times in a year: read again after half a minute.
"""

import threading
import time as clock
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from django.db import transaction

from contacts.calendars import region_key
from contacts.calling import Span
from contacts.models.working_calendar import WorkingCalendar

KEPT_SECONDS = 30
Hours = tuple[time, time] | None


@dataclass(frozen=True)
class HouseCalendar:
    """A calendar as the light asks for it; empty where nobody wrote anything down."""

    hours: Hours = None
    lunch: Hours = None
    special_hours: tuple[Span, ...] = ()
    short_friday: bool = False
    decreed_until: int = 0


NOTHING_KNOWN = HouseCalendar()


@dataclass(frozen=True)
class _Copy:
    read_at: float
    rows: Mapping[tuple[str, str], WorkingCalendar]
    made: dict[tuple[str, str, int], HouseCalendar] = field(default_factory=dict)

    def calendar(self, country: str, region: str, year: int) -> HouseCalendar:
        key = (country, region, year)
        if key not in self.made:
            row = self.rows.get((country, region_key(country, region))) or self.rows.get((country, ""))
            self.made[key] = _calendar(row, year) if row else NOTHING_KNOWN
        return self.made[key]


class _Keeper:
    """The copy of this process."""

    def __init__(self) -> None:
        self._copy: _Copy | None = None
        self._reading = threading.Lock()

    def copy(self) -> _Copy:
        known = self._copy
        if known is None or clock.monotonic() - known.read_at > KEPT_SECONDS:
            with self._reading:
                known = self._copy = _read()
        return known

    def forget(self) -> None:
        self._copy = None


_keeper = _Keeper()


def house_calendar(country: str, region: str, year: int) -> HouseCalendar:
    """The calendar of the region, else of its country; with the seasons of the year and of those beside it."""
    return _keeper.copy().calendar(country.upper(), region, year)


def forget() -> None:
    """Read the tables again at the next question."""
    _keeper.forget()


def forget_on_commit() -> None:
    transaction.on_commit(forget)


def _read() -> _Copy:
    rows = WorkingCalendar.objects.prefetch_related("special_hours")
    return _Copy(clock.monotonic(), {(row.country, region_key(row.country, row.region)): row for row in rows})


def _calendar(row: WorkingCalendar, year: int) -> HouseCalendar:
    return HouseCalendar(
        hours=_hours(row.hours_from, row.hours_until),
        lunch=_hours(row.lunch_from, row.lunch_until),
        special_hours=tuple(
            Span(first, last, special.hours_from, special.hours_until)
            for special in row.special_hours.all()
            for first, last in special.spans_around(year)
        ),
        short_friday=row.is_friday_short,
        decreed_until=row.decreed_until or 0,
    )


def _hours(start: time | None, end: time | None) -> Hours:
    return (start, end) if start and end else None
