"""What the name itself suggests, and what it does not."""

import pytest

from contacts.models import Contact
from contacts.suggested_forms import suggested_gender, suggestions_for


def person(**names):
    return Contact(full_name="x", **names)


@pytest.mark.parametrize(
    ("names", "gender", "sign"),
    [
        ({"given2": "Петрович"}, "m", "-ич"),
        ({"given2": "Ильич"}, "m", "-ич"),
        ({"given2": "Петровна"}, "f", "-вна"),
        ({"given2": "Ильинична"}, "f", "-чна"),
        ({"given2": "Фоминишна"}, "f", "-шна"),
        ({"surname_core": "Nováková"}, "f", "-ová"),
        ({"surname_core": "Petrauskienė"}, "f", "-ienė"),
        ({"surname_core": "Petrauskaitė"}, "f", "-aitė"),
        ({"surname_core": "Adomaitytė"}, "f", "-ytė"),
        ({"surname_core": "Butkutė"}, "f", "-utė"),
        ({"surname_core": "Pociūtė"}, "f", "-iūtė"),
        ({"surname_core": "Kazlauskaitė-Petrauskienė"}, "f", "-aitė"),
    ],
)
def test_endings_that_show_the_gender(names, gender, sign):
    assert suggested_gender(person(**names)) == ("grammatical_gender", (gender,), sign)


@pytest.mark.parametrize(
    "names",
    [
        {"given2": "Мария"},
        {"given": "Eva"},
        {"given": "Иван", "surname_core": "Купцов"},
        {"surname_core": "Иванова"},
        {"surname_core": "Novák"},
        {"surname_core": "Casanova"},
        {"surname_core": "Vitkauskė"},
        {"given2": "Петрович", "surname_core": "Nováková"},
    ],
)
def test_other_names_show_none(names):
    assert suggested_gender(person(**names)) is None


def test_what_is_known_is_not_suggested():
    names = {"surname_core": "Nováková", "given": "Eva", "name_locale": "cs", "grammatical_gender": "f"}
    stored = {"cs": {"given": "Evo", "surname": "Nováková"}}
    assert list(suggestions_for(person(**names, vocatives=stored))) == []


def test_vocatives_are_suggested_in_the_languages_of_contact_and_name():
    names = {"surname_core": "Němec", "given": "Jan", "grammatical_gender": "m", "name_locale": "cs"}
    offered = [(one.form, one.values, one.is_doubtful) for one in suggestions_for(person(**names, languages=["lt"]))]
    assert offered == [
        ("vocatives.cs.given", ("Jane",), False),
        ("vocatives.cs.surname", ("Němče", "Němci"), True),
        ("vocatives.lt.given", ("Jan",), False),
        ("vocatives.lt.surname", ("Němec",), False),
    ]
