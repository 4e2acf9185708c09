# long: one test for each answer of a server and each point where a sender may die
import random
from datetime import time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from contacts.models import ConsentState, Purpose
from outreach import reasons, rules
from outreach.actions import sending
from outreach.actions.flight import BACK_OFF, SlotLost, give_back, landing_of, reap, take_off, touch_down
from outreach.actions.sending import announce, pump
from outreach.claiming import BATCH, POISON_CLAIMS, claim, open_slot
from outreach.models import CapCount, Installation, JourneyStep, Message, Provider, SendSlot, State
from outreach.rendering import render
from outreach.signals import messages_sent
from outreach.transport import Answer, Outcome
from staff.models import AccessToken, Organisation
from tests.factories.contacts import add_consent, add_point, make_contact
from tests.factories.outreach import DAY, MORNING, mails_in, make_journey, make_message, make_reminder, text_of
from tests.outreach.answering import CLOSES, GOES_SILENT, REFUSES_FOR_GOOD, REFUSES_FOR_NOW, Answering

SENT = Outcome(Answer.SENT, "250")


@pytest.fixture
def server(settings):
    settings.OUTREACH_TRANSPORT = "tests.outreach.answering.Answering"
    Answering.reset()
    yield Answering
    Answering.reset()


@pytest.fixture
def announced():
    """The ids of messages, in the batches in which they were announced."""
    batches: list[list[int]] = []

    def listen(messages, **kwargs):
        batches.append([message.pk for message in messages])

    messages_sent.connect(listen)
    yield batches
    messages_sent.disconnect(listen)


def send(now=MORNING):
    return pump(worker="test", now=now)


def fresh(message: Message) -> Message:
    message.refresh_from_db()
    return message


def claimed(message: Message, now=MORNING):
    slot = open_slot("test")
    assert claim(slot, now=now) == [message.pk]
    return slot, render(fresh(message), organisation=Organisation.current(), now=now)


def test_a_due_mail_leaves_once(carol, mail_dir):
    message = make_message(carol)
    assert send() == {"sent": 1, "expired": 0}
    assert send() == {"sent": 0, "expired": 0}
    fresh(message)
    assert (message.state, message.sent_at, message.address) == (State.SENT, MORNING, "carol@customer.example")
    assert (message.language, message.claimed_by, message.claims) == ("cs", None, 0)
    assert [mail["Message-ID"] for mail in mails_in(mail_dir)] == [message.message_id]


def test_a_mail_does_not_leave_before_its_time(carol, mail_dir):
    make_message(carol)
    assert send(MORNING - timedelta(seconds=1))["sent"] == 0
    assert mails_in(mail_dir) == []


def test_a_mail_whose_time_has_passed_is_too_late(carol, mail_dir):
    message = make_message(carol)
    assert send(MORNING + DAY + timedelta(seconds=1)) == {"sent": 0, "expired": 1}
    assert (fresh(message).state, message.reason) == (State.EXPIRED, reasons.TOO_LATE)


def test_a_sender_leaves_no_slot_behind(carol, mail_dir):
    make_message(carol)
    send()
    assert SendSlot.objects.count() == 0


def test_more_than_one_batch_leaves(alice, carol, mail_dir, server):
    for _ in range(BATCH + 3):
        make_message(carol)
    assert send()["sent"] == BATCH + 3
    assert len(set(server.seen)) == BATCH + 3


def test_urgent_mail_goes_first(alice, carol, server):
    late = make_message(carol)
    urgent = make_message(rule=rules.SYSTEM, address="x@fair.example", subject="Reset", body="https://x/")
    send()
    assert server.seen == [urgent.message_id, late.message_id]


def test_a_refusal_for_good_fails(carol, server):
    server.error = REFUSES_FOR_GOOD
    message = make_message(carol)
    assert send()["failed"] == 1
    assert (fresh(message).state, message.reason, message.last_code) == (State.FAILED, reasons.REFUSED, "550")
    assert message.last_error == "5.1.1 no such user"


def test_a_refusal_for_now_is_tried_again_ever_later_and_then_fails(carol, server):
    server.error = REFUSES_FOR_NOW
    message = make_message(carol, not_after=MORNING + 3 * DAY)
    now = MORNING
    for number, longest in enumerate(BACK_OFF, start=1):
        assert send(now)["pending"] == 1
        assert (fresh(message).state, message.attempts) == (State.PENDING, number)
        assert longest / 2 <= message.not_before - now <= longest
        now = message.not_before
    Message.objects.filter(pk=message.pk).update(local_time=None)
    step = JourneyStep.objects.filter(pk=message.step_id)
    step.update(window_from=rules.MIDNIGHT, window_until=rules.DAY_END)
    assert send(now)["failed"] == 1
    assert (fresh(message).state, message.reason) == (State.FAILED, reasons.TEMPORARY)
    assert len(server.seen) == len(BACK_OFF) + 1


def test_a_mail_put_off_beyond_its_time_is_too_late(carol, server):
    server.error = REFUSES_FOR_NOW
    message = make_message(carol, not_after=MORNING + timedelta(seconds=20))
    assert send()["expired"] == 1
    assert (fresh(message).state, message.reason) == (State.EXPIRED, reasons.TEMPORARY)


@pytest.mark.parametrize("where", ["opening_error", "error"])
def test_a_server_not_reached_costs_no_attempt_and_stops_the_run(carol, server, where):
    setattr(server, where, ConnectionRefusedError("refused") if where == "opening_error" else CLOSES)
    messages = [make_message(carol) for _ in range(3)]
    assert send()["pending"] == 1
    for message in messages:
        assert (fresh(message).state, message.attempts, message.claims, message.claimed_by) == (
            State.PENDING,
            0,
            0,
            None,
        )
    server.error = server.opening_error = None
    assert send() == {"sent": 0, "expired": 0}, "the server is left alone for a while"
    Provider.objects.update(waits_until=timezone.now())
    assert send()["sent"] == 3


def test_silence_after_the_handover_leaves_the_mail_in_doubt(carol, server):
    server.error = GOES_SILENT
    message = make_message(carol)
    assert send()["unknown"] == 1
    server.error = None
    assert send()["sent"] == 0
    assert fresh(message).state == State.UNKNOWN
    assert message.address == "carol@customer.example"


def test_a_mail_that_cannot_be_written_fails_and_holds_up_no_other(carol, mail_dir):
    broken = make_message(carol, body="{{ nonsense }}")
    whole = make_message(carol)
    assert send() == {"sent": 1, "failed": 1, "expired": 0}
    assert (fresh(broken).state, broken.reason) == (State.FAILED, reasons.RENDER)
    assert "nonsense" in broken.last_error
    assert fresh(whole).state == State.SENT


def test_a_mail_that_cannot_be_written_leaves_no_link_behind(carol, mail_dir):
    add_consent(carol, Purpose.MARKETING)
    make_journey("news", is_capped=False)
    broken, whole = (make_message(carol, rule="news", body=body) for body in ("{{ nonsense }}", ""))
    assert send() == {"sent": 1, "failed": 1, "expired": 0}
    subjects = AccessToken.objects.values_list("purpose", "subject_id").order_by("purpose")
    assert list(subjects) == [("preferences", carol.pk), ("unsubscribe", whole.pk)]
    assert fresh(broken).state == State.FAILED


def test_a_contact_whose_name_holds_line_ends_gets_clean_headers(alice, mail_dir):
    alice.full_name = "Alice\r\nBcc: everybody@fair.example"
    alice.save()
    make_message(make_contact("Dana", owner=alice, email="dana@customer.example"))
    assert send()["sent"] == 1
    (mail,) = mails_in(mail_dir)
    assert mail["Bcc"] is None
    assert mail["From"].addresses[0].display_name == "Alice Bcc: everybody@fair.example"


def test_a_paused_journey_keeps_its_mail_waiting(carol, mail_dir):
    message = make_message(carol)
    message.step.journey.is_enabled = False
    message.step.journey.save()
    assert send()["sent"] == 0
    assert fresh(message).state == State.PENDING
    message.step.journey.is_enabled = True
    message.step.journey.save()
    assert send()["sent"] == 1


def test_what_a_system_mail_said_is_forgotten_once_it_left(organisation, mail_dir):
    message = make_message(rule=rules.SYSTEM, address="x@fair.example", subject="Reset", body="https://x/key/")
    send()
    assert fresh(message).body == ""
    assert "https://x/key/" in text_of(mails_in(mail_dir)[0])


def test_what_a_colleague_wrote_is_kept(carol, mail_dir):
    message = make_message(carol)
    send()
    assert fresh(message).body == "{{ greeting }}\n\nHere is the offer."


def test_what_left_is_announced_once_in_a_batch(carol, mail_dir, announced):
    pks = [make_message(carol).pk for _ in range(3)]
    send()
    send()
    assert announced == [pks]


def test_a_mail_whose_announcement_was_lost_is_announced_later(carol, mail_dir, announced):
    message = make_message(carol)
    Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=MORNING)
    assert announce(now=MORNING) == 1
    assert announced == [[message.pk]]


def test_a_listener_that_fails_is_told_again(carol, mail_dir, announced):
    def fail(**kwargs):
        raise RuntimeError("no")

    message = make_message(carol)
    messages_sent.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            send()
    finally:
        messages_sent.disconnect(fail)
    announced.clear()
    assert fresh(message).state == State.SENT
    assert send()["sent"] == 0
    assert announced == [[message.pk]]


def test_a_mail_withdrawn_after_the_claim_does_not_leave(carol, mail_dir):
    message = make_message(carol)
    slot, rendered = claimed(message)
    Message.objects.filter(pk=message.pk).update(state=State.CANCELLED, claimed_by=None)
    assert take_off(slot, rendered, MORNING, "feb28") == "lost"
    assert fresh(message).state == State.CANCELLED


def test_who_objects_while_others_get_their_mail_gets_none(carol, server):
    now = timezone.now()
    first, second = (
        make_message(carol, not_before=now - timedelta(hours=2 - number), not_after=now + DAY, now=now - DAY)
        for number in range(2)
    )
    JourneyStep.objects.update(window_from=time.min, window_until=time.max)  # it may be night
    server.before = lambda: add_consent(carol, Purpose.SERVICE, state=ConsentState.OBJECTED, at=timezone.now())
    assert send(now=None)["sent"] == 1
    assert [fresh(message).state for message in (first, second)] == [State.SENT, State.SKIPPED]
    assert second.reason == "consent_objected"


def test_a_sender_taken_for_dead_stops(carol):
    message = make_message(carol)
    slot, rendered = claimed(message)
    SendSlot.objects.update(beat=timezone.now() - timedelta(seconds=121))
    assert reap() == {"senders": 1, "unknown": 0, "returned": 1}
    with pytest.raises(SlotLost):
        take_off(slot, rendered, MORNING, "feb28")
    assert fresh(message).state == State.PENDING


def test_a_sender_taken_for_dead_in_flight_cannot_say_sent(carol):
    message = make_message(carol)
    slot, rendered = claimed(message)
    assert take_off(slot, rendered, MORNING, "feb28") is None
    SendSlot.objects.update(beat=timezone.now() - timedelta(seconds=121))
    assert reap() == {"senders": 1, "unknown": 1, "returned": 0}
    with pytest.raises(SlotLost):
        touch_down(slot, landing_of(rendered, SENT, MORNING))
    assert fresh(message).state == State.UNKNOWN


def test_a_pump_taken_for_dead_in_flight_ends_quietly(carol, server):
    def be_reaped():
        SendSlot.objects.update(beat=timezone.now() - timedelta(hours=1))
        reap()

    server.before = be_reaped
    first, second = make_message(carol), make_message(carol)
    assert send()["sent"] == 0
    assert (fresh(first).state, fresh(second).state) == (State.UNKNOWN, State.PENDING)


def test_a_living_sender_is_not_reaped(carol):
    message = make_message(carol)
    claimed(message)
    assert reap() == {"senders": 0, "unknown": 0, "returned": 0}
    assert fresh(message).state == State.CLAIMED


def test_an_orderly_stop_gives_claims_back_and_a_crash_counts_them(carol):
    message = make_message(carol)
    slot, _rendered = claimed(message)
    give_back(slot)
    assert (fresh(message).state, message.claims) == (State.PENDING, 0)
    claimed(message)
    SendSlot.objects.update(beat=timezone.now() - timedelta(hours=1))
    reap()
    assert (fresh(message).state, message.claims) == (State.PENDING, 1)


def test_a_bug_in_flight_leaves_the_mail_in_doubt_and_gives_the_rest_back(carol, server, monkeypatch):
    def explode(*args):
        raise ZeroDivisionError

    first, second = make_message(carol), make_message(carol)
    monkeypatch.setattr(sending.Transport, "deliver", explode)
    with pytest.raises(ZeroDivisionError):
        send()
    assert (fresh(first).state, fresh(second).state) == (State.UNKNOWN, State.PENDING)
    assert SendSlot.objects.count() == 0


def test_a_mail_that_kills_its_senders_is_taken_alone_and_then_left(carol, mail_dir):
    poison, other = make_message(carol), make_message(carol)
    Message.objects.filter(pk=poison.pk).update(claims=POISON_CLAIMS - 2)
    slot = open_slot("test")
    assert claim(slot, now=MORNING) == [poison.pk]
    give_back(slot)
    Message.objects.filter(pk=poison.pk).update(claims=POISON_CLAIMS)
    assert send()["sent"] == 1
    assert (fresh(poison).state, poison.reason) == (State.FAILED, reasons.POISON)
    assert fresh(other).state == State.SENT


def test_a_capped_mail_counts_and_the_second_of_a_day_waits_for_tomorrow(carol, mail_dir):
    add_consent(carol, Purpose.MARKETING)
    make_journey("news")
    first = make_message(carol, rule="news", not_after=MORNING + 3 * DAY)
    second = make_message(carol, rule="news", not_after=MORNING + 3 * DAY)
    third = make_message(carol, rule="news", not_after=MORNING + timedelta(hours=9))
    send()
    assert [fresh(row).state for row in (first, second, third)] == [State.SENT, State.PENDING, State.SKIPPED]
    assert second.not_before.isoformat() == "2026-03-11T07:00:00+00:00"
    assert third.reason == reasons.CAP
    assert CapCount.objects.get().count == 1
    assert send(second.not_before)["sent"] == 1


def test_a_count_is_taken_back_when_the_mail_did_not_leave(carol, server):
    add_consent(carol, Purpose.MARKETING)
    make_journey("news")
    make_message(carol, rule="news")
    server.error = REFUSES_FOR_NOW
    send()
    assert CapCount.objects.get().count == 0


def test_at_most_three_capped_mails_a_week(carol, server):
    add_consent(carol, Purpose.MARKETING)
    make_journey("news")
    sent = []
    for number in range(8):
        at = MORNING + number * DAY
        make_message(carol, rule="news", not_before=at, not_after=at + timedelta(hours=5))
        sent.append(send(at)["sent"])
    assert sent == [1, 1, 1, 0, 0, 0, 0, 1]


def test_before_an_organisation_stands_nothing_is_sent(db, mail_dir):
    assert send() == {"sent": 0}


def test_a_copy_of_the_database_sends_nothing(carol, mail_dir):
    Installation.objects.create(pk=1, code="another machine")
    message = make_message(carol)
    assert send() == {"sent": 0, "held": 1}
    assert fresh(message).state == State.PENDING


def test_a_reminder_goes_to_the_colleague_in_their_language(alice, mail_dir):
    alice.language = "lt"
    alice.save()
    make_reminder(alice)
    send()
    (mail,) = mails_in(mail_dir)
    assert (mail["To"], mail["Subject"]) == ("alice@fair.example", "Priminimas: Call Carol")


def test_the_second_address_of_a_contact_gets_nothing(carol, mail_dir):
    point = add_point(carol, "email", "old@customer.example")
    point.position = 1
    point.save()
    make_message(carol)
    send()
    assert [mail["To"] for mail in mails_in(mail_dir)] == ["carol@customer.example"]


def test_jitter_is_drawn_anew(carol, server):
    server.error = REFUSES_FOR_NOW
    random.seed(1)
    one, two = make_message(carol), make_message(carol)
    with transaction.atomic():
        send()
    assert fresh(one).not_before != fresh(two).not_before
