"""Names in the order that a reader of each language expects, on both engines alike."""

import pytest
from django.db import connection

from contacts.models import Company, Contact
from crm.collation import collated, compare, sort_key
from staff.models import User
from tests.factories.contacts import make_company, make_contact

# In the order of ICU. Names of other scripts stand at the end, for Russian at least behind its own letters.
IN_ORDER = {
    "en": "Aas Abel Ærø Åse Čapek Chalupa Cibulka D'Arc dan đan Dana Horák Hron Ibl Ira ivan Ivan lan łan Mueller "
    "Muller Müller O'Brien Obrien Öst Østby Řezník Ryba Sim Šimek Ünal van-den vandenberg Yla Zak Žák Zorn þor "
    "Αθηνα Елкин Ёлкин Ельцин Жук Иванов Йосип Қасым Щука 김 山田",
    "cs": "Aas Abel Cibulka Čapek Hana Hron Hus Chalupa Ibl Mach Máchal Ryba Rys Řezník Sim Sova Šimek Zak Zorn Žák "
    "Жук 山田",
    "da": "Abel Andersen Dam Đan Dana Ivan ivan Jensen Mueller Muller Müller Thorsen Þorsen Yla Ünal Ypsilon Zorn "
    "Ærø Øby Öst Østby Aas Åse Жук 山田",
    "lt": "Abel Chalupa Cibulka Čapek Ibl Yla Ypsilon Ira Jonas Sim Šimek Urbonas Ūsas Zorn Žukas Жук 山田",
    "ru": "Гусев Елкин Ёлкин Ельцин Жук Иванов Йосип Мельник Щука Юрий Abel Čapek Cibulka Zorn 山田",
}


@pytest.mark.parametrize("language", sorted(IN_ORDER))
def test_names_stand_as_the_language_has_them(alice: User, language: str) -> None:
    names = IN_ORDER[language].split()
    for name in sorted(names, reverse=True):
        make_contact(name, owner=alice)
        make_company(name, owner=alice)
    contacts, companies = (model.objects.visible_to(alice).in_order_for(language) for model in (Contact, Company))
    assert [contact.full_name for contact in contacts] == names
    assert [company.name for company in companies] == names


def test_the_surname_leads_and_namesakes_stay_in_their_order(alice: User) -> None:
    second = make_contact("Žofie Čapek", owner=alice, given="Žofie", surname_core="Čapek")
    first = make_contact("Adam Čapek", owner=alice, given="Adam", surname_core="Čapek")
    third = make_contact("Žofie Čapek", owner=alice, given="Žofie", surname_core="Čapek")
    other = make_contact("Zora Cibulka", owner=alice, given="Zora", surname_core="Cibulka")
    assert list(Contact.objects.in_order_for("cs")) == [other, first, second, third]


def test_a_language_without_rules_of_its_own_gets_the_common_ones(alice: User) -> None:
    for name in ("Zorn", "Жук", "Čapek", "Chalupa"):
        make_contact(name, owner=alice)
    names = [contact.full_name for contact in Contact.objects.in_order_for("ar")]
    assert names == ["Čapek", "Chalupa", "Zorn", "Жук"]


@pytest.mark.parametrize(
    "names",
    [
        "de la Cruz,del Rio,dela Cruz,DELA Cruz",
        "van den Berg,Van den Berg,van der Meer,vandenberg",
        "10 Ways,2 Brothers,Abel",
        "Strasse,Straße,Strassen",
        "김가나,김각,나",
        "かな,ガム,きみ",
        "a b,a-b,ab",
    ],
)
def test_spaces_signs_digits_and_other_scripts(alice: User, names: str) -> None:
    in_order = names.split(",")
    for name in reversed(in_order):
        make_contact(name, owner=alice)
    assert [contact.full_name for contact in Contact.objects.in_order_for("en")] == in_order


def test_two_names_are_equal_only_when_they_are_the_same() -> None:
    assert (compare("cs", "Žák", "Žák"), compare("cs", "Žák", "Z\u030ca\u0301k")) == (0, 1)
    assert sort_key("Žák", "cs")[:2] == sort_key("Z\u030ca\u0301k", "cs")[:2]


@pytest.mark.django_db
def test_a_server_without_icu_still_sorts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.collation._without_icu", {connection.alias})
    names = Contact.objects.order_by(collated("sort_name", "cs"), "pk")
    assert "COLLATE" not in str(names.query)
