"""A contact's name in the lists of readers, and what it is sorted by."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.template import Context, Template
from django.utils import translation

from contacts.models import Contact
from contacts.naming import Shown, shown, sort_name
from staff.models import User
from tests.factories.contacts import make_contact


def person(full_name: str, given: str = "", surname: str = "", **known: object) -> Contact:
    return Contact(full_name=full_name, given=given, surname_core=surname, **known)


@pytest.mark.parametrize(
    ("contact", "language", "expected"),
    [
        (person("Kovács János", "János", "Kovács", name_locale="hu"), "en", "János Kovács"),
        (person("Kovács János", "János", "Kovács", name_locale="hu"), "hu", "Kovács János"),
        (person("János Kovács", "János", "Kovács", name_locale="hu"), "hu", "Kovács János"),
        (person("Kovács János", "János", "Kovács", languages=["hu"]), "en", "János Kovács"),
        (person("Kovács János", "János", "Kovács"), "en", "Kovács János"),
        (person("Kovács János", name_locale="hu"), "en", "Kovács János"),
        (person("Yamada Tarō", "Tarō", "Yamada", name_locale="ja"), "en", "Yamada Tarō"),
        (person("Yamada Tarō", "Tarō", "Yamada", name_locale="ja"), "cs", "Tarō Yamada"),
        (person("Tarō Yamada", "Tarō", "Yamada", name_locale="ja"), "en", "Yamada Tarō"),
        (person("Nguyễn Anh", "Anh", "Nguyễn", name_locale="vi"), "en", "Nguyễn Anh"),
        (person("Nguyễn Anh", "Anh", "Nguyễn", name_locale="vi"), "da", "Nguyễn Anh"),
        (person("Anh An", "Anh", "An", name_locale="vi"), "en", "An Anh"),
        (person("明太郎", "太郎", "明", name_locale="ja", preferred_order="surnameFirst"), "en", "明太郎"),
        (person("John Smith", "John", "Smith", languages=["vi"]), "en", "John Smith"),
        (person("John Smith", "John", "Smith", name_locale="en", preferred_order="surnameFirst"), "en", "Smith John"),
        (person("Сидоров Иван", "Иван", "Сидоров", name_locale="ru"), "en", "Иван Сидоров"),
        (
            person("Vincent van Gogh", "Vincent", "Gogh", surname_prefix="van", name_locale="nl"),
            "en",
            "Vincent van Gogh",
        ),
        (person("Zendaya", "Zendaya", name_locale="en"), "en", "Zendaya"),
    ],
)
def test_the_order_is_that_of_the_reader_and_of_the_name(contact: Contact, language: str, expected: str) -> None:
    assert shown(contact, language) == Shown(expected)


@pytest.mark.parametrize(
    "contact",
    [
        person("Kovács Ferenc János", "János", "Kovács", name_locale="hu"),
        person("Dr. Kovács János", "János", "Kovács", name_locale="hu"),
        person("Kovács “Jani” János", "János", "Kovács", name_locale="hu"),
        person("Kovács János", "Jani", "Kovács", name_locale="hu"),
    ],
)
def test_nothing_that_the_person_writes_goes_and_nothing_is_added(contact: Contact) -> None:
    assert shown(contact, "en").name == contact.full_name


def test_both_surnames_stay() -> None:
    known = {"surname2": "Márquez", "name_locale": "es", "preferred_order": "givenFirst"}
    contact = person("García Márquez Gabriel", "Gabriel", "García", **known)
    assert shown(contact, "en").name == "Gabriel García Márquez"


def test_latin_letters_stand_beside_a_script_that_the_reader_does_not_read() -> None:
    yamada = person("山田太郎", "太郎", "山田", name_locale="ja", latin_name="Yamada Tarō")
    assert [shown(yamada, language).latin for language in ("en", "ru", "ja")] == ["Yamada Tarō", "Yamada Tarō", ""]
    assert shown(person("Jan Novák", latin_name="Jan Novak"), "en") == Shown("Jan Novák")


def test_a_page_shows_both_in_their_own_direction() -> None:
    yamada = person("山田太郎", name_locale="ja", latin_name="<Yamada>")
    source = Template("{% load contact_words %}{{ contact|shown_name }}; {{ contact|name_beside }}")
    with translation.override("en"):
        html = source.render(Context({"contact": yamada}))
    assert html == '<bdi>山田太郎</bdi> <bdi class="name-latin">&lt;Yamada&gt;</bdi>; &lt;Yamada&gt;'


def test_the_card_says_beside_the_name_how_lists_have_it() -> None:
    source = Template("{% load contact_words %}{{ contact|name_beside }}")
    with translation.override("en"):
        turned = source.render(Context({"contact": person("Kovács János", "János", "Kovács", name_locale="hu")}))
        same = source.render(Context({"contact": person("Jan Novák", "Jan", "Novák", name_locale="cs")}))
    assert (turned, same) == ("János Kovács", "")


@pytest.mark.parametrize(
    ("contact", "key"),
    [
        (person("Jan Novák", "Jan", "Novák"), "Novák\tJan"),
        (person("Vincent van Gogh", "Vincent", "Gogh", surname_prefix="van"), "Gogh\tVincent"),
        (person("Jan Novák"), "Jan Novák"),
        (person("Novák", "", "Novák"), "Novák"),
        (person("Zendaya", "Zendaya"), "Zendaya\tZendaya"),
        (person("Björk Guðmundsdóttir", "Björk", "Guðmundsdóttir", name_locale="is"), "Björk\tGuðmundsdóttir"),
        (person("Björk Guðmundsdóttir", "Björk", "Guðmundsdóttir", name_locale="is-IS"), "Björk\tGuðmundsdóttir"),
        (person("x" * 200, "y" * 100, "z" * 130), f"{'z' * 130}\t{'y' * 89}"),
    ],
)
def test_what_a_name_is_sorted_by(contact: Contact, key: str) -> None:
    assert sort_name(contact) == key


@pytest.mark.parametrize("language", ["en", "ru", "cs", "da", "lt"])
def test_namesakes_stand_by_their_given_names_before_longer_surnames(alice: User, language: str) -> None:
    in_order = [
        make_contact("Ana García", owner=alice, given="Ana", surname_core="García"),
        make_contact("Zoe García", owner=alice, given="Zoe", surname_core="García"),
        make_contact("Ana García Lorca", owner=alice, given="Ana", surname_core="García Lorca"),
        make_contact("Björk Adamsdóttir", owner=alice, given="Hallgerður", surname_core="Adams", name_locale="is"),
        make_contact("Zendaya", owner=alice, given="Zendaya"),
    ]
    assert list(Contact.objects.in_order_for(language)) == in_order
    assert list(Contact.objects.in_order_for(language).reverse()) == in_order[::-1]


def test_contacts_that_are_older_than_the_key_get_it(alice: User) -> None:
    known = [
        ("Jan Novák", {"given": "Jan", "surname_core": "Novák"}),
        ("Novák", {"surname_core": "Novák"}),
        ("Zendaya", {"given": "Zendaya"}),
        ("Nobody Known", {}),
        ("Björk Guð", {"given": "Björk", "surname_core": "Guð", "name_locale": "is"}),
        ("Isa Ek", {"given": "Isa", "surname_core": "Ek", "name_locale": "is-IS"}),
        ("Israel Ek", {"given": "Israel", "surname_core": "Ek", "name_locale": "iso"}),
        ("x" * 200, {"given": "y" * 100, "surname_core": "z" * 100}),
    ]
    for full_name, parts in known:
        make_contact(full_name, owner=alice, **parts)
    before = list(Contact.objects.order_by("pk").values())
    Contact.objects.exclude(given="", surname_core="").update(sort_name="Old key")
    migration = import_module("contacts.migrations.0032_sort_by_parts")
    for _again in range(2):
        migration.write_sort_names(apps, SimpleNamespace(connection=connection))
        assert list(Contact.objects.order_by("pk").values()) == before
