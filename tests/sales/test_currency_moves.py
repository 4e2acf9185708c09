from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sales.currency_moves import moves_of
from sales.models import CurrencyWatch
from sales.my_day import currencies_that_moved
from tests.factories.contacts import make_contact
from tests.factories.sales import make_contract, make_rate

NOW = datetime(2026, 12, 10, 12, tzinfo=UTC)
BEGAN, TODAY, RENEWAL = date(2026, 2, 4), date(2026, 12, 10), date(2027, 2, 3)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rates(organisation):
    make_rate("EUR", "CZK", BEGAN, "25")
    make_rate("EUR", "CZK", TODAY, "26.65")


def rows(user):
    return list(currencies_that_moved(user, NOW))


def test_the_owner_is_told_in_words(alice, carol, rates):
    make_contract(carol, BEGAN, RENEWAL, "2500", "CZK")
    (row,) = rows(alice)
    assert row.reason == "CZK lost 6.2% against EUR since the contract began; renewal on 3 February 2027."
    assert (row.contact, row.icon, row.value) == (carol, "trending-down", "2,500.00\N{NO-BREAK SPACE}CZK a month")
    assert row.url == reverse("contacts:contact_detail", args=[carol.pk])


def test_a_gain_is_told_too(alice, carol, organisation):
    make_rate("EUR", "CZK", BEGAN, "25")
    make_rate("EUR", "CZK", TODAY, "23")
    make_contract(carol, BEGAN, date(2027, 1, 31), "1", "CZK")
    (row,) = rows(alice)
    assert row.reason == "CZK gained 8.7% against EUR since the contract began; renewal on 31 January 2027."
    assert row.icon == "trending-up"


@pytest.mark.parametrize(("rate", "is_told"), [("26.31", False), ("26.32", True), ("23.82", False), ("23.80", True)])
def test_only_a_move_beyond_the_threshold(alice, carol, organisation, rate, is_told):
    make_rate("EUR", "CZK", BEGAN, "25")
    make_rate("EUR", "CZK", TODAY, rate)
    make_contract(carol, BEGAN, RENEWAL, "1", "CZK")
    assert bool(rows(alice)) == is_told


@pytest.mark.parametrize(
    ("ends_on", "is_told"),
    [(date(2026, 12, 9), False), (TODAY, True), (date(2027, 2, 8), True), (date(2027, 2, 9), False), (None, False)],
)
def test_only_within_the_days_before_the_renewal(alice, carol, rates, ends_on, is_told):
    make_contract(carol, BEGAN, ends_on, "1", "CZK")
    assert bool(rows(alice)) == is_told


def test_the_house_sets_both(alice, carol, rates):
    make_contract(carol, BEGAN, date(2027, 3, 31), "1", "CZK")
    CurrencyWatch.objects.create(pk=1, percent=6, days=120)
    assert len(rows(alice)) == 1
    CurrencyWatch.objects.update(percent=7)
    assert rows(alice) == []


def test_without_a_rate_of_one_of_the_days_nothing_is_said(alice, carol, organisation):
    make_rate("EUR", "CZK", TODAY, "30")
    make_contract(carol, BEGAN, RENEWAL, "1", "CZK")
    assert rows(alice) == []


def test_the_houses_own_currency_does_not_move(alice, carol, rates):
    make_contract(carol, BEGAN, RENEWAL, "1", "EUR")
    assert rows(alice) == []


def test_a_contract_that_is_followed_by_another_is_renewed(alice, carol, rates):
    make_contract(carol, BEGAN, RENEWAL, "1", "CZK")
    make_contract(carol, date(2027, 2, 4), date(2028, 2, 3), "1", "CZK")
    assert rows(alice) == []


def test_only_the_owner_is_told(bob, charlie, carol, rates):
    make_contract(carol, BEGAN, RENEWAL, "1", "CZK")
    assert [rows(user) for user in (bob, charlie)] == [[], []]


def test_as_many_queries_for_many_contracts_as_for_one(alice, carol, rates):
    make_contract(carol, BEGAN, RENEWAL, "1", "CZK")
    assert len(rows(alice)) == 1
    with CaptureQueriesContext(connection) as one:
        rows(alice)
    for number in range(4):
        make_contract(make_contact(f"Person {number}", owner=alice), BEGAN, RENEWAL, "1", "CZK")
    with CaptureQueriesContext(connection) as many:
        assert len(rows(alice)) == 5
    assert len(one) == len(many)


def test_no_rate_is_asked_for_contracts_in_the_houses_own_currency(carol, organisation, django_assert_num_queries):
    contract = make_contract(carol, BEGAN, RENEWAL)
    with django_assert_num_queries(0):
        assert moves_of([contract], TODAY, base="EUR") == []


def test_it_stands_on_the_card(sign_in, alice, carol, rates, stop_clock):
    stop_clock(NOW)
    make_contract(carol, BEGAN, RENEWAL, "1", "CZK")
    panel = sign_in(alice).get(reverse("sales:contact_panel", args=[carol.pk]))
    assert [move.words for move in panel.context["moves"]] == [
        "CZK lost 6.2% against EUR since the contract began; renewal on 3 February 2027."
    ]
    assert "CZK lost 6.2%" in panel.content.decode()
