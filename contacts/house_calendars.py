"""What this house, or one of its teams, knows of working days in a country.

Every light on every page asks for it, and it changes a few times in a year: each process keeps it (`crm.keeping`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from contacts.calendars import region_key
from contacts.calling import Span
from contacts.models.working_calendar import WorkingCalendar
from crm.keeping import Keeper

Hours = tuple[time, time] | None
HOUSE = None


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
    rows: Mapping[tuple[int | None, str, str], WorkingCalendar]
    made: dict[tuple[int | None, str, str, int], HouseCalendar] = field(default_factory=dict)

    def calendar(self, team: int | None, country: str, region: str, year: int) -> HouseCalendar:
        key = (team, country, region, year)
        if key not in self.made:
            owners = dict.fromkeys((team, HOUSE))
            found = [row for owner in owners if (row := self._row(owner, country, region_key(country, region)))]
            self.made[key] = _calendar(found, year) if found else NOTHING_KNOWN
        return self.made[key]

    def _row(self, owner: int | None, country: str, region: str) -> WorkingCalendar | None:
        return self.rows.get((owner, country, region)) or self.rows.get((owner, country, ""))


def _read() -> _Copy:
    rows = WorkingCalendar.objects.prefetch_related("special_hours")
    return _Copy({(row.team_id, row.country, region_key(row.country, row.region)): row for row in rows})


_keeper = Keeper(_read)
forget, forget_on_commit = _keeper.forget, _keeper.forget_on_commit


def house_calendar(country: str, region: str, year: int, team: int | None = HOUSE) -> HouseCalendar:
    """The calendar of the region, else of its country; with the seasons of the year and of those beside it.

    What the team (its id) wrote down wins for its contacts; what it left open is the house's.
    """
    return _keeper.copy().calendar(team, country.upper(), region, year)


def _calendar(rows: Sequence[WorkingCalendar], year: int) -> HouseCalendar:
    """Of the rows the first that says something, special hours before usual ones; a decree is the same for all."""
    hours = (_hours(row.hours_from, row.hours_until) for row in rows)
    lunches = (_hours(row.lunch_from, row.lunch_until) for row in rows)
    return HouseCalendar(
        hours=next(filter(None, hours), None),
        lunch=next(filter(None, lunches), None),
        special_hours=tuple(span for row in rows for span in _seasons(row, year)),
        short_friday=any(row.is_friday_short for row in rows),
        decreed_until=max(row.decreed_until or 0 for row in rows),
    )


def _seasons(row: WorkingCalendar, year: int) -> Iterator[Span]:
    for special in row.special_hours.all():
        for first, last in special.spans_around(year):
            yield Span(first, last, special.hours_from, special.hours_until)


def _hours(start: time | None, end: time | None) -> Hours:
    return (start, end) if start and end else None
