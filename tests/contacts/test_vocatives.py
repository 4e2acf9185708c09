import random

import pytest

from contacts.vocatives import (
    czech_given,
    czech_surname,
    lithuanian,
    lithuanian_noun,
    sole,
    ukrainian_given,
    vocative_forms,
)
from tests.contacts.vocative_names import (
    CZECH_GIVEN_OF_MEN,
    CZECH_GIVEN_OF_WOMEN,
    CZECH_SURNAMES_OF_MEN,
    CZECH_SURNAMES_OF_WOMEN,
    LITHUANIAN_OF_MEN,
    LITHUANIAN_OF_WOMEN,
    pairs,
)


@pytest.mark.parametrize(("name", "vocative"), pairs(CZECH_SURNAMES_OF_MEN))
def test_czech_surnames_of_men(name, vocative):
    assert sole(czech_surname(name, "m")) == vocative


@pytest.mark.parametrize(("name", "vocative"), pairs(CZECH_GIVEN_OF_MEN))
def test_czech_given_names_of_men(name, vocative):
    assert sole(czech_given(name, "m")) == vocative


@pytest.mark.parametrize(("name", "vocative"), pairs(CZECH_GIVEN_OF_WOMEN))
def test_czech_given_names_of_women(name, vocative):
    assert sole(czech_given(name, "f")) == vocative


@pytest.mark.parametrize(("name", "vocative"), pairs(CZECH_SURNAMES_OF_WOMEN))
def test_czech_surnames_of_women_stay(name, vocative):
    assert sole(czech_surname(name, "f")) == vocative == name


@pytest.mark.parametrize(("name", "vocative"), [*pairs(LITHUANIAN_OF_MEN), *pairs(LITHUANIAN_OF_WOMEN)])
def test_lithuanian_names(name, vocative):
    assert lithuanian(name) == vocative


def test_there_are_two_hundred_names_of_each_language():
    czech = (CZECH_SURNAMES_OF_MEN, CZECH_GIVEN_OF_MEN, CZECH_GIVEN_OF_WOMEN, CZECH_SURNAMES_OF_WOMEN)
    counts = [
        len({name for table in tables for name, _vocative in pairs(table)})
        for tables in (czech, (LITHUANIAN_OF_MEN, LITHUANIAN_OF_WOMEN))
    ]
    assert [count >= 200 for count in counts] == [True, True]


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Němec", ("Němče", "Němci")),
        ("NĚMEC", ("NĚMČE", "NĚMCI")),
        ("Švec", ("Ševče", "Ševci", "Šveci")),
        ("Adamec", ("Adamče", "Adamci")),
        ("Klaus", ("Klausi", "Klause")),
        ("Kozel", ("Kozle", "Kozele", "Kozeli")),
        ("Novák-Němec", ("Nováku-Němče", "Nováku-Němci")),
        ("Horthy", ("Horthy", "Horthyi")),
        ("Švec-Němec", ("Ševče-Němče", "Ševče-Němci", "Ševci-Němče", "Ševci-Němci", "Šveci-Němče", "Šveci-Němci")),
        ("-Novák", ()),
    ],
)
def test_of_several_czech_forms_somebody_chooses(name, forms):
    assert czech_surname(name, "m") == forms


@pytest.mark.parametrize(
    ("word", "vocative"),
    [("ponas", "pone"), ("daktaras", "daktare"), ("direktorius", "direktoriau"), ("ponia", "ponia")],
)
def test_lithuanian_words_that_are_no_names(word, vocative):
    assert lithuanian_noun(word) == vocative


@pytest.mark.parametrize(
    ("table", "gender"),
    [
        (
            "Іван Іване, Петро Петре, Павло Павле, Дмитро Дмитре, Олександр Олександре, Сергій Сергію, Андрій Андрію, "
            "Микола Миколо, Микита Микито, Максим Максиме, Марко Марку, Тарас Тарасе, Богдан Богдане, Данило Даниле, "
            "Ігор ?, Олег ?, Федір ?, Лев ?, Ілля ?, Яків ?, Василь ?, Антін ?",
            "m",
        ),
        (
            "Олена Олено, Оксана Оксано, Ольга Ольго, Катерина Катерино, Марія Маріє, Софія Софіє, Надія Надіє, "
            "Анна-Марія Анно-Маріє, ОЛЕНА ОЛЕНО, Наталя ?, Любов ?, Маша ?, Нінель ?",
            "f",
        ),
    ],
)
def test_ukrainian_given_names_where_they_are_certain(table, gender):
    assert {name: sole(ukrainian_given(name, gender)) for name, _form in pairs(table)} == dict(pairs(table))


@pytest.mark.parametrize(
    ("language", "name", "known", "forms"),
    [
        ("cs", "Novák", {"locale": "cs", "gender": "m"}, ("Nováku",)),
        ("cs", "Novák", {"locale": "sk", "gender": "m"}, ("Nováku",)),
        ("cs", "Novák", {"locale": "de", "gender": "m"}, ()),
        ("cs", "Novák", {"locale": "cs", "gender": ""}, ()),
        ("cs", "Smith", {"locale": "en", "gender": "f"}, ("Smith",)),
        ("lt", "Jonaitis", {"locale": "lt", "gender": ""}, ("Jonaiti",)),
        ("lt", "Thomas", {"locale": "en", "gender": "m"}, ("Thomas",)),
        ("uk", "Коваль", {"locale": "uk", "gender": "m"}, ()),
        ("de", "Novák", {"locale": "cs", "gender": "m"}, ()),
        ("cs", "", {"locale": "cs", "gender": "m"}, ()),
    ],
)
def test_what_has_to_be_known_of_a_surname(language, name, known, forms):
    assert vocative_forms(language, name, **known, is_surname=True) == forms


def test_a_foreign_given_name_is_not_bent():
    assert [
        vocative_forms(language, "Elena", locale="it", gender="f", is_surname=False) for language in ("cs", "lt", "uk")
    ] == [(), ("Elena",), ()]


def test_odd_words_never_fail():
    chance = random.Random(6)
    for _ in range(500):
        word = "".join(chance.choices("aábcčdďeéěňsšuůyýxľßøіїйaо' -.1", k=chance.randint(1, 9)))
        for gender in ("m", "f"):
            bent = (*czech_surname(word, gender), *czech_given(word, gender), *ukrainian_given(word, gender))
            assert all(isinstance(form, str) for form in (*bent, lithuanian(word)))
