from datetime import date

import pytest

from contacts.data.regions import CITIES, REGIONS
from contacts.zones import (
    MAIN_ZONES,
    SOURCES,
    ZoneGuess,
    ZoneProposal,
    propose_zone,
    zone_for_country,
    zones_of_country,
)
from crm.clock import canonical
from crm.text import fold

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("CZ", "Europe/Prague"),
        ("cz", "Europe/Prague"),
        ("DK", "Europe/Copenhagen"),
        ("LT", "Europe/Vilnius"),
        ("JP", "Asia/Tokyo"),
        ("IN", "Asia/Kolkata"),
        ("DE", "Europe/Berlin"),
        ("KZ", "Asia/Almaty"),
        ("AR", "America/Argentina/Buenos_Aires"),
        ("MY", "Asia/Kuala_Lumpur"),
        ("XK", "Europe/Belgrade"),
    ],
)
def test_a_country_of_one_clock_has_a_sure_zone(country, zone):
    assert zone_for_country(country, ON) == ZoneGuess(zone, "sure")


@pytest.mark.parametrize("country", ["US", "RU", "CA", "AU", "BR", "MX", "ID", "CD", "AQ"])
def test_a_country_of_several_clocks_is_asked_about(country):
    assert zone_for_country(country, ON) == ZoneGuess(None, "unknown")


@pytest.mark.parametrize(("country", "zone"), MAIN_ZONES.items())
def test_a_country_with_one_great_zone_has_a_likely_one(country, zone):
    assert zone_for_country(country, ON) == ZoneGuess(zone, "likely")
    assert canonical(zone) == zone


@pytest.mark.parametrize("country", ["BV", "HM", "", "ZZ", "Czechia"])
def test_places_without_zones_are_unknown(country):
    assert zones_of_country(country) == ()
    assert zone_for_country(country, ON) == ZoneGuess(None, "unknown")


def test_a_guess_without_a_date_is_for_today():
    assert zone_for_country("LT").zone == "Europe/Vilnius"


def test_the_zones_of_a_country_are_all_listed():
    assert len(zones_of_country("US")) == 29
    assert zones_of_country("UA")[-1] == "Europe/Kyiv"


@pytest.mark.parametrize(
    ("country", "region", "city", "zone", "source", "confidence"),
    [
        ("US", "NY", "", "America/New_York", "address", "sure"),
        ("US", "US-CA", "", "America/Los_Angeles", "address", "sure"),
        ("US", "Texas", "", "America/Chicago", "address", "likely"),
        ("US", "Texas", "El Paso", "America/Denver", "address", "sure"),
        ("US", "", "El Paso", "America/Denver", "address", "likely"),
        ("US", "", "Chicago", "America/Chicago", "address", "sure"),
        ("US", "", "Springfield", None, "", "unknown"),
        ("US", "Illinois", "Springfield", "America/Chicago", "address", "sure"),
        ("US", "Oregon", "Boston", "America/Los_Angeles", "address", "likely"),
        ("us", "", "", None, "", "unknown"),
        ("RU", "", "Москва", "Europe/Moscow", "address", "sure"),
        ("RU", "", "Владивосток", "Asia/Vladivostok", "address", "sure"),
        ("RU", "Приморский край", "Владивосток", "Asia/Vladivostok", "address", "likely"),
        ("CA", "Québec", "", "America/Toronto", "address", "likely"),
        ("BR", "SP", "São Paulo", "America/Sao_Paulo", "address", "sure"),
        ("AU", "Queensland", "", "Australia/Brisbane", "address", "sure"),
        ("ES", "Canarias", "", "Atlantic/Canary", "address", "sure"),
        ("ES", "", "Toledo", "Europe/Madrid", "country", "likely"),
        ("CZ", "Jihomoravský kraj", "Brno", "Europe/Prague", "country", "sure"),
        ("CN", "", "", "Asia/Shanghai", "country", "likely"),
        ("", "", "Praha", None, "", "unknown"),
    ],
)
def test_proposal_from_an_address(country, region, city, zone, source, confidence):
    assert propose_zone(country, region, city) == ZoneProposal(zone, source, confidence)


def test_sources_are_ranked_best_first():
    assert SOURCES == ("told", "booking", "address", "country", "phone", "organisation")


def test_tables_hold_folded_keys_and_zones_of_their_country():
    for country, regions in REGIONS.items():
        for code, region in regions.items():
            assert fold(code) == code
            assert [fold(name) for name in region.names] == list(region.names)
            assert region.zone in zones_of_country(country), (country, code)
    for country, cities in CITIES.items():
        for name, city in cities.items():
            assert fold(name) == name
            assert city.zone in zones_of_country(country), (country, name)
            assert not city.region or city.region in REGIONS[country]
