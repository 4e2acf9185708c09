from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from sales.my_day import contracts_ending
from tests.factories.sales import make_contract

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
