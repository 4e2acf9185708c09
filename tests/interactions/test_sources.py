"""What signals and the monthly review bring to My day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from contacts.models import Contact
from interactions.models import MonthlyReview
from interactions.sources_relationships import monthly_review, signals_of_mine
from staff.models import User
from tests.factories.contacts import make_contact
from tests.factories.relationships import make_signal
from tests.factories.sales import make_purchase

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_signal_stands_in_the_owners_day_with_what_the_customer_is_worth(
    alice: User, bob: User, carol: Contact
) -> None:
    signal = make_signal(carol)
    make_purchase(carol, NOW - 30 * DAY, amount="1200", currency="EUR")
    make_purchase(carol, NOW - 400 * DAY, amount="5000", currency="EUR")
    [row] = signals_of_mine(alice, NOW)
    assert (row.title, row.reason) == ("Silent customer", "No contact for 64 days. Usually every 21 days.")
    assert (row.rank, row.value) == (50, "1,200.00\N{NO-BREAK SPACE}EUR")
    assert row.url == reverse("interactions:signal_detail", args=[signal.pk])
    assert list(signals_of_mine(bob, NOW)) == []


def test_tension_stands_before_what_is_worth_a_thought(alice: User, carol: Contact) -> None:
    make_signal(carol, "tense", facts={"review_on": "2026-06-15", "entries": []})
    assert [row.rank for row in signals_of_mine(alice, NOW)] == [20]


def test_who_bought_once_is_asked_why_a_few_at_a_time(alice: User, django_assert_num_queries) -> None:
    for number in range(5):
        contact = make_contact(f"Person {number}", owner=alice)
        make_signal(contact, "bought_once", facts={"on": "2026-01-05", "entries": []}, at=NOW - number * DAY)
    with django_assert_num_queries(4):
        rows = list(signals_of_mine(alice, NOW))
    assert [row.contact.full_name for row in rows] == ["Person 0", "Person 1", "Person 2"]
    assert rows[0].url == f"{reverse('contacts:fact_create', args=[rows[0].contact.pk])}?kind=once"
    assert rows[0].reason == "One purchase, on 5 January 2026"


@pytest.mark.parametrize(("day", "is_shown"), [(22, False), (23, False), (24, True), (30, True)])
def test_in_the_last_week_of_the_month_who_is_left_is_counted(
    alice: User, carol: Contact, day: int, is_shown: bool
) -> None:
    rows = list(monthly_review(alice, datetime(2026, 6, day, 12, tzinfo=UTC)))
    assert [row.reason for row in rows] == ["1 customer is left this month"] * is_shown


def test_a_month_in_which_everybody_was_looked_at_asks_for_nothing(alice: User, carol: Contact) -> None:
    at = datetime(2026, 6, 30, 12, tzinfo=UTC)
    MonthlyReview.objects.create(contact=carol, month=date(2026, 6, 1), next_step="none", at=at, by=alice)
    assert list(monthly_review(alice, at)) == []
    assert len(list(monthly_review(alice, datetime(2026, 7, 31, 12, tzinfo=UTC)))) == 1


def test_both_stand_in_my_day(sign_in: Callable[[User], object], alice: User, carol: Contact, stop_clock) -> None:
    stop_clock(datetime(2026, 6, 30, 12, tzinfo=UTC))
    make_signal(carol)
    rows = sign_in(alice).get(reverse("interactions:my_day")).context["rows"]
    assert [row.kind for row in rows] == ["silent", "review"]
