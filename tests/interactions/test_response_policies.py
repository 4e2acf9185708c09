"""Response policies: which one holds for what a customer wrote."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from contacts.models import Contact
from interactions.models import ResponseClock
from staff.models import User
from tests.factories.contacts import make_contact, make_segment
from tests.factories.interactions import make_clock, make_policy, make_question

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({}, True),
        ({"kinds": ["email", "chat"]}, True),
        ({"kinds": ["chat"]}, False),
        ({"languages": ["cs"]}, True),
        ({"languages": ["en"]}, False),
        ({"priorities": ["normal"]}, True),
        ({"priorities": ["high"]}, False),
        ({"is_active": False}, False),
    ],
)
def test_a_policy_holds_for_what_meets_its_conditions(alice: User, conditions: dict[str, object], fits: bool) -> None:
    contact = make_contact("Dana", owner=alice, languages=["cs"])
    make_policy(alice, **conditions)
    make_question(contact, MONDAY)

    assert ResponseClock.objects.exists() == fits


def test_a_policy_of_a_segment_holds_for_its_members(alice: User, carol: Contact) -> None:
    dana = make_contact("Dana", owner=alice, country="DE", time_zone="Europe/Berlin")
    germans = make_segment(alice, ("country", "is", ["DE"]))
    make_policy(alice, name="Germans", segment=germans, first_response_minutes=60, position=1)
    make_policy(alice, name="Others", first_response_minutes=120, position=2)

    assert [make_clock(one, MONDAY).target_minutes for one in (dana, carol)] == [60, 120]


def test_the_first_policy_in_order_holds(alice: User, carol: Contact) -> None:
    make_policy(alice, name="Later", first_response_minutes=60, position=9)
    make_policy(alice, name="First", first_response_minutes=120, position=3)

    assert make_clock(carol, MONDAY).terms.terms["name"] == "First"


def test_the_administration_says_in_words_what_a_version_said(sign_in, admin: User, alice: User) -> None:
    germans = make_segment(alice, name="Germans")
    policy = make_policy(alice, segment=germans, kinds=["email"], languages=["de"], first_response_minutes=60)
    page = sign_in(admin).get(reverse("admin:interactions_responsepolicy_change", args=[policy.pk]))
    said = next(line for line in page.content.decode().splitlines() if "Segment: Germans" in line)
    assert [words in said for words in ("Channels: E-mail<", "Languages: German<", "60<", "null")] == [True] * 3 + [
        False
    ]
