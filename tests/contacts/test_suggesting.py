"""What to offer next: from needs and goals, and from what sales knows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from contacts.suggesting import Asked, Suggestion, register, suggestions_for
from sales.suggesting import suggestions
from tests.factories.contacts import make_fact, make_goal
from tests.factories.sales import make_product, make_purchase

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def asked(alice, carol):
    def ask(*, user=alice, needs=(), goals=()):
        return Asked(user, carol, tuple(needs), tuple(goals), TODAY)

    return ask


def test_a_need_is_to_be_met_and_a_stale_one_to_be_asked(asked, carol):
    fresh = make_fact(carol, "A lamp", known_since=date(2026, 11, 1))
    stale = make_fact(carol, "A chair", known_since=date(2026, 1, 1), expires_on=date(2026, 6, 1))
    assert suggestions_for(asked(needs=[fresh, stale])) == [
        Suggestion("Offer what helps with: A lamp", "A need since 1 Nov 2026, told by the customer.", TODAY),
        Suggestion("Ask whether they still need: A chair", "A need since 1 Jan 2026, told by the customer.", TODAY),
    ]


def test_a_goal_is_helped_a_month_before_its_day(asked, carol):
    goals = [make_goal(carol, "Later", due_on=date(2027, 3, 1)), make_goal(carol, "Soon", due_on=date(2026, 12, 1))]
    goals.append(make_goal(carol, "Some day"))
    assert [(one.what, one.on) for one in suggestions_for(asked(goals=goals))] == [
        ("Help to reach: Soon", TODAY),
        ("Help to reach: Later", date(2027, 1, 30)),
    ]


def test_products_that_a_need_names_are_offered(asked, carol):
    make_product("lamp", "Desk lamp")
    make_product("old", "Old lamp", is_active=False)
    make_product("chair", "Chair")
    need = make_fact(carol, "A LAMP for the desk")
    assert list(suggestions(asked(needs=[need]))) == [
        Suggestion("Offer Desk lamp", "It fits the need: A LAMP for the desk", TODAY)
    ]


def test_the_last_purchase_is_asked_about_after_a_month(asked, carol):
    make_purchase(carol, NOW - timedelta(days=90), product=make_product())
    make_purchase(carol, NOW - timedelta(days=10), number="A-1")
    make_purchase(carol, NOW, status="refunded")
    assert list(suggestions(asked())) == [
        Suggestion(
            "Ask how A-1 does, and what goes with it",
            "Their last purchase was on 8 Nov 2026.",
            TODAY + timedelta(days=20),
        )
    ]


def test_who_does_not_see_sales_is_told_nothing_of_them(asked, marketer, carol):
    make_purchase(carol, NOW, product=make_product())
    assert list(suggestions(asked(user=marketer))) == []


def test_a_room_registers_once():
    before = len(suggestions_registered())
    register(suggestions)
    assert len(suggestions_registered()) == before


def suggestions_registered():
    from contacts import suggesting

    return suggesting._sources


def test_the_panel_says_what_when_and_why(sign_in, alice, carol, stop_clock):
    stop_clock(NOW)
    make_fact(carol, "A lamp", known_since=date(2026, 11, 1))
    page = sign_in(alice).get(reverse("contacts:contact_needs", args=[carol.pk])).content.decode()
    assert "Offer what helps with: A lamp" in page
    assert "18 Nov 2026 · A need since 1 Nov 2026, told by the customer." in page
