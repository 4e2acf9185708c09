"""Who bought once and did not come back, and what customers are worth."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from contacts.models import Contact
from crm.money import Money
from interactions.actions.watching import watch
from interactions.models import Signal
from interactions.watching import watched
from sales.watching import WATCH, ask_why, bought_in_a_year, bought_only_once
from tests.factories.contacts import make_contact, make_fact
from tests.factories.sales import make_purchase

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def found() -> list[int]:
    return [finding.contact_id for finding in bought_only_once(watched(), NOW)]


@pytest.mark.parametrize(("days", "is_found"), [(59, False), (61, True), (364, True), (366, False)])
def test_who_bought_once_months_ago_is_found(carol, days, is_found):
    make_purchase(carol, NOW - timedelta(days=days))
    assert found() == [carol.pk] * is_found


def test_it_explains_itself_and_leads_to_where_the_cause_is_written_down(sign_in, alice, carol):
    purchase = make_purchase(carol, datetime(2026, 3, 1, 12, tzinfo=UTC))
    (finding,) = bought_only_once(watched(), NOW)
    assert (finding.mark, WATCH.explain(finding.facts)) == (f"purchase/{purchase.pk}", "One purchase, on 1 March 2026")
    assert ask_why(carol.pk) == f"{reverse('contacts:fact_create', args=[carol.pk])}?kind=once"
    assert sign_in(alice).get(ask_why(carol.pk)).context["form"]["kind"].value() == "once"


def test_who_came_back_or_said_why_is_not_asked(alice, carol):
    dora = make_contact("Dora", owner=alice)
    for contact in (carol, dora):
        make_purchase(contact, NOW - timedelta(days=100))
    make_purchase(carol, NOW - timedelta(days=1))
    make_fact(dora, "Was a gift", kind="once", retired_at=NOW)
    assert found() == []


def test_a_purchase_that_was_taken_back_does_not_count(carol):
    make_purchase(carol, NOW - timedelta(days=100), status="refunded")
    assert found() == []
    make_purchase(carol, NOW - timedelta(days=90))
    assert found() == [carol.pk]


def test_many_are_found_by_one_statement(alice, django_assert_num_queries):
    for number in range(5):
        make_purchase(make_contact(f"Person {number}", owner=alice), NOW - timedelta(days=100 + number))
    with django_assert_num_queries(2):
        assert len(found()) == 5


def test_the_signal_goes_once_they_buy_again(carol):
    make_purchase(carol, NOW - timedelta(days=100))
    watch(now=NOW)
    assert list(Signal.objects.values_list("kind", "state")) == [("bought_once", "open")]
    make_purchase(carol, NOW - timedelta(days=1))
    watch(now=NOW)
    assert list(Signal.objects.values_list("kind", "state")) == [("bought_once", "gone")]


def test_a_customer_is_worth_what_they_bought_in_a_year(alice, charlie, carol):
    make_purchase(carol, NOW - timedelta(days=30), "100")
    make_purchase(carol, NOW - timedelta(days=60), "50")
    make_purchase(carol, NOW - timedelta(days=10), "70", status="refunded")
    make_purchase(carol, NOW - timedelta(days=10), "900", currency="CZK")
    make_purchase(carol, NOW - timedelta(days=400), "1000")
    assert bought_in_a_year(alice, Contact.objects.all(), NOW) == {carol.pk: Money(Decimal(150), "EUR")}
    assert bought_in_a_year(charlie, Contact.objects.all(), NOW) == {}
    assert bought_in_a_year(alice, Contact.objects.exclude(pk=carol.pk), NOW) == {}
