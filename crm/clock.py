"""Wall time and instants: IANA zones, days of a zone, dates that come every year."""

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

Feb29 = Literal["feb28", "mar1", "leap_only"]

# Where the tz database links an old name to another country's zone, the name of the same place.
RENAMED = {
    "Africa/Asmera": "Africa/Asmara",
    "Africa/Timbuktu": "Africa/Bamako",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Virgin": "America/St_Thomas",
    "Atlantic/Jan_Mayen": "Arctic/Longyearbyen",
    "Etc/UTC": "UTC",
    "Iceland": "Atlantic/Reykjavik",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
    "Pacific/Yap": "Pacific/Chuuk",
}
NOT_A_PLACE = frozenset({"Factory"})
NO_BREAK = "\N{NO-BREAK SPACE}"


class UnknownZone(ValueError):
    """The name is not in the IANA time zone database; the message is a whole translated sentence."""


class MonthDay(NamedTuple):
    month: int
    day: int


# ZoneInfo itself remembers eight zones, and reads the others from their files each time.
@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name, spelled exactly; old names ("Europe/Kiev") are known too."""
    if name not in zone_names():
        raise UnknownZone(gettext("“%(name)s” is not a known time zone.") % {"name": name})
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    names = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return frozenset(names) - NOT_A_PLACE


def canonical(name: str) -> str:
    """The name in use today for a zone: Asia/Calcutta -> Asia/Kolkata. Raises UnknownZone."""
    zone(name)
    if name in RENAMED:
        return RENAMED[name]
    if name in places():
        return name
    target = _links().get(name, name)
    return RENAMED.get(target, target)


def todays_names() -> dict[str, str]:
    """For each former name of a place's zone the name in use today; browsers still say Asia/Calcutta."""
    renamed = {name: canonical(name) for name in sorted(zone_names() - places())}
    return {former: name for former, name in renamed.items() if name in places()}


def zone_choices() -> list[tuple[str, str]]:
    """Every zone that a country names as its own, and UTC; the label is the name with spaces."""
    return [(name, zone_label(name)) for name in [*sorted(places()), "UTC"]]


def zone_label(name: str) -> str:
    return name.replace("_", " ")


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """The zones listed for a country; some are links in the database, and yet today's names."""
    rows = _database_file("zone.tab").splitlines()
    return frozenset(row.split("\t")[2] for row in rows if row and not row.startswith("#"))


def to_utc(on: date, at: time, place: ZoneInfo, *, is_second: bool = False) -> datetime:
    """The instant of a wall time.

    A time that the clocks skip moves forward by the gap (02:30 -> 03:30, a skipped day -> the next
    day), a time that comes twice is its first occurrence, unless `is_second`.
    """
    wall = datetime.combine(on, at.replace(tzinfo=None, fold=0), tzinfo=place)
    try:
        if is_second:
            return max(readings(on, at, place)) if is_shown(on, at, place) else wall.astimezone(UTC)
        return wall.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(gettext("This date is outside the calendar.")) from error


def is_shown(on: date, at: time, place: ZoneInfo) -> bool:
    """Whether the clocks there show this time on the day, and do not skip it."""
    there = local(to_utc(on, at, place), place)
    return (there.date(), there.time()) == (on, at.replace(tzinfo=None, fold=0))


def readings(on: date, at: time, place: ZoneInfo) -> tuple[datetime, ...]:
    """The instants that a wall time may mean, the earlier first: two where the clocks skip it or show it twice.

    Of 02:30 on 29 March 2026 in Prague they are those of 01:30 and 03:30. Raises ValueError at the calendar's ends.
    """
    first = to_utc(on, at, place)
    second = datetime.combine(on, at.replace(tzinfo=None, fold=1), tzinfo=place).astimezone(UTC)
    return tuple(sorted({first, second}))


def local(instant: datetime, place: ZoneInfo) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant must carry its time zone")
    return instant.astimezone(place)


def day_bounds(on: date, place: ZoneInfo) -> tuple[datetime, datetime]:
    """The half-open UTC span of a local day, of 23 to 25 hours; empty for a day that was skipped."""
    if on == date.max:
        raise ValueError(gettext("This date is outside the calendar."))
    return to_utc(on, time.min, place), to_utc(on + timedelta(days=1), time.min, place)


def month_day(on: date) -> MonthDay:
    return MonthDay(on.month, on.day)


def occurrence_in_year(month: int, day: int, year: int, feb29: Feb29 = "feb28") -> date | None:
    """The date of a yearly day in one year; None when 29 February is kept in leap years only.

    Raises ValueError for a day that no year has (31 February).
    """
    if not is_yearly_day(month, day):
        raise ValueError(gettext("There is no such day in any year."))
    if (month, day) != (2, 29) or isleap(year):
        return date(year, month, day)
    return {"feb28": date(year, 2, 28), "mar1": date(year, 3, 1), "leap_only": None}[feb29]


def is_yearly_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(2000, month)[1]


def is_day(month: int, day: int, year: int | None) -> bool:
    """Whether the day exists in that year; without a year, in any."""
    return is_yearly_day(month, day) and (year is None or (month, day) != (2, 29) or isleap(year))


def occurrences(month: int, day: int, start: date, end: date, feb29: Feb29 = "feb28") -> Iterator[date]:
    """The yearly days within [start, end), earliest first."""
    for year in range(start.year, end.year + 1):
        found = occurrence_in_year(month, day, year, feb29)
        if found and start <= found < end:
            yield found


def offset_words(there: ZoneInfo, here: ZoneInfo, now: datetime) -> str:
    """How far the clock there is ahead of the clock here: "+9 h", "−5 h 30 min", "same time"; on one line always."""
    ahead = _offset(there, now) - _offset(here, now)
    if not ahead:
        return gettext("same time")
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    signed = {"sign": "+" if ahead > timedelta(0) else "\N{MINUS SIGN}", "hours": hours, "minutes": minutes}
    if not minutes:
        words = gettext("%(sign)s%(hours)d h")
    elif not hours:
        words = gettext("%(sign)s%(minutes)d min")
    else:
        words = gettext("%(sign)s%(hours)d h %(minutes)d min")
    return (words % signed).replace(" ", NO_BREAK)


def length_words(length: timedelta) -> str:
    """“3 h 20 min”, “45 min”; in whole minutes, rounded down."""
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    if not minutes:
        return gettext("%(hours)d h") % {"hours": hours}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}


def _offset(place: ZoneInfo, now: datetime) -> timedelta:
    return local(now, place).utcoffset() or timedelta(0)


@lru_cache(maxsize=1)
def _links() -> dict[str, str]:
    rows = (row.split() for row in _database_file("tzdata.zi").splitlines() if row.startswith("L "))
    return {link: target for _letter, target, link in rows}


def _database_file(name: str) -> str:
    return files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
