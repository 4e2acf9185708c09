"""The automatic receipt: who gets it, in which words, and who does not."""

from datetime import UTC, datetime, timedelta

import pytest

from contacts.models import Contact
from interactions.actions import void_clock
from interactions.models import Kind, ResponseClock
from outreach import rules
from outreach.models import Message
from outreach.rendering import preview
from staff.models import Organisation, User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_answer, make_clock, make_policy, make_question

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(alice: User):
    return make_policy(alice, sends_receipt=True)


def receipts() -> list[Message]:
    return list(Message.objects.filter(step__journey__code=rules.RECEIPT).order_by("pk"))


def test_the_customer_is_told_when_to_expect_an_answer(carol: Contact, organisation: Organisation) -> None:
    make_clock(carol, MONDAY)

    (message,) = receipts()
    assert (message.contact, message.state, message.not_before, message.purpose) == (
        carol,
        "pending",
        MONDAY,
        "service",
    )
    mail = preview(message, organisation=organisation)
    assert mail.language == "cs"
    assert "30. listopadu 2026, 13:00 (Praha)" in mail.text


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("en", "Europe/London", "30 November 2026, 13:00 (London)"),
        ("ru", "Europe/Prague", "30 ноября 2026 г., 13:00 (Прага)"),
        ("da", "Europe/Copenhagen", "30. november 2026, 13:00 (København)"),
        ("lt", "Europe/Vilnius", "2026 m. lapkričio 30 d., 14:00 (Vilnius)"),
        ("ar", "Asia/Dubai", "16:00"),
    ],
)
def test_in_their_language_and_on_their_clock(
    alice: User, organisation: Organisation, language: str, zone: str, words: str
) -> None:
    contact = make_contact("Dana", owner=alice, languages=[language], time_zone=zone, country="CZ")
    make_clock(contact, datetime(2026, 11, 30, 8, 0, tzinfo=UTC), kind=Kind.EMAIL)

    mail = preview(receipts()[0], organisation=organisation)

    assert mail.language == language
    assert words in mail.text


def test_no_policy_that_wants_none_sends_one(policy, alice: User, carol: Contact) -> None:
    policy.sends_receipt = False
    policy.save()
    make_clock(carol, MONDAY)

    assert receipts() == []


@pytest.mark.parametrize("fields", [{"is_automatic": True}, {"kind": Kind.CALL}])
def test_no_receipt_for_what_came_by_itself_or_was_said(carol: Contact, fields: dict[str, object]) -> None:
    make_question(carol, MONDAY, **fields)

    assert receipts() == []


def test_at_most_one_in_a_day_of_theirs(carol: Contact) -> None:
    for hours in (0, 2, 4):
        make_question(carol, MONDAY + hours * HOUR)
        make_answer(carol, MONDAY + hours * HOUR + HOUR)
    make_question(carol, MONDAY + 24 * HOUR)

    assert [message.occurrence for message in receipts()] == ["receipt/2026-11-30", "receipt/2026-12-01"]
    assert ResponseClock.objects.filter(receipt__isnull=False).count() == 2


def test_none_where_the_mail_is_written_down_late(carol: Contact) -> None:
    make_question(carol, MONDAY - 72 * HOUR, now=MONDAY)

    assert receipts() == []


def test_who_is_answered_first_needs_none(carol: Contact) -> None:
    make_clock(carol, MONDAY)
    make_answer(carol, MONDAY + HOUR)

    assert [(message.state, message.reason) for message in receipts()] == [("cancelled", "answered")]


def test_what_does_not_count_sends_none(alice: User, carol: Contact) -> None:
    void_clock(by=alice, clock=make_clock(carol, MONDAY), reason="Spam.", now=MONDAY + HOUR)

    assert [message.state for message in receipts()] == ["cancelled"]
