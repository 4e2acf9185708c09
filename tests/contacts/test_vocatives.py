import random

import pytest

from contacts.vocatives import czech_given, czech_surname, lithuanian


@pytest.mark.parametrize(
    ("name", "vocative"),
    [
        ("Novák", "Nováku"),
        ("Dvořák", "Dvořáku"),
        ("Svoboda", "Svobodo"),
        ("Černý", "Černý"),
        ("Krejčí", "Krejčí"),
        ("Beneš", "Beneši"),
        ("Hájek", "Hájku"),
        ("Novák-Černý", "Nováku-Černý"),
        ("Novák Dvořák", "Nováku Dvořáku"),
        ("NOVÁK", "NOVÁKU"),
    ],
)
def test_czech_surnames_of_men_are_bent_part_by_part(name, vocative):
    assert czech_surname(name, "m") == vocative


@pytest.mark.parametrize("name", ["Nagy", "Němec", "Švec", "Adamec", "Novák-Němec", "-Novák"])
def test_czech_surnames_without_one_sure_form_have_none(name):
    assert czech_surname(name, "m") == ""


@pytest.mark.parametrize("name", ["Nováková", "Černá", "Smith", "Němcová-Krejčí"])
def test_czech_surnames_of_women_stay(name):
    assert czech_surname(name, "f") == name


@pytest.mark.parametrize(
    ("name", "gender", "vocative"),
    [
        ("Jan", "m", "Jane"),
        ("Karel", "m", "Karle"),
        ("Zdeněk", "m", "Zdeňku"),
        ("Jiří", "m", "Jiří"),
        ("Tomáš", "m", "Tomáši"),
        ("Jan Pavel", "m", "Jane Pavle"),
        ("Eva", "f", "Evo"),
        ("Marie", "f", "Marie"),
        ("Dagmar", "f", "Dagmar"),
        ("EVA", "f", "EVO"),
    ],
)
def test_czech_given_names(name, gender, vocative):
    assert czech_given(name, gender) == vocative


@pytest.mark.parametrize(
    ("name", "vocative"),
    [
        ("Andriejėjas", "Andriejėjau"),
        ("Vėjas", "Vėjau"),
        ("Kojas", "Kojau"),
        ("Elias", "Ely"),
        ("Giedrius", "Giedriau"),
        ("Paulius", "Pauliau"),
        ("Petrus", "Petrau"),
        ("Jonas", "Jonai"),
        ("Petrauskas", "Petrauskai"),
        ("Kęstutis", "Kęstuti"),
        ("Jokūbonys", "Jokūbony"),
        ("Rūta", "Rūta"),
        ("Eglė", "Egle"),
        ("Petrauskienė", "Petrauskiene"),
        ("Kazlauskaitė-Petrauskienė", "Kazlauskaite-Petrauskiene"),
        ("JONAS", "JONAI"),
        ("Kudirka", "Kudirka"),
    ],
)
def test_lithuanian_names(name, vocative):
    assert lithuanian(name) == vocative


def test_odd_words_never_fail():
    chance = random.Random(6)
    for _ in range(500):
        word = "".join(chance.choices("aábcčdďeéěnňsšuůyýxľßø' -.1", k=chance.randint(1, 9)))
        for gender in ("m", "f"):
            assert isinstance(czech_surname(word, gender) + czech_given(word, gender) + lithuanian(word), str)
