import hashlib
import json
from datetime import date
from importlib.resources import files

import pytest

from contacts import zone_tables
from contacts.data.regions import REGIONS
from contacts.zones import (
    MAIN_ZONES,
    SOURCES,
    ZoneGuess,
    ZoneProposal,
    clocks_of_country,
    propose_zone,
    zone_for_country,
    zones_of_country,
    zones_offered,
)
from crm.clock import canonical, zone_choices
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
        ("US", "", "El Paso", "America/Denver", "address", "sure"),
        ("US", "", "Dallas", "America/Chicago", "address", "likely"),
        ("US", "Oregon", "Dallas", "America/Los_Angeles", "address", "sure"),
        ("US", "", "Portland", None, "", "unknown"),
        ("US", "MO", "Springfield", "America/Chicago", "address", "sure"),
        ("US", "MA", "Springfield", "America/New_York", "address", "sure"),
        ("US", "", "NYC", "America/New_York", "address", "sure"),
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
        ("ES", "", "Toledo", "Europe/Madrid", "address", "sure"),
        ("ES", "", "Las Palmas", "Atlantic/Canary", "address", "sure"),
        ("ES", "", "Nowhere", "Europe/Madrid", "country", "likely"),
        ("MX", "", "Tijuana", "America/Tijuana", "address", "sure"),
        ("CN", "", "乌鲁木齐", "Asia/Urumqi", "address", "sure"),
        ("KZ", "", "Алматы", "Asia/Almaty", "address", "sure"),
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


def test_every_city_lies_in_a_zone_and_a_region_of_its_country():
    for country, (own, other) in zone_tables._cities().items():
        for cities in (*own.values(), *other.values()):
            for city in cities:
                assert city.zone in zones_of_country(country), (country, city)
                assert not city.region or city.region in REGIONS[country] or country == "US", (country, city)


@pytest.mark.parametrize(
    ("country", "phones", "zone", "source"),
    [
        ("US", ["+12128675309"], "America/New_York", "phone"),
        ("US", ["+18005550100"], None, ""),  # free numbers live nowhere
        ("US", ["+12128675309", "+13128675309"], None, ""),  # New York and Chicago
        ("CA", ["+12128675309"], None, ""),  # a number of another country
        ("RU", ["+74232222222"], "Asia/Vladivostok", "phone"),
        ("RU", ["+79161234567"], None, ""),  # mobile numbers are of all the country
        ("LT", ["+37060000000"], "Europe/Vilnius", "country"),
        ("KZ", ["+77010000000"], "Asia/Almaty", "country"),
        ("ES", ["+34928123456"], "Atlantic/Canary", "phone"),
        ("", ["+12128675309"], None, ""),
        ("US", ["", "+", "x"], None, ""),
    ],
)
def test_an_area_code_is_believed_where_the_country_has_one_zone_there(country, phones, zone, source):
    proposal = propose_zone(country, phones=phones)
    assert (proposal.zone, proposal.source) == (zone, source)


def test_one_zone_stands_for_each_clock_of_a_country():
    assert clocks_of_country("CN", ON) == ("Asia/Shanghai", "Asia/Urumqi")
    assert [len(clocks_of_country(code, ON)) for code in ("KZ", "AR", "CZ", "")] == [1, 1, 1, 0]
    assert len(clocks_of_country("US", ON)) == 8


def test_two_zones_of_china_are_offered_first():
    near, elsewhere = zones_offered("CN")
    assert [code for code, _label in near[1]] == ["Asia/Shanghai", "Asia/Urumqi"]
    assert "Asia/Shanghai" not in dict(elsewhere[1])
    assert zones_offered("CZ") == zone_choices()


def test_the_tables_are_those_of_the_lock_file_and_say_whose_they_are():
    folder = files("contacts.data")
    lock = json.loads(folder.joinpath("zone_tables.lock.json").read_text(encoding="utf-8"))
    assert sorted(lock) == ["cities.tsv.gz", "phone_areas.tsv.gz"]
    for name, told in lock.items():
        content = folder.joinpath(name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == told["sha256"], name
        assert len(content) < 2_000_000
    assert "CC BY 4.0" in lock["cities.tsv.gz"]["data"]
