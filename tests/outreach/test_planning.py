from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError

from contacts.actions.consent import record_consent
from contacts.actions.contacts import update_contact
from contacts.models import Channel, ConsentState, Purpose
from outreach import reasons, rules
from outreach.actions.planning import (
    cancel_message,
    expire_overdue,
    plan_message,
    revive_skipped,
    skip_message,
)
from outreach.models import Journey, Message, State
from tests.factories.contacts import add_birthday, make_contact
from tests.factories.outreach import DAY, MORNING, make_message, make_reminder


def test_a_plan_keeps_recipient_hour_and_words(carol, alice):
    message = plan_message(
        rule=rules.FOLLOW_UP,
        occurrence="followup/1",
        contact=carol,
        not_before=MORNING,
        not_after=MORNING + DAY,
        zone="Europe/Prague",
        local_date=date(2026, 3, 10),
        local_time=time(10),
        subject=" Your\n offer ",
        body="Here it is.",
        sender=alice,
        by=alice,
        now=MORNING - DAY,
    )
    message.refresh_from_db()
    assert (message.state, message.purpose, message.subject, message.template) == (
        State.PENDING,
        Purpose.SERVICE,
        "Your offer",
        None,
    )
    assert (message.contact, message.sender, message.created_by, message.zone) == (
        carol,
        alice,
        alice,
        "Europe/Prague",
    )


def test_the_same_occurrence_is_planned_once(carol):
    first = make_message(carol, occurrence="once")
    second = make_message(carol, occurrence="once", subject="Another")
    assert second.pk == first.pk
    assert second.subject == "Your offer"
    assert Message.objects.count() == 1


def test_the_same_occurrence_for_another_contact_is_another_mail(carol, alice):
    make_message(carol, occurrence="once")
    make_message(make_contact("Dana", owner=alice), occurrence="once")
    assert Message.objects.count() == 2


def test_the_same_reminder_is_planned_once_a_colleague(alice, bob):
    rows = {make_reminder(user, occurrence="once").pk for user in (alice, alice, bob)}
    assert len(rows) == 2


def test_mails_of_the_system_never_fall_together(organisation):
    for _ in range(2):
        make_message(rule=rules.SYSTEM, address="x@fair.example", subject="Reset", body="x", occurrence="same")
    assert Message.objects.count() == 2


def test_a_plan_for_the_past_is_born_too_late(carol):
    message = make_message(carol, now=MORNING + 2 * DAY)
    assert (message.state, message.reason) == (State.EXPIRED, reasons.TOO_LATE)


def test_a_plan_has_one_recipient_and_an_end_after_its_beginning(carol, alice):
    for recipients in ({}, {"contact": carol, "user": alice}, {"contact": carol, "address": "x@fair.example"}):
        with pytest.raises(ValueError, match="one recipient"):
            plan_message(rule=rules.SYSTEM, occurrence="x", not_before=MORNING, not_after=MORNING + DAY, **recipients)
    with pytest.raises(ValueError, match="time"):
        make_message(carol, not_after=MORNING - DAY)


def test_the_database_refuses_what_slips_past(carol, alice):
    message = make_message(carol)
    with pytest.raises(IntegrityError):
        Message.objects.filter(pk=message.pk).update(user=alice)


def test_an_unknown_rule_is_no_rule(carol):
    with pytest.raises(Journey.DoesNotExist.__bases__[0]):
        make_message(carol, rule="nonsense")


def test_a_waiting_mail_is_cancelled_with_its_reason(carol):
    message = make_message(carol)
    assert cancel_message(message, reason=reasons.FOLLOW_UP_CLOSED, now=MORNING)
    message.refresh_from_db()
    assert (message.state, message.reason) == (State.CANCELLED, reasons.FOLLOW_UP_CLOSED)


@pytest.mark.parametrize("state", [state for state in State.values if state != State.PENDING])
def test_only_a_waiting_mail_is_cancelled(carol, alice, state):
    message = make_message(carol)
    Message.objects.filter(pk=message.pk).update(state=state, sent_at=MORNING)
    assert not cancel_message(message, reason="x", now=MORNING)
    assert not skip_message(by=alice, message=message, now=MORNING)
    message.refresh_from_db()
    assert message.state == state


def test_consent_given_in_time_plans_again_what_was_skipped_for_want_of_it(carol):
    greeting = make_message(carol, rule=rules.BIRTHDAY)
    held = make_message(carol, rule=rules.BIRTHDAY)
    survey = make_message(carol, rule=rules.SURVEY)
    Message.objects.update(state=State.SKIPPED, reason="consent_unknown")
    Message.objects.filter(pk=held.pk).update(reason=reasons.HOLD)
    record_consent(
        by=None,
        contact=carol,
        purpose=Purpose.GREETINGS,
        channel=Channel.EMAIL,
        state=ConsentState.GIVEN,
        source="call",
        now=MORNING,
    )
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {greeting.pk: State.PENDING, held.pk: State.SKIPPED, survey.pk: State.SKIPPED}


def test_consent_given_too_late_revives_nothing(carol):
    make_message(carol, rule=rules.BIRTHDAY)
    Message.objects.update(state=State.SKIPPED, reason="consent_unknown")
    assert revive_skipped(contact=carol, purpose=Purpose.GREETINGS, now=MORNING + 2 * DAY) == 0


@pytest.mark.parametrize(
    ("state", "channel"), [(ConsentState.WITHDRAWN, Channel.EMAIL), (ConsentState.GIVEN, Channel.PHONE)]
)
def test_no_other_word_revives_it(carol, state, channel):
    make_message(carol, rule=rules.BIRTHDAY)
    Message.objects.update(state=State.SKIPPED, reason="consent_unknown")
    record_consent(
        by=None, contact=carol, purpose=Purpose.GREETINGS, channel=channel, state=state, source="call", now=MORNING
    )
    assert Message.objects.get().state == State.SKIPPED


def test_a_contact_who_moves_takes_the_hour_of_planned_mail_along(carol, alice):
    add_birthday(carol, 3, 11)
    planned = make_message(
        carol,
        rule=rules.BIRTHDAY,
        local_date=date(2026, 3, 11),
        local_time=time(9),
        not_before=datetime(2026, 3, 11, 8, tzinfo=UTC),
        not_after=datetime(2026, 3, 11, 19, tzinfo=UTC),
    )
    sent = make_message(carol, local_date=date(2026, 3, 11), local_time=time(9))
    Message.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=MORNING)
    update_contact(
        by=alice, contact=carol, fields={"time_zone": "Asia/Tokyo", "zone_source": "told"}, now=MORNING - DAY
    )
    planned.refresh_from_db()
    sent.refresh_from_db()
    assert (planned.zone, planned.not_before, planned.not_after) == (
        "Asia/Tokyo",
        datetime(2026, 3, 11, 0, tzinfo=UTC),
        datetime(2026, 3, 11, 11, tzinfo=UTC),
    )
    assert (sent.zone, sent.not_before) == ("Europe/Prague", MORNING)


def test_overdue_mail_expires_and_a_system_mail_forgets_its_words(carol):
    mail = make_message(carol)
    reset = make_message(rule=rules.SYSTEM, address="x@fair.example", subject="Reset", body="https://x/")
    assert expire_overdue(now=MORNING + DAY + timedelta(seconds=1)) == 2
    mail.refresh_from_db()
    reset.refresh_from_db()
    assert (mail.state, mail.body != "", reset.state, reset.body) == (State.EXPIRED, True, State.EXPIRED, "")
