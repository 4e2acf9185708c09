"""What the house computes of a country."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from contacts.calendars import next_holidays
from contacts.countries import (
    clocks_of,
    country_facts,
    country_of_zone,
    formal_greetings,
    is_country,
    proposed_languages,
)

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "languages", "currency", "dialling", "rest"),
    [
        ("CZ", ["cs"], "CZK", "+420", ["Saturday", "Sunday"]),
        ("SA", ["ar"], "SAR", "+966", ["Friday", "Saturday"]),
        ("AE", ["ar"], "AED", "+971", ["Saturday", "Sunday"]),
        ("IR", ["fa"], "IRR", "+98", ["Friday"]),
        ("JP", ["ja"], "JPY", "+81", ["Saturday", "Sunday"]),
    ],
)
def test_languages_money_dialling_and_days_of_rest(code, languages, currency, dialling, rest):
    facts = country_facts(code, NOW)
    assert (facts.languages, facts.currencies[0][0], facts.dialling, facts.rest_days) == (
        languages, currency, dialling, rest,
    )  # fmt: skip


def test_zones_with_the_same_time_are_one_clock():
    assert [(clock.name, clock.offset) for clock in clocks_of("CZ", NOW)] == [("Europe/Prague", "UTC+01:00")]
    offsets = [clock.offset for clock in clocks_of("US", NOW)]
    assert offsets == ["UTC-05:00", "UTC-06:00", "UTC-07:00", "UTC-08:00", "UTC-09:00", "UTC-10:00"]
    assert clocks_of("US", NOW)[0].others > 0


def test_the_next_holidays_reach_into_the_next_year():
    days = [day for day, _name in next_holidays("CZ", date(2026, 12, 25), 3)]
    assert days == [date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)]
    assert next_holidays("XX", date(2026, 12, 25), 3) == []


def test_holidays_and_money_in_the_readers_language():
    with translation.override("cs"):
        facts = country_facts("CZ", datetime(2026, 12, 23, 12, tzinfo=UTC))
    assert (facts.holidays[0][1], facts.currencies[0][1], facts.rest_days) == (
        "Štědrý den", "česká koruna", ["sobota", "neděle"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("cs", ["Vážený pane …,", "Vážená paní …,"]),
        ("lt", ["Gerbiamasis pone …!", "Gerbiamoji ponia …!"]),
        ("de", ["Sehr geehrter Herr …,", "Sehr geehrte Frau …,"]),
        ("xx", []),
    ],
)
def test_how_a_formal_letter_opens(language, lines):
    assert formal_greetings(language) == lines


@pytest.mark.parametrize(("zone", "country"), [("Europe/Prague", "CZ"), ("Asia/Tokyo", "JP"), ("UTC", "")])
def test_the_country_of_a_zone(zone, country):
    assert country_of_zone(zone) == country


def test_what_is_a_country():
    assert [is_country(code) for code in ("CZ", "XK", "EU", "ZZ", "")] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("country", "languages"),
    [
        *(("DK", ["da"]), ("RU", ["ru"]), ("CZ", ["cs"]), ("US", ["en"]), ("CH", ["de", "fr"]), ("BE", ["nl", "fr"])),
        *(("NO", ["nb", "nn"]), ("LU", ["fr", "de"]), ("HK", ["zh-Hant", "en"]), ("ZA", ["en"]), ("AQ", []), ("", [])),
    ],
)
def test_one_or_two_languages_are_proposed_for_a_country(country, languages):
    assert proposed_languages(country) == languages
