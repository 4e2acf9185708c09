"""By what a company is recognised, however somebody wrote it."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from contacts.company_keys import name_key, site_key, sound_key
from contacts.models import Company
from tests.factories.contacts import make_company


@pytest.mark.parametrize(
    ("key", "written"),
    [
        (
            "globex",
            ["Globex Ltd", "GLOBEX, Ltd.", "Globex GmbH", "Globex s.r.o.", "Globex, spol. s r.o.", "Globex Co., Ltd"],
        ),
        (
            "globex",
            ["Globex a.s.", "Globex A/S", "Globex Sp. z o.o.", "„Globex“ UAB", "UAB „Globex“", "AB Globex", "globex"],
        ),
        ("romashka", ["Ромашка", "ООО «Ромашка»", "Ромашка ООО", "OOO Romashka", "Romashka, Inc.", "ЗАО Ромашка"]),
        ("muller", ["Müller GmbH & Co. KG", "Mueller GmbH", "Muller AG"]),
        ("toyota", ["株式会社トヨタ", "トヨタ株式会社", "Toyota K.K."]),
        ("oreilly media", ["O’Reilly Media, Inc.", "OReilly Media", "O'Reilly Media LLC"]),
        ("smith and sons", ["Smith & Sons Ltd", "Smith and Sons"]),
        ("as", ["AS", "A/S", "A.S.", "AS Ltd"]),
        ("", ["…", "‮", "—"]),
    ],
)
def test_a_name_is_known_without_its_legal_form(key, written):
    assert {name: name_key(name) for name in written} == dict.fromkeys(written, key)


def test_different_names_stay_different():
    names = ["Globex", "Globex Energy", "Vestas", "Vesta", "Lego", "Legos", "Asko", "Sako"]
    assert len({name_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("one", "other"), [("ООО Чапек", "Čapek s.r.o."), ("Чайковский и партнёры", "Tchaikovsky i partnery, Ltd")]
)
def test_a_name_in_other_letters_sounds_the_same(one, other):
    assert sound_key(one) == sound_key(other) != ""


@pytest.mark.parametrize(
    ("website", "key"),
    [
        ("https://www.globex.example/about?x=1", "globex.example"),
        ("HTTP://Globex.Example:8080", "globex.example"),
        ("globex.example", "globex.example"),
        ("https://m.globex.example.", "globex.example"),
        ("https://shop.globex.example", "shop.globex.example"),
        ("https://müller.example", "xn--mller-kva.example"),
        ("https://xn--mller-kva.example", "xn--mller-kva.example"),
        ("https://www.facebook.com/globex", ""),
        ("https://localhost", ""),
        ("javascript:alert(1)", ""),
        ("http://[::1", ""),
        ("https://..", ""),
        ("", ""),
    ],
)
def test_a_website_is_known_by_its_host(website, key):
    assert site_key(website) == key


def test_the_keys_follow_the_name_and_the_site(alice):
    company = make_company("Глобекс ООО", owner=alice, website="https://www.globex.example")
    assert (company.name_key, company.sound_key, company.site_key) == ("globeks", "globeks", "globex.example")


def test_companies_that_are_older_than_the_keys_get_them(alice):
    companies = [make_company(f"Globex {number} Ltd", owner=alice, website="https://g.example") for number in range(3)]
    before = list(Company.objects.order_by("pk").values())
    Company.objects.update(name_key="", sound_key="", site_key="")
    migration = import_module("contacts.migrations.0028_old_company_keys")
    migration.set_keys(apps, SimpleNamespace(connection=connection))
    assert list(Company.objects.order_by("pk").values()) == before
    assert len(companies) == 3
