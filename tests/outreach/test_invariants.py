"""The promises of the mail engine, one test each, by the numbers under which its documentation names them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from contacts.actions.consent import record_consent
from contacts.models import Channel, ConsentState, Purpose
from outreach import rules
from outreach.actions.birthdays import sweep_birthdays
from outreach.actions.flight import landing_of, reap, take_off, touch_down
from outreach.actions.sending import pump
from outreach.addresses import address_hash
from outreach.claiming import claim, open_slot
from outreach.engine import RenderError, render_text
from outreach.models import Hold, Installation, Message, SendSlot, State, Suppression
from outreach.rendering import render
from outreach.transport import Answer, Outcome
from staff.models import Organisation
from tests.factories.contacts import add_birthday, add_consent, make_contact
from tests.factories.outreach import DAY, MORNING, mails_in, make_message
from tests.outreach.answering import Answering

TERMINAL = {State.SENT, State.FAILED, State.UNKNOWN, State.CANCELLED, State.EXPIRED, State.SKIPPED}


@pytest.fixture
def server(settings):
    settings.OUTREACH_TRANSPORT = "tests.outreach.answering.Answering"
    Answering.reset()
    yield Answering
    Answering.reset()


@pytest.fixture
def greeting(carol):
    add_birthday(carol, MORNING.month, MORNING.day)
    add_consent(carol, Purpose.GREETINGS)
    return make_message(carol, rule=rules.BIRTHDAY, local_date=MORNING.date())


def state_of(message):
    return Message.objects.values_list("state", flat=True).get(pk=message.pk)


def ready(message):
    slot = open_slot("test")
    assert claim(slot, now=MORNING) == [message.pk]
    message.refresh_from_db()
    return slot, render(message, organisation=Organisation.current(), now=MORNING)


def test_i1_at_most_one_row_for_rule_contact_and_occurrence(carol):
    first = make_message(carol, occurrence="2026")
    assert make_message(carol, occurrence="2026").pk == first.pk
    twin = Message.objects.get(pk=first.pk)
    twin.pk, twin.uuid = None, "00000000-0000-4000-8000-000000000000"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_i2_no_byte_leaves_before_the_mark_is_committed_and_sent_comes_after_the_answer(carol, server):
    message = make_message(carol)
    marks = []
    server.before = lambda: marks.append((SendSlot.objects.get().message_id, state_of(message)))
    pump(worker="test", now=MORNING)
    assert marks == [(message.pk, State.CLAIMED)]
    assert state_of(message) == State.SENT


def test_i3_what_is_unknown_is_never_sent_again_by_itself(carol, server):
    message = make_message(carol)
    slot, rendered = ready(message)
    assert take_off(slot, rendered, MORNING, "feb28") is None
    SendSlot.objects.update(beat=timezone.now() - timedelta(hours=1))
    assert reap()["unknown"] == 1
    for hours in (0, 1, 24, 24 * 300):
        sweep_birthdays(now=MORNING + timedelta(hours=hours))
        pump(worker="test", now=MORNING + timedelta(hours=hours))
    assert state_of(message) == State.UNKNOWN
    assert server.seen == []


def _withdraw(message):
    record_consent(
        by=None,
        contact=message.contact,
        purpose=Purpose.GREETINGS,
        channel=Channel.EMAIL,
        state=ConsentState.WITHDRAWN,
        source="page",
        now=MORNING,
    )


def _suppress(message):
    Suppression.objects.create(address_hash=address_hash("carol@customer.example"), reason="bounce")


def _hold(message):
    Hold.objects.create(contact=message.contact, reason="complaint", key="1")


def _bin(message):
    message.contact.deleted_at = MORNING
    message.contact.save()


def _pause(message):
    message.step.journey.is_enabled = False
    message.step.journey.save()


def _be_late(message):
    Message.objects.filter(pk=message.pk).update(not_before=MORNING - DAY, not_after=MORNING - timedelta(seconds=1))


def _move_to_the_night(message):
    message.contact.time_zone = "Pacific/Auckland"
    message.contact.save()


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (_withdraw, State.SKIPPED),
        (_suppress, State.SKIPPED),
        (_hold, State.SKIPPED),
        (_bin, State.SKIPPED),
        (_pause, State.PENDING),
        (_be_late, State.EXPIRED),
        (_move_to_the_night, State.PENDING),
    ],
)
def test_i4_what_changes_after_the_claim_still_counts(greeting, change, state):
    slot, rendered = ready(greeting)
    change(greeting)
    assert take_off(slot, rendered, MORNING, "feb28") == state
    assert SendSlot.objects.get().message is None
    assert state_of(greeting) == state


def test_i5_every_due_occurrence_ends_in_one_state(alice, server):
    for number in range(12):
        contact = make_contact(
            f"Person {number}",
            owner=alice,
            email="" if number == 3 else f"p{number}@customer.example",
            time_zone=["Asia/Tokyo", "Europe/Prague", "America/New_York"][number % 3],
        )
        add_birthday(contact, 3, 10 + number % 4)
        if number % 5:
            add_consent(contact, Purpose.GREETINGS)
    at = datetime(2026, 3, 9, tzinfo=UTC)
    while at < datetime(2026, 3, 16, tzinfo=UTC):
        sweep_birthdays(now=at)
        pump(worker="test", now=at)
        at += timedelta(hours=3)
    assert Message.objects.count() == 12
    assert set(Message.objects.values_list("state", flat=True)) <= TERMINAL
    missed = sweep_birthdays(now=at, look_back=timedelta(days=7))
    assert missed == {"planned": 0, "expired": 0, "skipped": 0, "moved": 0}


def test_i6_the_local_hour_becomes_an_instant_in_one_place(organisation, greeting):
    contact = make_contact("Dana", time_zone="Europe/Prague")
    add_birthday(contact, 3, 29)  # the clocks go forward at two
    sweep_birthdays(now=datetime(2026, 3, 28, 12, tzinfo=UTC))
    row = Message.objects.get(contact=contact)
    assert (row.not_before, row.not_after) == (
        datetime(2026, 3, 29, 7, tzinfo=UTC),
        datetime(2026, 3, 29, 18, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "attack", ["{{ contact.delete }}", "{% load x %}", "{{ name|safe }}", "{{ settings }}", "{% include 'a' %}"]
)
def test_i7_user_text_reaches_no_template_engine(attack):
    with pytest.raises(RenderError):
        render_text(attack, {"name": "Ann"})
    assert render_text("{{ name }}", {"name": attack}) == " ".join(attack.split())


def test_i8_reading_a_link_changes_nothing(client, organisation, greeting):
    links = render(greeting, organisation=organisation, now=MORNING).links
    before = list(greeting.contact.consents.values_list("pk", flat=True))
    for url in (links.unsubscribe, links.preferences):
        assert client.get(url).status_code == 200
        assert client.head(url).status_code == 200
    assert list(greeting.contact.consents.values_list("pk", flat=True)) == before


def test_i9_a_fact_and_its_planned_mail_stand_or_fall_together(carol):
    @transaction.atomic
    def plan_and_fail():
        make_message(carol)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        plan_and_fail()
    assert Message.objects.count() == 0


def test_i10_a_chunk_broken_off_is_planned_again(alice, monkeypatch):
    for number in range(7):
        add_birthday(make_contact(f"Person {number}", owner=alice), 3, 10)
    monkeypatch.setattr("outreach.actions.birthdays.CHUNK", 3)
    whole = Message.objects.bulk_create
    calls = []

    def break_off(rows, **options):
        calls.append(len(rows))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(rows, **options)

    monkeypatch.setattr(Message.objects, "bulk_create", break_off)
    noon = MORNING.replace(hour=12)
    with pytest.raises(KeyboardInterrupt):
        sweep_birthdays(now=noon)
    assert Message.objects.count() == 3
    sweep_birthdays(now=noon)
    assert Message.objects.count() == 7


def test_i11_a_copied_database_sends_nothing(carol, mail_dir, settings):
    settings.INSTALLATION_ID = "production"
    first = make_message(carol)
    assert pump(worker="test", now=MORNING)["sent"] == 1
    settings.INSTALLATION_ID = "copy"
    second = make_message(carol)
    assert pump(worker="test", now=MORNING)["sent"] == 0
    assert (state_of(first), state_of(second)) == (State.SENT, State.PENDING)
    assert Installation.objects.get().code == "production"
    assert len(mails_in(mail_dir)) == 1


def test_i12_every_skip_shows_on_the_contacts_page_with_its_reason(sign_in, alice, carol, mail_dir):
    add_birthday(carol, MORNING.month, MORNING.day)
    sweep_birthdays(now=MORNING)
    assert pump(worker="test", now=MORNING)["skipped"] == 1
    page = sign_in(alice).get(reverse("outreach:contact_panel", args=[carol.pk])).content.decode()
    assert "No consent is recorded for this purpose." in page
    assert carol.interactions.count() == 0


def test_a_sent_answer_after_the_slot_was_lost_does_not_count(carol):
    message = make_message(carol)
    slot, rendered = ready(message)
    take_off(slot, rendered, MORNING, "feb28")
    Message.objects.filter(pk=message.pk).update(state=State.UNKNOWN, claimed_by=None)
    assert touch_down(slot, landing_of(rendered, Outcome(Answer.SENT), MORNING)) == "lost"
    assert state_of(message) == State.UNKNOWN
