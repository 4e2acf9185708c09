"""The report of unmet needs: counted of those one sees, and each number opens its customers."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tests.factories.contacts import make_company, make_contact, make_fact

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
REPORT, BEHIND = reverse("contacts:need_list"), reverse("contacts:need_customers")


@pytest.fixture(autouse=True)
def today(stop_clock):
    stop_clock(NOW)


@pytest.fixture
def dora(alice):
    return make_contact("Dora Dvořáková", owner=alice)


@pytest.fixture
def told(alice, charlie, carol, dora):
    """Two want a lamp, one of them long ago; what is ended, guarded, another's or a company's is there too."""
    make_fact(carol, "A lamp", known_since=date(2026, 11, 1))
    make_fact(dora, "a LAMP", known_since=date(2026, 1, 1), expires_on=date(2026, 7, 1))
    make_fact(dora, "A chair", known_since=date(2026, 2, 1))
    make_fact(dora, "A table", retired_at=NOW)
    make_fact(carol, "A guarded lamp", group="sensitive")
    make_fact(carol, "Cycling", kind="interest")
    make_fact(make_contact("Theirs", owner=charlie), "A lamp")
    make_fact(make_company(owner=alice), "A lamp")


def rows(client, query=""):
    return [(row.folded, row.customers, row.since, row.stale) for row in client.get(f"{REPORT}{query}").context["rows"]]


def test_needs_are_grouped_by_their_words(sign_in, alice, told):
    assert rows(sign_in(alice)) == [
        ("a lamp", 2, date(2026, 1, 1), 1),
        ("a guarded lamp", 1, date(2025, 1, 1), 0),
        ("a chair", 1, date(2026, 2, 1), 0),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?age=new", ["a lamp"]),
        ("?age=waiting", ["a guarded lamp", "a lamp", "a chair"]),
        ("?age=stale", ["a lamp"]),
        ("?kind=interest", ["cycling"]),
        ("?kind=nothing&age=ever", ["a lamp", "a guarded lamp", "a chair"]),
    ],
)
def test_they_are_asked_for_by_kind_and_age(sign_in, alice, told, query, found):
    assert [folded for folded, *_rest in rows(sign_in(alice), query)] == found


def test_each_counts_those_they_see(sign_in, bob, charlie, marketer, told):
    assert {user: [(row[0], row[1]) for row in rows(sign_in(user))] for user in (bob, charlie, marketer)} == {
        bob: [("a lamp", 2), ("a chair", 1)],
        charlie: [("a lamp", 1)],
        marketer: [("a lamp", 3), ("a chair", 1)],
    }


def test_each_number_opens_its_customers(sign_in, alice, charlie, told):
    client = sign_in(alice)
    page = client.get(REPORT).content.decode()
    everybody, stale = (f"{BEHIND}?kind=need&amp;age={age}&amp;words=a%20lamp" for age in ("", "stale"))
    assert [page.count(address) for address in (everybody, stale)] == [1, 1]

    def names(user, address):
        page = sign_in(user).get(address.replace("&amp;", "&"))
        return [contact.full_name for contact in page.context["page"]]

    assert names(alice, everybody) == ["Carol Novotná", "Dora Dvořáková"]
    assert names(alice, stale) == ["Dora Dvořáková"]
    assert names(charlie, everybody) == ["Theirs"]


def test_a_guarded_need_names_nobody_to_who_does_not_see_it(sign_in, bob, told):
    page = sign_in(bob).get(f"{BEHIND}?words=a+guarded+lamp")
    assert (list(page.context["page"]), "A guarded lamp" in page.content.decode()) == ([], False)


def test_without_needs_the_page_says_where_they_come_from(sign_in, alice, organisation):
    client = sign_in(alice)
    assert "Nothing is known that fits" in client.get(REPORT).content.decode()
    assert "Nobody among your customers has this need." in client.get(f"{BEHIND}?words=x%00").content.decode()


def test_they_ask_as_much_for_three_as_for_one(sign_in, alice, carol, dora, django_assert_num_queries):
    client = sign_in(alice)
    make_fact(carol, "A lamp")
    addresses = (REPORT, f"{BEHIND}?words=a+lamp")
    counts = []
    for _ in range(2):
        for address in addresses:
            client.get(address)
            with django_assert_num_queries(6 if address == REPORT else 9):
                client.get(address)
        counts.append(len(rows(client)))
        for text in ("A lamp", "A chair"):
            make_fact(dora, text)
    assert counts == [1, 2]


def test_wrong_method(sign_in, alice):
    client = sign_in(alice)
    assert [client.post(address).status_code for address in (REPORT, BEHIND)] == [405, 405]
