from datetime import date

import holidays
import pytest
from django.utils import translation

from contacts import calendars
from contacts.calendars import (
    day_in,
    half_day_name,
    has_calendar,
    holiday_name,
    is_closed_by_custom,
    is_eve,
    is_half_day,
    is_holiday,
    is_make_up_day,
    is_undecreed,
    is_working_day,
    may_be_moved_holiday,
    may_be_regional_holiday,
)
from contacts.data.weekends import weekend


@pytest.mark.parametrize(
    ("country", "region", "on", "name"),
    [
        ("IL", "", date(2026, 4, 5), "Pesach holiday"),
        ("IL", "", date(2026, 9, 29), "Sukkot holiday"),
        ("IL", "", date(2026, 4, 2), ""),  # Pesach itself
        ("IL", "", date(2026, 11, 9), ""),  # Sigd: everybody may stay at home, few do
        ("FO", "", date(2026, 6, 5), "Constitution Day"),
        ("CH", "SO", date(2026, 5, 1), "Labor Day"),
        ("CH", "ZH", date(2026, 4, 1), ""),
        ("CN", "", date(2026, 5, 4), ""),
        ("DK", "", date(2026, 6, 5), ""),
        ("", "", date(2026, 6, 5), ""),
    ],
)
def test_half_days(country, region, on, name):
    assert (is_half_day(country, region, on), half_day_name(country, region, on)) == (bool(name), name)


def test_a_half_day_is_named_in_the_language_in_use_where_the_calendar_knows_it():
    with translation.override("uk"):
        assert half_day_name("IL", "", date(2026, 4, 5)) == "Свято Песах"
    with translation.override("cs"):
        assert half_day_name("IL", "", date(2026, 4, 5)) == "Pesach holiday"


@pytest.mark.parametrize(
    ("country", "region", "on", "works"),
    [
        ("CZ", "", date(2026, 11, 24), True),
        ("CZ", "", date(2026, 11, 17), False),
        ("CZ", "", date(2026, 11, 21), False),
        ("cz", "", date(2026, 11, 17), False),
        ("SA", "", date(2026, 11, 20), False),
        ("SA", "", date(2026, 11, 22), True),
        ("AE", "", date(2026, 11, 20), True),
        ("AE", "", date(2026, 11, 22), False),
        ("AE", "", date(2021, 11, 19), False),
        ("AE", "", date(2021, 11, 21), True),
        ("BN", "", date(2026, 11, 20), False),
        ("BN", "", date(2026, 11, 21), True),
        ("IR", "", date(2026, 11, 21), True),
        ("MY", "Johor", date(2024, 11, 22), False),
        ("MY", "MY-01", date(2026, 11, 20), True),
        ("MY", "Kelantan", date(2026, 11, 20), False),
        ("MY", "Kelantan", date(2026, 11, 22), True),
        ("HK", "", date(2026, 11, 21), False),
        ("IN", "", date(2026, 11, 21), True),
        ("CN", "", date(2026, 2, 14), True),
        ("CN", "", date(2026, 2, 21), False),
        ("DE", "Bayern", date(2026, 1, 6), False),
        ("DE", "DE-BE", date(2026, 1, 6), True),
        ("DE", "", date(2026, 1, 6), True),
        ("GB", "England", date(2026, 4, 6), False),
        ("XK", "", date(2026, 2, 17), False),
        ("", "", date(2026, 11, 21), False),
        ("", "", date(2026, 12, 25), True),
        ("ZZ", "nowhere", date(2026, 11, 24), True),
    ],
)
def test_working_days(country, region, on, works):
    assert is_working_day(country, region, on) is works


def test_weekends_change_on_their_day():
    assert weekend("AE", "", date(2021, 12, 31)) == {4, 5}
    assert weekend("AE", "", date(2022, 1, 1)) == {5, 6}
    assert weekend("MY", "01", date(2024, 12, 31)) == {4, 5}
    assert weekend("MY", "", date(2026, 1, 1)) == {5, 6}


def test_a_make_up_day_is_a_saturday_of_work():
    assert is_make_up_day("CN", "", date(2026, 2, 28))
    assert not is_make_up_day("CN", "", date(2026, 3, 7))


def test_every_country_of_the_world_answers():
    assert has_calendar("LT")
    assert has_calendar("xk")
    assert not has_calendar("")
    assert not has_calendar("ZZ")


def test_the_holiday_has_its_name_in_the_language_in_use():
    christmas = date(2026, 12, 25)
    with translation.override("en"):
        assert holiday_name("LT", "", christmas) == "Christmas Day"
    with translation.override("lt"):
        assert holiday_name("LT", "", christmas) == "Šv. Kalėdų pirma diena"
    with translation.override("ru"):
        assert holiday_name("CZ", "", christmas) == "Christmas Day"
    assert holiday_name("LT", "", date(2026, 12, 22)) == ""


@pytest.mark.parametrize(
    ("country", "region", "on", "maybe"),
    [
        ("DE", "", date(2026, 1, 6), True),
        ("DE", "nowhere", date(2026, 1, 6), True),
        ("DE", "Berlin", date(2026, 1, 6), False),
        ("DE", "", date(2026, 12, 25), False),
        ("GB", "", date(2026, 4, 6), True),
        ("CZ", "", date(2026, 1, 6), False),
        ("", "", date(2026, 1, 6), False),
    ],
)
def test_a_holiday_of_an_unknown_region_is_a_doubt(country, region, on, maybe):
    assert may_be_regional_holiday(country, region, on) is maybe


def test_an_estimated_holiday_may_move_by_a_day():
    estimated = next(
        day for day in (date(2027, 3, d) for d in range(1, 32)) if "(estimated)" in holiday_name("ID", "", day)
    )
    assert is_holiday("ID", "", estimated)
    assert not may_be_moved_holiday("ID", "", estimated)
    assert may_be_moved_holiday("ID", "", estimated.replace(day=estimated.day - 1))
    assert not may_be_moved_holiday("CZ", "", date(2026, 12, 23))


def test_a_year_without_its_decree_is_marked():
    assert is_undecreed("CN", date(2027, 1, 1))
    assert not is_undecreed("CN", date(2026, 12, 31))
    assert not is_undecreed("CZ", date(2030, 1, 1))


def test_every_country_of_the_library_is_known():
    known = holidays.list_supported_countries(include_aliases=False)
    assert calendars._countries() == set(known)


@pytest.mark.parametrize(
    ("country", "on", "is_one"),
    [
        ("CZ", date(2026, 12, 23), True),
        ("CZ", date(2026, 12, 22), False),
        ("IL", date(2026, 9, 20), True),  # before Yom Kippur
        ("CN", date(2024, 12, 31), True),
        ("ZZ", date(2026, 12, 31), False),
    ],
)
def test_the_day_before_a_holiday_is_its_eve(country: str, on: date, is_one: bool) -> None:
    assert is_eve(country, "", on) == day_in(country, "", on).is_eve == is_one


def test_danish_offices_rest_on_days_that_are_no_holidays() -> None:
    assert is_closed_by_custom("dk", date(2026, 12, 24))
    assert not is_closed_by_custom("DK", date(2026, 12, 23))
    assert not is_closed_by_custom("CZ", date(2026, 12, 24))


def test_what_this_house_knows_lifts_the_calendars_own_bound() -> None:
    assert is_undecreed("CN", date(2027, 5, 4))
    assert not is_undecreed("CN", date(2027, 5, 4), 2027)
    assert not is_undecreed("CN", date(2026, 5, 4), 2020)
