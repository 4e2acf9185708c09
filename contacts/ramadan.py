"""Ramadan by the calendar of Umm al-Qura; elsewhere it may begin a day earlier or later."""

from datetime import date, timedelta
from functools import lru_cache

from hijridate import Gregorian, Hijri
from hijridate.ummalqura import GREGORIAN_RANGE

NINTH_MONTH = 9
FIRST_KNOWN, LAST_KNOWN = (date(*day) for day in GREGORIAN_RANGE)


@lru_cache(maxsize=256)
def ramadans(year: int) -> tuple[tuple[date, date], ...]:
    """First and last day of each Ramadan that begins in the year: two in 2030, none beyond the calendar's ends."""
    if not FIRST_KNOWN.year < year < LAST_KNOWN.year:
        return ()
    first_of_year = Gregorian(year, 1, 1).to_hijri().year
    months = (Hijri(first_of_year + ahead, NINTH_MONTH, 1) for ahead in range(2))
    spans = ((month.to_gregorian(), month.month_length()) for month in months)
    found = ((date(*begins.datetuple()), days) for begins, days in spans)
    return tuple((first, first + timedelta(days=days - 1)) for first, days in found if first.year == year)
