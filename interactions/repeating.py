"""When something that repeats comes again: counted from its first date, so that no short month moves the others."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from crm.clock import Feb29, occurrence_in_year

MONTHS, WEEK = 12, 7


@dataclass(frozen=True)
class Rhythm:
    """Every so many days, weeks, months or years from the first date on.

    In weeks `weekdays` are the days meant, Monday as 0; without any it is that of the first date.
    """

    unit: str
    every: int
    first: date
    weekdays: tuple[int, ...] = ()

    def dates(self, feb29: Feb29) -> Iterator[date]:
        """Its dates from the first on, until the calendar ends."""
        by_unit = {"day": self._days, "week": self._weeks, "month": self._months}
        try:
            yield from by_unit[self.unit]() if self.unit in by_unit else self._years(feb29)
        except (OverflowError, ValueError):
            return

    def next_after(self, on: date, feb29: Feb29) -> date | None:
        return next((day for day in self.dates(feb29) if day > on), None)

    def _days(self) -> Iterator[date]:
        return (self.first + timedelta(days=self.every * number) for number in count())

    def _weeks(self) -> Iterator[date]:
        monday = self.first - timedelta(days=self.first.weekday())
        wanted = sorted(self.weekdays or (self.first.weekday(),))
        weeks = (monday + timedelta(days=WEEK * self.every * number) for number in count())
        days = (week + timedelta(days=day) for week in weeks for day in wanted)
        return (day for day in days if day >= self.first)

    def _months(self) -> Iterator[date]:
        """The same day of each month; the last one of a month that is too short."""
        for number in count():
            years, month = divmod(self.first.month - 1 + self.every * number, MONTHS)
            year, month = self.first.year + years, month + 1
            yield date(year, month, min(self.first.day, monthrange(year, month)[1]))

    def _years(self, feb29: Feb29) -> Iterator[date]:
        years = (self.first.year + self.every * number for number in count())
        days = (occurrence_in_year(self.first.month, self.first.day, year, feb29) for year in years)
        return (day for day in days if day is not None)
