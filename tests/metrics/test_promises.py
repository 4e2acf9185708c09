"""The report on promises kept: by colleague, team and company, and the promises behind each number."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.money import Money
from interactions.actions import keep_promise
from metrics.promises import Due, row_of
from staff.models import Role
from tests.factories.contacts import make_company, make_contact
from tests.factories.promises import make_due
from tests.factories.staff import make_user

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
URL = reverse("metrics:promises")
BEHIND = reverse("metrics:promises_behind")


def due(by, contact, *, days_ago, kept_after=None, **fields):
    """A promise due so many days ago; kept some hours after it was due, if it was."""
    at = NOW - timedelta(days=days_ago)
    promise = make_due(by, contact, now=at - timedelta(days=3), in_hours=72, **fields)
    if kept_after is not None:
        done = at + timedelta(hours=kept_after)
        keep_promise(by=by, promise=promise, at=done, now=done)
    return promise


@pytest.fixture(autouse=True)
def _noon(stop_clock):
    stop_clock(NOW)


@pytest.fixture
def world(alice, bob, charlie, carol):
    carol.company = make_company("Example Brewery", owner=alice)
    carol.save()
    due(alice, carol, days_ago=10, kept_after=-1, what="Kept", value=Money(Decimal(300), "EUR"))
    due(alice, carol, days_ago=9, kept_after=36, what="Late", value=Money(Decimal(100), "EUR"))
    due(alice, carol, days_ago=8, what="Undone", value=Money(Decimal(50), "DKK"))
    due(bob, make_contact("Dana", owner=alice), days_ago=7, kept_after=0, what="Of Bob")
    due(charlie, make_contact("Foreign", owner=charlie), days_ago=7, what="Of Charlie")
    due(alice, carol, days_ago=-3, what="Still open")


def lines(page):
    return [(str(row["name"]), row["counts"]["kept"], row["counts"]["decided"]) for row in page.context["rows"]]


def test_a_lead_reads_who_of_the_team_keeps_promises(sign_in, lead, world):
    page = sign_in(lead).get(URL)
    assert lines(page) == [("Alice", 1, 3), ("Bob", 1, 1)]
    total = page.context["everything"]
    assert (total["counts"], total["rate"]) == (
        {"decided": 4, "kept": 2, "late": 1, "partial": 0, "undone": 1},
        "50.0%",
    )
    alice = page.context["rows"][0]
    assert (alice["by_value"], alice["gaps"], alice["days_late"]) == ("75.0%", 1, Decimal("1.5"))
    assert alice["interval"] == "With 95% confidence between 6.1% and 79.2%."
    assert alice["is_low_n"]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("team", [("North", 2, 4)]),
        ("company", [("Example Brewery", 1, 3), ("None", 1, 1)]),
        ("nonsense", [("Alice", 1, 3), ("Bob", 1, 1)]),
    ],
)
def test_the_same_by_team_and_company(sign_in, lead, world, by, expected):
    assert lines(sign_in(lead).get(URL, {"by": by})) == expected


def test_the_whole_house_for_who_counts_all(sign_in, admin, world):
    assert lines(sign_in(admin).get(URL)) == [("Alice", 1, 3), ("Charlie", 0, 1), ("Bob", 1, 1)]


def test_another_team_counts_its_own_alone(sign_in, charlie, world):
    assert lines(sign_in(charlie).get(URL)) == [("Charlie", 0, 1)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Of Bob", "Undone", "Late", "Kept"]),
        ({"part": "kept"}, ["Of Bob", "Kept"]),
        ({"part": "undone"}, ["Undone"]),
        ({"part": "late", "of": "alice"}, ["Late"]),
        ({"part": "late", "of": "bob"}, []),
        ({"by": "company", "of": "0"}, ["Of Bob"]),
    ],
)
def test_each_number_opens_its_promises(sign_in, lead, alice, bob, world, query, expected):
    whom = {"alice": alice.pk, "bob": bob.pk}
    query = {**query, **({"of": whom.get(query["of"], query["of"])} if "of" in query else {})}
    page = sign_in(lead).get(BEHIND, query)
    assert [promise.what for promise in page.context["page"]] == expected


@pytest.mark.parametrize("query", [{"part": "nonsense"}, {"of": "-1"}, {"of": "x"}, {"of": "9" * 30}])
def test_a_number_that_does_not_exist_is_absent(sign_in, lead, world, query):
    assert sign_in(lead).get(BEHIND, query).status_code == 404


@pytest.mark.parametrize("address", [URL, BEHIND])
def test_who_may_not_see_figures(sign_in, dpo, address):
    assert sign_in(dpo).get(address).status_code == 403


@pytest.mark.parametrize("address", [URL, BEHIND])
def test_a_period_that_is_none_is_refused_in_words(sign_in, lead, address):
    page = sign_in(lead).get(address, {"from": "2026-06-10", "to": "2026-06-01"})
    assert (page.status_code, page.context["refusal"]) == (422, "The period ends before it starts.")


def test_as_many_questions_for_three_colleagues_as_for_one(sign_in, lead, alice, team):
    client, counted = sign_in(lead), []
    client.get(URL)
    for more in (1, 2):
        for number in range(more):
            colleague = make_user(f"Colleague {more}{number}", Role.MANAGER, team=team)
            due(colleague, make_contact(f"Customer {more}{number}", owner=alice), days_ago=3)
        with CaptureQueriesContext(connection) as caught:
            client.get(URL)
        counted.append(len(caught))
    assert counted[0] == counted[1]


def test_a_group_without_worth_or_late_ones_says_nothing_of_them():
    row = row_of(1, "Alice", [Due(1, "kept", None, None, is_gap=False)])
    assert (row.by_value, row.days_late, row.rate.value) == (None, None, 1)


def test_days_late_are_exact():
    late = [Due(1, "late", timedelta(hours=hours), None, is_gap=False) for hours in (12, 36, 24)]
    assert row_of(1, "Alice", late).days_late == Fraction(1)
