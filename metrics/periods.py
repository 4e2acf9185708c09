"""Spans of days over which a figure is taken, cut at local midnight in the organisation's zone."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from crm.clock import local, to_utc, zone
from staff.models import Organisation

DAY = timedelta(days=1)
TREND_LENGTH = 13
FIRST_YEAR, LAST_YEAR = 1971, 2190


class BadPeriod(ValueError):
    """The dates make no period; the message is a whole translated sentence."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to but without `end`, seen from the end of the day `as_of`."""

    start: date
    end: date
    as_of: date
    zone_name: str

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise BadPeriod(gettext("The period ends before it starts."))
        if self.start > self.as_of:
            raise BadPeriod(gettext("The period starts after the day that it is seen from."))

    @property
    def zone(self) -> ZoneInfo:
        return zone(self.zone_name)

    @property
    def is_partial(self) -> bool:
        return self.end > self.as_of + DAY

    @property
    def counted_until(self) -> date:
        """The first day that does not count: the end, or the day after `as_of` while the period runs."""
        return min(self.end, self.as_of + DAY)

    @property
    def last_day(self) -> date:
        return self.end - DAY

    @property
    def start_at(self) -> datetime:
        return midnight(self.start, self.zone)

    @property
    def end_at(self) -> datetime:
        return midnight(self.counted_until, self.zone)

    def seen_at(self, now: datetime) -> datetime:
        """The moment from which the period is seen: the end of the day `as_of`, or now while that day runs."""
        return min(midnight(self.as_of + DAY, self.zone), now)

    def shifted(self, months: int) -> "Period":
        """The same days some months away, seen from as far into the period as this one is."""
        return replace(
            self,
            start=add_months(self.start, months),
            end=add_months(self.end, months),
            as_of=add_months(self.as_of + DAY, months) - DAY,
        )

    def trend(self) -> "list[Period]":
        """Thirteen such periods, a month apart; the first is a year before the last, which is this one."""
        return [self.shifted(months) for months in range(1 - TREND_LENGTH, 1)]


def midnight(day: date, place: ZoneInfo) -> datetime:
    return to_utc(day, time.min, place)


def read_day(text: str) -> date:
    """A day of a period as ISO 8601; BadPeriod for what is none, and for one so far off that sums overflow."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadPeriod(gettext("“%(text)s” is not a date like 2026-12-31.") % {"text": text[:40]}) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadPeriod(gettext("The dates of the period are too far away."))
    return day


def add_months(day: date, months: int) -> date:
    """31 March less a month is the last day of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def today(organisation: Organisation, now: datetime) -> date:
    return local(now, zone(organisation.time_zone)).date()


def twelve_months(as_of: date, organisation: Organisation) -> Period:
    """The twelve months that end with this day."""
    end = as_of + DAY
    return Period(add_months(end, -12), end, as_of, organisation.time_zone)


def this_quarter(as_of: date, organisation: Organisation) -> Period:
    start = date(as_of.year, as_of.month - (as_of.month - 1) % 3, 1)
    return Period(start, add_months(start, 3), as_of, organisation.time_zone)


def last_quarter(as_of: date, organisation: Organisation) -> Period:
    running = this_quarter(as_of, organisation)
    return Period(add_months(running.start, -3), running.start, as_of, organisation.time_zone)


def this_year(as_of: date, organisation: Organisation) -> Period:
    return Period(date(as_of.year, 1, 1), date(as_of.year + 1, 1, 1), as_of, organisation.time_zone)
