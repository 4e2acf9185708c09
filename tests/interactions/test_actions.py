"""Logging what happened and planning what is next."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contacts.actions.contacts import update_contact
from contacts.models import Consent, Contact, ZoneSource
from interactions.actions import (
    add_entry,
    cancel_follow_up,
    close_follow_up,
    correct_interaction,
    log_interaction,
    plan_follow_up,
)
from interactions.models import FollowUp, FollowUpState, Interaction, Kind
from interactions.signals import interaction_logged
from outreach import ready_made, rules
from outreach.models import Message, State
from outreach.signals import messages_sent
from staff.models import AuditEntry, Notice, User
from tests.factories.contacts import make_contact, make_custom_field
from tests.factories.interactions import make_follow_up

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _ready_made(organisation: object) -> None:
    ready_made.install(now=NOW)


def log(by: User, contact: Contact, **fields: object) -> Interaction:
    values = {"kind": Kind.CALL, "direction": "out", "at": NOW - timedelta(minutes=5), "now": NOW, "key": "k1"}
    return log_interaction(by=by, contact=contact, **{**values, **fields})


def test_logging_keeps_what_the_customer_said(alice: User, carol: Contact) -> None:
    entry = log(alice, carol, points=["Wants it sooner", "Likes the colour"], sentiment=1, minutes=12)
    assert (entry.points, entry.sentiment, entry.minutes) == (["Wants it sooner", "Likes the colour"], 1, 12)
    assert (entry.by, entry.is_automatic, entry.contact_zone) == (alice, False, "Europe/Prague")
    carol.refresh_from_db()
    assert carol.last_contact_at == entry.at
    assert AuditEntry.objects.get(action="interactions.log").detail == {"contact": carol.pk}


def test_a_zone_that_is_a_guess_is_not_kept_as_where_they_lived(alice: User, carol: Contact) -> None:
    carol.zone_source, carol.zone_confirmed_at = ZoneSource.ORGANISATION, None
    assert log(alice, carol).contact_zone == ""


def test_the_same_submit_twice_is_one_entry_and_one_announcement(alice: User, carol: Contact) -> None:
    heard = []

    def listen(interaction: Interaction, **kwargs: object) -> None:
        heard.append(interaction.pk)

    interaction_logged.connect(listen)
    try:
        first, second = log(alice, carol), log(alice, carol, summary="again")
    finally:
        interaction_logged.disconnect(listen)
    assert (first.pk, heard) == (second.pk, [first.pk])
    assert Interaction.objects.filter(kind=Kind.CALL).count() == 1


def test_what_is_still_to_come_cannot_be_logged(alice: User, carol: Contact) -> None:
    with pytest.raises(ValidationError, match="still to come"):
        log(alice, carol, at=NOW + timedelta(minutes=1))
    assert not Interaction.objects.exists()


def test_what_they_agreed_to_is_recorded_before_the_call_is_announced(alice: User, carol: Contact) -> None:
    purposes_when_announced: list[list[str]] = []

    def listen(**kwargs: object) -> None:
        purposes_when_announced.append(sorted(Consent.objects.values_list("purpose", flat=True)))

    interaction_logged.connect(listen)
    try:
        log(alice, carol, agreed=["greetings", "feedback"])
    finally:
        interaction_logged.disconnect(listen)
    assert purposes_when_announced == [["feedback", "greetings"]]


def test_an_older_entry_does_not_move_the_last_contact_back(alice: User, carol: Contact) -> None:
    log(alice, carol)
    add_entry(contact=carol, kind=Kind.NOTE, source="old", at=NOW - timedelta(days=9), is_automatic=False)
    carol.refresh_from_db()
    assert carol.last_contact_at == NOW - timedelta(minutes=5)


def test_a_mail_that_left_by_itself_is_no_contact(alice: User, carol: Contact) -> None:
    add_entry(contact=carol, kind=Kind.EMAIL, source="greeting", at=NOW, direction="out")
    carol.refresh_from_db()
    assert carol.last_contact_at is None


def test_a_room_reports_a_fact_once(carol: Contact) -> None:
    entries = [add_entry(contact=carol, kind=Kind.PURCHASE, source="sales.purchase/1", at=NOW) for _ in range(2)]
    assert entries[0] == entries[1]
    assert Interaction.objects.count() == 1


def plan(by: User, contact: Contact, **fields: object) -> FollowUp:
    values = {
        "kind": "mail",
        "title": "Your offer",
        "body": "Here it is.",
        "local_date": date(2026, 5, 5),
        "local_time": time(9),
        "zone": "Asia/Tokyo",
        "now": NOW,
    }
    return plan_follow_up(by=by, contact=contact, **{**values, **fields})


def test_a_prepared_mail_waits_in_the_outbox_for_the_customers_hour(alice: User, carol: Contact) -> None:
    follow_up = plan(alice, carol)
    message = follow_up.message
    assert follow_up.due_at == datetime(2026, 5, 5, 0, tzinfo=UTC)
    assert (message.contact, message.user, message.sender) == (carol, None, alice)
    assert (message.state, message.not_before, message.purpose) == (State.PENDING, follow_up.due_at, "service")
    assert message.step.journey.code == rules.FOLLOW_UP


def test_a_task_plans_its_owners_reminder(alice: User, carol: Contact) -> None:
    message = plan(alice, carol, kind="task", body="", zone="Europe/Prague").message
    assert (message.contact, message.user) == (None, alice)
    assert message.variables["contact"] == "Carol Novotná"
    assert message.step.journey.code == rules.REMINDER


def test_a_moment_that_has_passed_cannot_be_planned(alice: User, carol: Contact) -> None:
    with pytest.raises(ValidationError, match="passed already"):
        plan(alice, carol, local_date=date(2026, 5, 4))
    assert (FollowUp.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("close", "state"),
    [
        (
            lambda by, row: close_follow_up(by=by, follow_up=row, outcome="Reached", none_because="All said", now=NOW),
            FollowUpState.DONE,
        ),
        (lambda by, row: cancel_follow_up(by=by, follow_up=row, now=NOW), FollowUpState.CANCELLED),
    ],
)
def test_closing_withdraws_what_still_waits(alice: User, carol: Contact, close, state: str) -> None:
    follow_up = plan(alice, carol)
    close(alice, follow_up)
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.closed_at) == (state, NOW)
    assert Message.objects.get().state == State.CANCELLED


def test_a_mail_that_left_is_on_the_timeline_and_its_follow_up_is_done(alice: User, carol: Contact) -> None:
    follow_up = plan(alice, carol)
    message = follow_up.message
    message.state, message.sent_at = State.SENT, NOW
    message.save()
    for _ in range(2):
        messages_sent.send(Message, messages=[message], now=NOW)
    entry = Interaction.objects.get()
    assert (entry.kind, entry.by, entry.is_automatic, entry.summary) == (Kind.EMAIL, alice, False, "Your offer")
    follow_up.refresh_from_db()
    assert follow_up.state == FollowUpState.DONE


def test_a_reminder_that_left_becomes_a_notice_and_the_task_stays_open(alice: User, carol: Contact) -> None:
    follow_up = make_follow_up(alice, carol, now=NOW)
    message = follow_up.message
    message.sent_at = NOW
    messages_sent.send(Message, messages=[message], now=NOW)
    notice = Notice.objects.get()
    assert (notice.user, notice.url) == (alice, f"/contacts/{carol.pk}/")
    follow_up.refresh_from_db()
    assert follow_up.state == FollowUpState.OPEN
    assert not Interaction.objects.exists()


def move_to_tokyo(by: User, contact: Contact) -> None:
    told = {"time_zone": "Asia/Tokyo", "zone_source": "told"}
    update_contact(by=by, contact=contact, fields=told, now=NOW)


@pytest.mark.parametrize("kind", ["mail", "task"])
def test_what_was_agreed_on_the_customers_clock_moves_with_them(alice: User, carol: Contact, kind: str) -> None:
    follow_up = plan(alice, carol, kind=kind, zone="Europe/Prague", follows_contact=True)
    move_to_tokyo(alice, carol)
    follow_up.refresh_from_db()
    nine_in_tokyo = datetime(2026, 5, 5, 0, tzinfo=UTC)
    assert (follow_up.zone, follow_up.due_at) == ("Asia/Tokyo", nine_in_tokyo)
    assert (follow_up.message.zone, follow_up.message.not_before) == ("Asia/Tokyo", nine_in_tokyo)


@pytest.mark.parametrize("kind", ["mail", "task"])
def test_what_was_planned_on_my_clock_stays_though_we_shared_a_zone(alice: User, carol: Contact, kind: str) -> None:
    follow_up = plan(alice, carol, kind=kind, zone="Europe/Prague")
    move_to_tokyo(alice, carol)
    follow_up.refresh_from_db()
    nine_in_prague = datetime(2026, 5, 5, 7, tzinfo=UTC)
    assert (follow_up.zone, follow_up.due_at) == ("Europe/Prague", nine_in_prague)
    assert follow_up.message.not_before == nine_in_prague


def told_of(entry: Interaction, **fields: object) -> dict[str, object]:
    return {"kind": entry.kind, "direction": entry.direction, "at": entry.at, "now": NOW + timedelta(hours=1), **fields}


def test_a_correction_is_a_new_entry_and_announces_nothing(alice: User, carol: Contact) -> None:
    heard = []

    def listen(interaction: Interaction, **kwargs: object) -> None:
        heard.append(interaction.pk)

    wrong = log(alice, carol, summary="Eight lamps")
    interaction_logged.connect(listen)
    try:
        right = correct_interaction(by=alice, entry=wrong, **told_of(wrong, summary="Nine lamps"))
    finally:
        interaction_logged.disconnect(listen)
    assert (right.corrects, right.summary, right.created_at, heard) == (
        wrong,
        "Nine lamps",
        NOW + timedelta(hours=1),
        [],
    )
    assert list(Interaction.objects.standing().filter(kind=Kind.CALL)) == [right]
    assert AuditEntry.objects.get(action="interactions.correct").detail == {"corrects": wrong.pk}


def test_another_ones_words_are_not_mine_to_correct(alice: User, bob: User, carol: Contact) -> None:
    entry = log(alice, carol)
    with pytest.raises(PermissionDenied):
        correct_interaction(by=bob, entry=entry, **told_of(entry))
    assert not Interaction.objects.filter(corrects__isnull=False).exists()


def test_a_correction_of_the_moment_moves_the_last_contact_back(alice: User, carol: Contact) -> None:
    dana, week_ago = make_contact("Dana", owner=alice), NOW - timedelta(days=7)
    log(alice, carol, at=week_ago, key="k0")
    wrong = log(alice, carol, contacts=[dana])
    correct_interaction(by=alice, entry=wrong, **told_of(wrong, at=NOW - timedelta(days=9), contacts=[dana]))
    carol.refresh_from_db()
    dana.refresh_from_db()
    assert (carol.last_contact_at, dana.last_contact_at) == (week_ago, NOW - timedelta(days=9))


def test_a_field_that_the_correction_does_not_ask_for_keeps_what_was_said(alice: User, carol: Contact) -> None:
    said, hidden, emptied = (make_custom_field("interaction", "text", name) for name in "abc")
    wrong = log(alice, carol, own={said.pk: "old", hidden.pk: "kept", emptied.pk: "gone"})
    right = correct_interaction(by=alice, entry=wrong, **told_of(wrong, own={said.pk: "new", emptied.pk: None}))
    assert right.own_facts == {str(said.pk): "new", str(hidden.pk): "kept"}


def test_whoever_is_named_twice_takes_part_once_and_the_two_not_at_all(alice: User, bob: User, carol: Contact) -> None:
    dana = make_contact("Dana", owner=alice)
    entry = log(alice, carol, contacts=[dana, carol, dana], colleagues=[bob, alice, bob])
    assert list(entry.parties.values_list("contact", "user")) == [(dana.pk, None), (None, bob.pk)]
