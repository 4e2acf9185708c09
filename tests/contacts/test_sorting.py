"""Lists by any of their columns, from the head of the table."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from contacts.models import Contact
from contacts.sorting import OF_COLUMNS, ORDERS, heads
from staff.models import User
from tests.factories.contacts import make_contact

SignIn = Callable[[User], Client]
LIST = reverse("contacts:contact_list")


def moment(day: int) -> datetime:
    return datetime(2026, 1, day, tzinfo=UTC)


@pytest.fixture
def people(alice: User) -> None:
    """Adam, Bára and Čeněk, in whose columns nothing stands in the order of their names."""
    rows = {
        "Adam": {"stage": "dissolution", "country": "DK", "city": "Žatec", "last_contact_at": moment(2)},
        "Bára": {"stage": "awareness", "country": "CZ", "city": "Čáslav", "last_contact_at": None},
        "Čeněk": {"stage": "commitment", "country": "LT", "city": "Dvůr", "last_contact_at": moment(1)},
    }
    for day, (name, fields) in zip((3, 1, 2), rows.items(), strict=True):
        make_contact(name, owner=alice, created_at=moment(day), **fields)


ADAM, BARA, CENEK = "Adam", "Bára", "Čeněk"


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("", [ADAM, BARA, CENEK]),
        ("-name", [CENEK, BARA, ADAM]),
        ("stage", [BARA, CENEK, ADAM]),
        ("-stage", [ADAM, CENEK, BARA]),
        ("country", [BARA, ADAM, CENEK]),
        ("-country", [CENEK, ADAM, BARA]),
        ("city", [BARA, CENEK, ADAM]),
        ("-city", [ADAM, CENEK, BARA]),
        ("quiet", [BARA, CENEK, ADAM]),
        ("recent", [ADAM, CENEK, BARA]),
        ("old", [BARA, CENEK, ADAM]),
        ("new", [ADAM, CENEK, BARA]),
    ],
)
def test_each_order(sign_in: SignIn, alice: User, people: None, order: str, found: list[str]) -> None:
    User.objects.update(language="cs")
    page = sign_in(alice).get(LIST, {"sort": order, "all": 1})
    assert [row["name"] for row in page.context["rows"]] == found


def test_each_order_of_the_addresses_is_one_of_the_list() -> None:
    assert {code for pair in OF_COLUMNS.values() for code in pair} == {code for code, _words in ORDERS}


def test_a_click_turns_the_order_round() -> None:
    columns = (("name", "Name"), ("stage", "Stage"), ("owner", "Owner"))
    told = [(head.leads_to, head.direction) for head in heads(columns, "stage")]
    assert told == [("", ""), ("-stage", "ascending"), (None, "")]
    assert [head.leads_to for head in heads(columns, "")] == ["-name", "stage", None]
    assert heads(columns, "-stage")[1].direction == "descending"


def test_the_head_keeps_the_filters_and_begins_at_the_first_page(sign_in: SignIn, alice: User, people: None) -> None:
    page = sign_in(alice).get(LIST, {"country": "CZ", "page": "1", "col": ["stage", "city"]})
    assert 'href="?country=CZ&amp;col=stage&amp;col=city&amp;sort=-name"' in page.content.decode()
    assert page.content.decode().count('aria-sort="ascending"') == 1


def test_an_order_is_kept_in_a_view(sign_in: SignIn, alice: User, carol: Contact) -> None:
    page = sign_in(alice).get(LIST, {"sort": "-city"})
    assert page.context["save_query"] == "sort=-city"


def test_an_order_that_nobody_knows_is_the_usual_one(sign_in: SignIn, alice: User, people: None) -> None:
    page = sign_in(alice).get(LIST, {"sort": "owner"})
    assert [row["name"] for row in page.context["rows"]] == [ADAM, BARA, CENEK]


def test_each_order_asks_as_much_as_that_by_name(
    sign_in: SignIn, alice: User, people: None, django_assert_max_num_queries: Callable
) -> None:
    client = sign_in(alice)
    client.get(LIST, {"all": 1})
    counts = set()
    for order in ("", "city", "stage", "recent"):
        with django_assert_max_num_queries(20) as asked:
            client.get(LIST, {"sort": order, "all": 1})
        counts.add(len(asked.captured_queries))
    assert len(counts) == 1
