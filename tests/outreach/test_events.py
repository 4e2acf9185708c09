from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import ConsentState, Purpose
from outreach import reasons
from outreach.actions.events import Told, close_unknown, kind_of_bounce, record_event
from outreach.actions.flight import reap
from outreach.addresses import address_hash
from outreach.claiming import claim, open_slot
from outreach.models import EventKind, InboundEvent, Message, SendSlot, State, Suppression
from tests.factories.contacts import add_consent
from tests.factories.outreach import DAY, MORNING, make_journey, make_message

ADDRESS = "carol@customer.example"


@pytest.fixture
def sent(carol) -> Message:
    add_consent(carol, Purpose.MARKETING)
    make_journey("news")
    message = make_message(carol, rule="news")
    Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=MORNING, address=ADDRESS, provider_ref="r-1")
    message.refresh_from_db()
    return message


def told(message, kind, *, event_id="1", at=MORNING, words="", **more) -> Told:
    return Told("Postmark", event_id, kind, at, **{"message_uuid": str(message.uuid), "words": words, **more})


def suppressions() -> set[tuple[str, str, object]]:
    return set(Suppression.objects.values_list("scope", "reason", "until"))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("smtp;550 5.1.1 The email account does not exist", EventKind.NO_SUCH_USER),
        ("550 User unknown", EventKind.NO_SUCH_USER),
        ("smtp;552 5.2.2 over quota", EventKind.MAILBOX_FULL),
        ("452 4.2.2 Mailbox full", EventKind.MAILBOX_FULL),
        ("550 5.7.1 message refused: no such user has permission", EventKind.POLICY),
        ("550 rejected", EventKind.BOUNCED),
        ("", EventKind.BOUNCED),
    ],
)
def test_the_words_of_a_bounce_tell_whose_fault_it_is(words, kind):
    assert kind_of_bounce(words) == kind


def test_no_such_mailbox_suppresses_the_address_at_once(sent):
    assert record_event(told(sent, EventKind.NO_SUCH_USER, words="5.1.1"))
    assert suppressions() == {("all", reasons.BOUNCED, None)}
    assert Suppression.objects.get().address_hash == address_hash(ADDRESS)
    sent.refresh_from_db()
    assert (sent.state, sent.bounced_at) == (State.SENT, MORNING)


def test_a_full_mailbox_is_left_alone_after_three_times_in_a_week(sent):
    for number, day in enumerate((0, 8, 9)):
        record_event(told(sent, EventKind.MAILBOX_FULL, event_id=str(number), at=MORNING + day * DAY))
    assert suppressions() == set()
    record_event(told(sent, EventKind.MAILBOX_FULL, event_id="4", at=MORNING + 14 * DAY))
    assert suppressions() == {("all", reasons.MAILBOX_FULL, MORNING + 44 * DAY)}


@pytest.mark.parametrize("kind", [EventKind.POLICY, EventKind.BOUNCED])
def test_a_refusal_by_policy_is_our_fault_and_suppresses_nobody(sent, kind):
    assert record_event(told(sent, kind))
    assert suppressions() == set()
    sent.refresh_from_db()
    assert sent.bounced_at == MORNING


def test_a_complaint_stops_all_advertising_and_no_service(sent):
    assert record_event(told(sent, EventKind.COMPLAINED))
    assert suppressions() == {(purpose, reasons.COMPLAINED, None) for purpose in ("marketing", "greetings", "feedback")}
    sent.refresh_from_db()
    assert sent.complained_at == MORNING


def test_an_end_is_lifted_and_never_set(sent):
    hashed = address_hash(ADDRESS)
    Suppression.objects.create(address_hash=hashed, scope="all", reason="x", until=MORNING)
    record_event(told(sent, EventKind.NO_SUCH_USER))
    assert suppressions() == {("all", reasons.BOUNCED, None)}
    for number in range(3):
        record_event(told(sent, EventKind.MAILBOX_FULL, event_id=f"full{number}"))
    assert suppressions() == {("all", reasons.BOUNCED, None)}


def test_unsubscribing_at_the_provider_withdraws_the_consent_once(sent, carol):
    for number in range(2):
        assert record_event(told(sent, EventKind.UNSUBSCRIBED, event_id=str(number)))
    states = list(carol.consents.filter(purpose=Purpose.MARKETING).values_list("state", flat=True))
    assert states == [ConsentState.WITHDRAWN, ConsentState.GIVEN]


@pytest.mark.parametrize("kind", EventKind.values)
def test_an_event_told_again_changes_nothing(sent, kind):
    assert record_event(told(sent, kind))
    before = (suppressions(), Message.objects.values().get())
    assert not record_event(told(sent, kind, at=MORNING + DAY))
    assert (suppressions(), Message.objects.values().get()) == before
    assert InboundEvent.objects.count() == 1


def test_the_providers_own_number_finds_the_mail_too(sent):
    assert record_event(told(sent, EventKind.DELIVERED, message_uuid="", provider_ref="r-1"))
    sent.refresh_from_db()
    assert sent.delivered_at == MORNING


@pytest.mark.parametrize("number", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
def test_an_event_about_a_foreign_mail_is_ignored(sent, number):
    assert not record_event(told(sent, EventKind.COMPLAINED, message_uuid=number, recipient=ADDRESS))
    assert (InboundEvent.objects.count(), suppressions()) == (0, set())


@pytest.mark.parametrize("state", [State.UNKNOWN, State.CLOSED])
def test_what_is_told_about_a_mail_in_doubt_proves_that_it_left(sent, state):
    Message.objects.update(state=state, sent_at=None, reason=reasons.NO_ANSWER)
    record_event(told(sent, EventKind.DELIVERED, at=MORNING + DAY))
    sent.refresh_from_db()
    assert (sent.state, sent.sent_at, sent.reason) == (State.SENT, MORNING + DAY, "")


def test_a_delivery_told_before_the_sender_died_leaves_no_doubt(carol):
    message = make_message(carol)
    slot = open_slot("test")
    claim(slot, now=MORNING)
    SendSlot.objects.update(message=message, beat=timezone.now() - timedelta(hours=1))
    record_event(told(message, EventKind.DELIVERED))
    assert reap()["unknown"] == 0
    message.refresh_from_db()
    assert (message.state, message.sent_at) == (State.SENT, MORNING)


def test_doubt_ends_after_three_days(carol):
    old, young = make_message(carol), make_message(carol)
    now = timezone.now()
    for message, hours in ((old, 73), (young, 71)):
        Message.objects.filter(pk=message.pk).update(state=State.UNKNOWN, unknown_at=now - timedelta(hours=hours))
    assert close_unknown(now=now) == 1
    assert list(Message.objects.order_by("pk").values_list("state", "reason")) == [
        (State.CLOSED, reasons.NO_ANSWER),
        (State.UNKNOWN, ""),
    ]
