"""The light once more, written from the rules alone and without a thought of speed.

Nothing of `contacts` is used but the facts it is asked with: holidays come straight from their library, the days of
rest from a table of its own, every rule is asked for every moment.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

DAY = timedelta(days=1)
FRI_SAT = ["SA", "EG", "IL", "JO", "KW", "QA", "BH", "OM", "IQ", "DZ", "SD", "SY", "YE", "BD", "MV", "DJ", "AF", "LY"]
DECREED = {"BY": 2026, "CN": 2026, "HU": 2026, "PH": 2027, "RU": 2027, "UZ": 2026, "VN": 2026}
LONG_LUNCH = {"ES", "MX"}
HALF_DAYS = {"CH", "FO", "IT"}
ORDER = ["green", "amber", "red"]
KNOWN = frozenset(holidays.list_supported_countries())


def slow_colour(person: Any, now: datetime) -> str:
    zones = {person.zone, *person.possible_zones}
    colours = [_colour_at(person, now.astimezone(UTC).astimezone(ZoneInfo(name))) for name in zones]
    return max(colours, key=ORDER.index)


def _colour_at(person: Any, there: datetime) -> str:
    if _is_red(person, there):
        return "red"
    return "amber" if _is_amber(person, there) else "green"


def _is_red(person: Any, there: datetime) -> bool:
    on, at = there.date(), there.time().replace(tzinfo=None)
    is_worked_for_a_holiday = on in _days(person.country, person.region, on.year)[1]
    return (
        person.do_not_contact
        or person.calls_refused
        or not time(8) <= at < time(20)
        or (_is_public_holiday(person, on) and not is_worked_for_a_holiday)
        or (on.weekday() in _weekend(person.country, person.region, on) and not is_worked_for_a_holiday)
        or any(not start <= at < end for start, end in _explicit_hours(person, on))
    )


def _is_amber(person: Any, there: datetime) -> bool:
    on, at = there.date(), there.time().replace(tzinfo=None)
    minute = at.hour * 60 + at.minute
    explicit = _explicit_hours(person, on)
    start = max(start for start, _end in explicit) if explicit else time(9)
    end = min(end for _start, end in explicit) if explicit else time(17)
    opens, closes = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    usual = (time(14), time(16)) if person.country in LONG_LUNCH else (time(12), time(13))
    lunch = (person.lunch_start, person.lunch_end) if person.lunch_start and person.lunch_end else usual
    tomorrow = on + DAY
    is_eve = (
        _is_public_holiday(person, tomorrow) and tomorrow not in _days(person.country, person.region, tomorrow.year)[1]
    )
    return (
        not opens <= minute < closes
        or lunch[0] <= at < lunch[1]
        or minute < opens + 30
        or minute >= closes - 30
        or (is_eve and at >= time(12))
        or (_is_half_day(person, on) and at >= time(12))
        or (on.weekday() == 4 and at >= time(12) and (person.country == "AE" or person.short_friday))
        or (on.weekday() == 5 and person.country == "IN")
        or any(span.first <= on <= span.last and span.start <= at < span.end for span in person.fasting)
        or (_region_is_unknown(person) and on in _regional(person.country, on.year))
        or (person.country == "DK" and (on.month, on.day) in ((12, 24), (12, 31)))
        or _may_have_moved_here(person, on)
        or not person.zone_confirmed
        or person.country not in KNOWN
        or on.year > max(DECREED.get(person.country, on.year), person.decreed_until)
    )


def _is_half_day(person: Any, on: date) -> bool:
    if person.country == "IL":
        return any(first < on < last for first, last in _festivals(on.year))
    if person.country not in HALF_DAYS:
        return False
    part = person.region if person.region in _calendar(person.country, "", on.year).subdivisions else ""
    return on in _noon_closings(person.country, part, on.year)


@cache
def _noon_closings(country: str, part: str, year: int) -> set[date]:
    return set(
        holidays.country_holidays(country, subdiv=part or None, years=[year], expand=False, categories=["half_day"])
    )


@cache
def _festivals(year: int) -> list[tuple[date, date]]:
    """The first and the last day of Passover and of the Feast of Booths; on the days between offices close at noon."""
    on = {name: day for day, names in _calendar("IL", "", year).items() for name in names.split("; ")}
    return [(on["Pesach"], on["Seventh day of Pesach"]), (on["Sukkot"], on["Simchat Torah / Shemini Atzeret"])]


def _explicit_hours(person: Any, on: date) -> list[tuple[time, time]]:
    hours = [(person.hours_start, person.hours_end)] if person.hours_explicit else []
    for span in person.special_hours:
        if span.first <= on <= span.last:
            return [*hours, (span.start, span.end)]
    return hours


def _is_public_holiday(person: Any, on: date) -> bool:
    return on in _days(person.country, person.region, on.year)[0]


def _may_have_moved_here(person: Any, on: date) -> bool:
    if _is_public_holiday(person, on):
        return False
    names = [_days(person.country, person.region, day.year)[0].get(day, "") for day in (on - DAY, on + DAY)]
    return any("(estimated)" in name for name in names)


def _region_is_unknown(person: Any) -> bool:
    subdivisions = _calendar(person.country, "", 2026).subdivisions if _is_known(person.country) else ()
    return bool(subdivisions) and person.region not in subdivisions


@cache
def _regional(country: str, year: int) -> set[date]:
    everywhere = set(_calendar(country, "", year))
    parts = [set(_calendar(country, part, year)) for part in _calendar(country, "", year).subdivisions]
    return set().union(*parts) - everywhere


@cache
def _days(country: str, region: str, year: int) -> tuple[dict[date, str], set[date]]:
    """Public holidays with their names, and days worked to make up for some."""
    if not _is_known(country):
        return {}, set()
    part = region if region in _calendar(country, "", year).subdivisions else ""
    calendar = _calendar(country, part, year)
    return dict(calendar), {day for day in calendar.weekend_workdays if day.year == year}


@cache
def _calendar(country: str, part: str, year: int) -> Any:
    return holidays.country_holidays(country, subdiv=part or None, years=[year], expand=False, language="en_US")


def _is_known(country: str) -> bool:
    return country in KNOWN


def _weekend(country: str, region: str, on: date) -> set[int]:
    if country == "AE":
        return {5, 6} if on >= date(2022, 1, 1) else {4, 5}
    if country == "MY" and region in ("02", "03", "11"):
        return {4, 5}
    if country == "MY" and region == "01":
        return {5, 6} if on >= date(2025, 1, 1) else {4, 5}
    if country in FRI_SAT:
        return {4, 5}
    return {"IR": {4}, "BN": {4, 6}, "IN": {6}}.get(country, {5, 6})
