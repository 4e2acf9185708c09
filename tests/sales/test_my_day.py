from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from sales.my_day import bought_only_once, contracts_ending
from tests.factories.contacts import make_contact, make_fact
from tests.factories.sales import make_contract, make_purchase

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ends_on", "is_shown"),
    [
        (date(2026, 5, 31), False),
        (date(2026, 6, 1), True),
        (date(2026, 7, 31), True),
        (date(2026, 8, 1), False),
        (None, False),
    ],
)
def test_contracts_that_end_within_sixty_days(alice, carol, ends_on, is_shown):
    make_contract(carol, date(2025, 1, 1), ends_on)
    assert [row.contact for row in contracts_ending(alice, NOW)] == [carol] * is_shown


def test_the_row_says_what_ends_and_when(alice, carol):
    make_contract(carol, date(2025, 1, 1), date(2026, 6, 30), "80")
    (row,) = contracts_ending(alice, NOW)
    assert (row.title, row.reason) == ("Contract ends on 30 June 2026", "Contract ends soon")
    assert (row.value, row.due_at) == ("80.00\N{NO-BREAK SPACE}EUR a month", datetime(2026, 6, 30, 22, tzinfo=UTC))
    assert row.url == reverse("sales:contract_create", args=[carol.pk])


def test_a_contract_that_is_followed_by_another_does_not_end(alice, carol):
    make_contract(carol, date(2025, 1, 1), date(2026, 6, 30))
    make_contract(carol, date(2026, 7, 1), date(2027, 6, 30))
    assert list(contracts_ending(alice, NOW)) == []


def test_only_the_owner_is_told(bob, charlie, carol):
    make_contract(carol, date(2025, 1, 1), date(2026, 6, 30))
    assert [list(contracts_ending(user, NOW)) for user in (bob, charlie)] == [[], []]


def test_it_stands_in_my_day(sign_in, alice, carol, stop_clock):
    stop_clock(NOW)
    make_contract(carol, date(2020, 1, 1), NOW.date())
    rows = sign_in(alice).get(reverse("interactions:my_day")).context["rows"]
    assert [row.kind for row in rows] == ["contract_end"]


@pytest.mark.parametrize(("days", "is_shown"), [(59, False), (61, True), (364, True), (366, False)])
def test_who_bought_once_months_ago_is_asked_why(alice, carol, days, is_shown):
    make_purchase(carol, NOW - timedelta(days=days))
    assert [row.contact for row in bought_only_once(alice, NOW)] == [carol] * is_shown


def test_the_row_leads_to_where_the_cause_is_written_down(sign_in, alice, carol):
    make_purchase(carol, datetime(2026, 3, 1, 12, tzinfo=UTC))
    (row,) = bought_only_once(alice, NOW)
    assert (row.title, row.reason) == ("Ask why they bought only once", "One purchase, on 1 March 2026")
    assert row.url == f"{reverse('contacts:fact_create', args=[carol.pk])}?kind=once"
    assert sign_in(alice).get(row.url).context["form"]["kind"].value() == "once"


def test_who_came_back_or_said_why_is_not_asked(alice, carol):
    dora = make_contact("Dora", owner=alice)
    for contact in (carol, dora):
        make_purchase(contact, NOW - timedelta(days=100))
    make_purchase(carol, NOW - timedelta(days=1))
    make_fact(dora, "Was a gift", kind="once", retired_at=NOW)
    assert list(bought_only_once(alice, NOW)) == []


def test_a_purchase_that_was_taken_back_does_not_count(alice, carol):
    make_purchase(carol, NOW - timedelta(days=100), status="refunded")
    assert list(bought_only_once(alice, NOW)) == []
    make_purchase(carol, NOW - timedelta(days=90))
    assert len(list(bought_only_once(alice, NOW))) == 1


def test_a_few_are_asked_at_a_time_by_one_query_and_by_the_owner(alice, bob, django_assert_num_queries):
    for number in range(5):
        make_purchase(make_contact(f"Person {number}", owner=alice), NOW - timedelta(days=100 + number))
    with django_assert_num_queries(2):
        rows = list(bought_only_once(alice, NOW))
    assert [row.contact.full_name for row in rows] == ["Person 0", "Person 1", "Person 2"]
    assert list(bought_only_once(bob, NOW)) == []
