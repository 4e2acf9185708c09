"""Days of rest by country and region, where they are not Saturday and Sunday, with the day each began."""

from datetime import date
from typing import NamedTuple

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

FRIDAY_AND_SATURDAY = frozenset({FRIDAY, SATURDAY})
SATURDAY_AND_SUNDAY = frozenset({SATURDAY, SUNDAY})


class Weekend(NamedTuple):
    days: frozenset[int]
    since: date = date.min


class HalfDays(NamedTuple):
    category: str
    names: tuple[str, ...] = ()


# Newest first; a key with a region stands above its country. Regions are ISO 3166-2 without the country.
WEEKENDS: dict[tuple[str, str], tuple[Weekend, ...]] = {
    **{
        (country, ""): (Weekend(FRIDAY_AND_SATURDAY),)
        for country in (
            *("AF", "BD", "BH", "DJ", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "MV", "OM", "QA", "SA", "SD"),
            *("SY", "YE"),
        )
    },
    ("AE", ""): (Weekend(SATURDAY_AND_SUNDAY, date(2022, 1, 1)), Weekend(FRIDAY_AND_SATURDAY)),
    ("BN", ""): (Weekend(frozenset({FRIDAY, SUNDAY})),),
    # Many offices work on Saturday, many do not: the light is amber then, see SATURDAY_IN_DOUBT.
    ("IN", ""): (Weekend(frozenset({SUNDAY})),),
    ("IR", ""): (Weekend(frozenset({FRIDAY})),),
    ("MY", "01"): (Weekend(SATURDAY_AND_SUNDAY, date(2025, 1, 1)), Weekend(FRIDAY_AND_SATURDAY)),
    ("MY", "02"): (Weekend(FRIDAY_AND_SATURDAY),),
    ("MY", "03"): (Weekend(FRIDAY_AND_SATURDAY),),
    ("MY", "11"): (Weekend(FRIDAY_AND_SATURDAY),),
}

SATURDAY_IN_DOUBT = frozenset({"IN"})
SHORT_FRIDAY = frozenset({"AE"})

# Days (month, day) on which most offices rest though they are no public holidays.
CLOSED_BY_CUSTOM = {"DK": ((12, 24), (12, 31))}

# Days that are no public holidays, and on which offices close at noon: the category of `holidays` that lists them, and
# the names that are meant where it lists others too. Eves are half days everywhere; those of Australia begin at six or
# seven in the evening, and China's are for some of the people.
HALF_DAYS = {
    "CH": HalfDays("half_day"),
    "FO": HalfDays("half_day"),
    "IL": HalfDays("optional", ("Pesach holiday", "Sukkot holiday")),
    "IT": HalfDays("half_day"),
}

# Countries whose government fixes each year's holidays and make-up days, with the last year known here.
DECREED_UNTIL = {"BY": 2026, "CN": 2026, "HU": 2026, "PH": 2027, "RU": 2027, "UZ": 2026, "VN": 2026}


def weekend(country: str, region: str, on: date) -> frozenset[int]:
    """The days of rest (Monday is 0) in force on a date."""
    rows = WEEKENDS.get((country, region)) or WEEKENDS.get((country, ""), ())
    return next((row.days for row in rows if row.since <= on), SATURDAY_AND_SUNDAY)
