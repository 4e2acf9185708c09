"""The lists of names, and people drawn from them."""

from itertools import islice
from random import Random

import pytest

from contacts.models import PointKind
from contacts.models.contact_point import normalise
from crm.clock import zone
from crm.text import fold
from demo.names import Word, countries, load, names, shares, word


def test_a_word_agrees_with_its_gender_in_each_form():
    assert word("Ёлкин/Ёлкина|Yolkin/Yolkina", "f") == Word("Ёлкина", "Yolkina", "")
    assert word("Ёлкин/Ёлкина|Yolkin/Yolkina", "m") == Word("Ёлкин", "Yolkin", "")
    assert word("山田|Yamada|やまだ", "f") == Word("山田", "Yamada", "やまだ")


@pytest.mark.parametrize("total", [25, 199, 200, 2000])
def test_shares_add_up_and_forget_no_country(total):
    counts = shares(total)
    assert sum(counts.values()) == total
    assert len(counts) == 25
    assert min(counts.values()) >= 1


def test_few_people_still_add_up():
    assert sum(shares(7).values()) == 7


@pytest.mark.parametrize("code", sorted(countries()))
def test_a_country_gives_distinct_people_first(code):
    country = countries()[code]
    drawn = list(islice(names(country, Random(1)), 60))
    assert len({(name.given, name.surname) for name in drawn}) == 60


@pytest.mark.parametrize("code", sorted(countries()))
def test_each_city_of_a_country_has_a_zone(code):
    country = countries()[code]
    rng = Random(1)
    for _ in range(30):
        city, place = country.place(rng)
        assert city
        assert zone(place).key == place


@pytest.mark.parametrize("code", sorted(countries()))
def test_no_phone_number_of_a_country_belongs_to_anyone(code):
    key = normalise(PointKind.PHONE, countries()[code].number(Random(1)), code)
    assert key.startswith("+")


def test_names_follow_the_order_and_spaces_of_their_country():
    by_code = {code: next(names(country, Random(3))) for code, country in countries().items()}
    hungarian, chinese, russian = by_code["HU"], by_code["CN"], by_code["RU"]
    assert hungarian.full_name == f"{hungarian.surname.native} {hungarian.given.native}"
    assert chinese.full_name == f"{chinese.surname.native}{chinese.given.native}"
    assert chinese.latin_name == f"{chinese.surname.latin} {chinese.given.latin}"
    assert russian.full_name == " ".join((russian.given.native, russian.given2.native, russian.surname.native))
    assert by_code["CZ"].latin_name == ""


def test_forty_companies_of_distinct_names():
    rows = load("companies")["companies"]
    assert len({fold(name) for name, _country, _city in rows}) == 40
    assert {country for _name, country, _city in rows} <= set(countries())
