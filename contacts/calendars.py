"""Working days of countries: public holidays, days of rest, and days worked to make up for holidays."""

from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

import holidays
from django.utils.translation import get_language
from holidays.registry import COUNTRIES

from contacts.data.weekends import CLOSED_BY_CUSTOM, DECREED_UNTIL, HALF_DAYS, weekend
from crm.text import fold

_ESTIMATED = "(estimated)"
_DAY = timedelta(days=1)
ENGLISH = "en_US"
_NAMES_IN = {"en": ENGLISH, "ar": "ar", "cs": "cs", "da": "da", "de": "de", "lt": "lt", "ru": "ru", "uk": "uk"}


class Year(NamedTuple):
    """One year of one country or region, names in the language asked for."""

    holidays: dict[date, str]
    make_up_days: frozenset[date]


class Day:
    """One date in a country or region, each question about it answered once."""

    def __init__(self, country: str, region: str, on: date) -> None:
        self.country, self.region, self.on = country, region, on

    @cached_property
    def is_make_up(self) -> bool:
        return is_make_up_day(self.country, self.region, self.on)

    @cached_property
    def is_holiday(self) -> bool:
        return is_holiday(self.country, self.region, self.on)

    @cached_property
    def is_weekend(self) -> bool:
        return is_weekend(self.country, self.region, self.on)

    @cached_property
    def is_eve(self) -> bool:
        return is_eve(self.country, self.region, self.on)

    @cached_property
    def is_half_day(self) -> bool:
        return is_half_day(self.country, self.region, self.on)

    @cached_property
    def may_be_regional_holiday(self) -> bool:
        return may_be_regional_holiday(self.country, self.region, self.on)

    @cached_property
    def may_be_moved_holiday(self) -> bool:
        return may_be_moved_holiday(self.country, self.region, self.on)


@lru_cache(maxsize=16384)
def day_in(country: str, region: str, on: date) -> Day:
    """The people of a list live in few places, and ask about today and tomorrow."""
    return Day(country, region, on)


def has_calendar(country: str) -> bool:
    return country.upper() in _countries()


def is_working_day(country: str, region: str, on: date) -> bool:
    """Whether offices there work on the date; without a known country, Monday to Friday."""
    if is_make_up_day(country, region, on):
        return True
    return not is_holiday(country, region, on) and not is_weekend(country, region, on)


def is_weekend(country: str, region: str, on: date) -> bool:
    return on.weekday() in weekend(country.upper(), _subdivision(country, region), on)


def is_make_up_day(country: str, region: str, on: date) -> bool:
    return on in _year(country, region, on).make_up_days


def is_holiday(country: str, region: str, on: date) -> bool:
    return on in _year(country, region, on).holidays


def holiday_name(country: str, region: str, on: date) -> str:
    """In the language in use where the calendar knows it; "" on other days."""
    language = _language_for(country)
    return _read(country.upper(), _subdivision(country, region), on.year, language).holidays.get(on, "")


def half_day_name(country: str, region: str, on: date) -> str:
    """The same of a half day."""
    return _half_days(country.upper(), _subdivision(country, region), on.year, _language_for(country)).get(on, "")


def next_holidays(country: str, on: date, number: int, region: str = "") -> list[tuple[date, str]]:
    """The public holidays from the date on, this year's and the next year's, with their names; fewer where none."""
    found: list[tuple[date, str]] = []
    for year in (on.year, on.year + 1):
        days = sorted(_year(country, region, on.replace(year=year, month=1, day=1)).holidays)
        found += [(day, holiday_name(country, region, day)) for day in days if day >= on]
    return found[:number]


def may_be_regional_holiday(country: str, region: str, on: date) -> bool:
    """Whether some region there rests on the date, when the contact's region is not known."""
    code = country.upper()
    if not has_calendar(code) or not _subdivisions(code) or _subdivision(code, region):
        return False
    return on in _regional_holidays(code, on.year)


def may_be_moved_holiday(country: str, region: str, on: date) -> bool:
    """Whether a holiday of the moon calendar, only estimated, is a day before or after."""
    around = (on - _DAY, on + _DAY)
    names = (_year(country, region, day).holidays.get(day, "") for day in around)
    return not is_holiday(country, region, on) and any(_ESTIMATED in name for name in names)


def is_eve(country: str, region: str, on: date) -> bool:
    """Whether offices rest for a public holiday on the next day."""
    ahead = on + _DAY
    return is_holiday(country, region, ahead) and not is_make_up_day(country, region, ahead)


def is_half_day(country: str, region: str, on: date) -> bool:
    """Whether offices there close at noon on a day that is neither a public holiday nor the eve of one."""
    return on in _half_days(country.upper(), _subdivision(country, region), on.year, ENGLISH)


def is_closed_by_custom(country: str, on: date) -> bool:
    """Whether most offices there rest on a day that is no public holiday."""
    return (on.month, on.day) in CLOSED_BY_CUSTOM.get(country.upper(), ())


def is_undecreed(country: str, on: date, decreed_until: int = 0) -> bool:
    """Whether the government has still to fix the holidays of the year; `decreed_until` is what this house knows."""
    known = DECREED_UNTIL.get(country.upper(), on.year)
    return on.year > max(known, decreed_until)


def _year(country: str, region: str, on: date) -> Year:
    return _read(country.upper(), _subdivision(country, region), on.year, ENGLISH)


def _language_for(country: str) -> str:
    """The language in use where the country's calendar knows it, else English."""
    wanted = _NAMES_IN.get((get_language() or "en").partition("-")[0], ENGLISH)
    return wanted if wanted in _languages(country.upper()) else ENGLISH


@lru_cache(maxsize=256)
def _languages(country: str) -> frozenset[str]:
    """The languages in which the calendar names its days; asked for another, it answers in its own."""
    if country not in _countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=[2026], expand=False).supported_languages)


@lru_cache(maxsize=4096)
def _read(country: str, subdivision: str, year: int, language: str) -> Year:
    if country not in _countries():
        return Year({}, frozenset())
    calendar = holidays.country_holidays(
        country, subdiv=subdivision or None, years=[year], expand=False, language=language
    )
    make_up_days = frozenset(day for day in calendar.weekend_workdays if day.year == year)
    return Year(dict(calendar), make_up_days)


@lru_cache(maxsize=512)
def _half_days(country: str, subdivision: str, year: int, language: str) -> dict[date, str]:
    known = HALF_DAYS.get(country)
    if known is None:
        return {}
    found, in_english = (
        holidays.country_holidays(
            country,
            subdiv=subdivision or None,
            years=[year],
            expand=False,
            language=spoken,
            categories=(known.category,),
        )
        for spoken in (language, ENGLISH)
    )
    return {on: name for on, name in found.items() if not known.names or {*known.names} & {*in_english[on].split("; ")}}


@lru_cache(maxsize=512)
def _regional_holidays(country: str, year: int) -> frozenset[date]:
    anywhere: set[date] = set()
    for subdivision in _subdivisions(country).values():
        anywhere.update(_read(country, subdivision, year, ENGLISH).holidays)
    return frozenset(anywhere.difference(_read(country, "", year, ENGLISH).holidays))


def region_key(country: str, region: str) -> str:
    """One key for however a region is written; its folded name where the calendar does not know it."""
    return (_subdivision(country, region) or fold(region)) if region else ""


def _subdivision(country: str, region: str) -> str:
    """The calendar's code of a region written as a code ("DE-BY", "BY") or a name ("Bayern"); "" if unknown."""
    code = country.upper()
    if not region or not has_calendar(code):
        return ""
    return _subdivisions(code).get(fold(region).removeprefix(f"{code.lower()}-"), "")


@lru_cache(maxsize=256)
def _subdivisions(country: str) -> dict[str, str]:
    calendar = holidays.country_holidays(country, years=[2026], expand=False)
    names = {fold(name): code for name, code in getattr(calendar, "subdivisions_aliases", {}).items()}
    return {**names, **{fold(code): code for code in calendar.subdivisions}}


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    # From the table of what could be loaded: the library's own list loads all 250 countries to make one.
    return frozenset(code for _name, code, *_others in COUNTRIES.values())
