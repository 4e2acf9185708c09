from datetime import UTC, datetime, time, timedelta

import pytest

from contacts.models import ConsentState, Purpose
from outreach import reasons, rules
from outreach.addresses import address_hash
from outreach.claiming import open_slot
from outreach.gate import Refusal, refusal, sender_refuses
from outreach.marks import take_off
from outreach.models import Hold, JourneyStep, Message, SendSlot, State, Suppression
from outreach.rendering import address_of
from tests.factories.contacts import add_birthday, add_consent, make_contact
from tests.factories.outreach import DAY, MORNING, make_journey, make_message, make_reminder


@pytest.fixture
def greeting(carol) -> Message:
    add_birthday(carol, MORNING.month, MORNING.day)
    return make_message(carol, rule=rules.BIRTHDAY, local_date=MORNING.date())


def found_for(message: Message, now: datetime) -> Refusal | None:
    SendSlot.objects.all().delete()
    row, slot = Message.objects.get(pk=message.pk), open_slot("test")
    Message.objects.filter(pk=row.pk).update(state=State.CLAIMED, claimed_by=slot)
    address = address_of(row)
    found = take_off(slot, row, address, now=now, beat=now, last=None)
    return refusal(row, found, address, now, "feb28")


def asked(message: Message, now: datetime = MORNING) -> tuple[str, str] | None:
    found = found_for(message, now)
    return (found.state, found.reason) if found else None


def test_a_greeting_needs_consent(greeting, carol):
    assert asked(greeting) == (State.SKIPPED, "consent_unknown")
    add_consent(carol, Purpose.FEEDBACK)
    assert asked(greeting) == (State.SKIPPED, "consent_unknown")
    add_consent(carol, Purpose.GREETINGS)
    assert asked(greeting) is None


@pytest.mark.parametrize("state", [ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.OBJECTED])
def test_a_no_outweighs_an_earlier_yes(greeting, carol, state):
    add_consent(carol, Purpose.GREETINGS)
    add_consent(carol, Purpose.GREETINGS, state=state, at=MORNING - DAY)
    assert asked(greeting) == (State.SKIPPED, f"consent_{state}")


def test_a_one_to_one_mail_goes_until_the_customer_objects(carol):
    message = make_message(carol)
    assert asked(message) is None
    add_consent(carol, Purpose.SERVICE, state=ConsentState.OBJECTED)
    assert asked(message) == (State.SKIPPED, "consent_objected")


def test_nothing_goes_to_a_contact_in_the_bin_merged_or_not_to_be_contacted(carol):
    message = make_message(carol)
    carol.do_not_contact = True
    carol.save()
    assert asked(message) == (State.SKIPPED, "do_not_contact")
    carol.deleted_at = MORNING
    carol.save()
    assert asked(message) == (State.SKIPPED, "gone")
    carol.deleted_at, carol.merged_into = None, make_contact("Carol the Second")
    carol.save()
    assert asked(message) == (State.SKIPPED, "gone")


def test_a_contact_without_an_address_is_skipped(alice):
    message = make_message(make_contact("Dana", owner=alice))
    assert asked(message) == (State.SKIPPED, reasons.NO_ADDRESS)


def test_a_hold_stops_greetings_and_not_service(greeting, carol):
    add_consent(carol, Purpose.GREETINGS)
    hold = Hold.objects.create(contact=carol, reason="open complaint", key="case/1", until=MORNING + DAY)
    assert asked(greeting) == (State.SKIPPED, reasons.HOLD)
    assert asked(make_message(carol)) is None
    hold.until = MORNING - DAY
    hold.save()
    assert asked(greeting) is None


@pytest.mark.parametrize(
    ("scope", "stops_greeting", "stops_service"),
    [("all", True, True), ("greetings", True, False), ("marketing", False, False)],
)
def test_a_suppressed_address_gets_nothing_within_the_scope(greeting, carol, scope, stops_greeting, stops_service):
    add_consent(carol, Purpose.GREETINGS)
    Suppression.objects.create(address_hash=address_hash("CAROL@customer.example "), scope=scope, reason="bounce")
    stopped = (State.SKIPPED, reasons.SUPPRESSED)
    assert asked(greeting) == (stopped if stops_greeting else None)
    assert asked(make_message(carol)) == (stopped if stops_service else None)


def test_a_suppression_outlives_a_change_of_the_key(carol, settings):
    Suppression.objects.create(address_hash=address_hash("carol@customer.example"), reason="bounce")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert asked(make_message(carol)) == (State.SKIPPED, reasons.SUPPRESSED)


def test_outside_the_window_a_mail_waits_for_it_on_the_recipients_clock(carol):
    night = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
    message = make_message(carol, not_before=night, not_after=night + 2 * DAY)
    found = found_for(message, night)
    assert (found.state, found.not_before) == (State.PENDING, datetime(2026, 3, 10, 7, 0, tzinfo=UTC))
    assert asked(message, datetime(2026, 3, 10, 19, 0, tzinfo=UTC)) is None
    assert asked(message, datetime(2026, 3, 10, 19, 0, 1, tzinfo=UTC)) == (State.PENDING, reasons.QUIET_HOURS)


def test_the_window_follows_the_contact_who_moved(carol):
    message = make_message(carol)
    carol.time_zone = "Asia/Tokyo"  # 18:00 there
    carol.save()
    assert asked(message) is None
    assert asked(message, MORNING + timedelta(hours=3)) == (State.PENDING, reasons.QUIET_HOURS)


def test_no_window_before_the_end_is_the_end(carol):
    night = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
    message = make_message(carol, not_before=night, not_after=night + timedelta(hours=2))
    assert asked(message, night) == (State.EXPIRED, reasons.QUIET_HOURS)


def test_an_agreed_early_hour_is_kept_in_the_contacts_zone(carol):
    early = datetime(2026, 3, 10, 5, 30, tzinfo=UTC)  # 06:30 in Prague
    agreed = {"local_time": time(6, 30), "local_date": early.date(), "not_before": early, "not_after": early + DAY}
    assert asked(make_message(carol, **agreed), early) is None
    assert asked(make_message(carol, **agreed, zone="Asia/Tokyo"), early) == (State.PENDING, reasons.QUIET_HOURS)


def test_an_agreed_late_hour_is_kept_for_one_hour(carol):
    late = datetime(2026, 3, 10, 20, 30, tzinfo=UTC)  # 21:30 in Prague
    message = make_message(
        carol, local_time=time(21, 30), local_date=late.date(), not_before=late, not_after=late + DAY
    )
    assert asked(message, late + timedelta(minutes=59)) is None
    assert asked(message, late + timedelta(minutes=61)) == (State.PENDING, reasons.QUIET_HOURS)


def test_a_mail_of_the_system_knows_no_night(organisation):
    message = make_message(rule=rules.SYSTEM, address="x@fair.example", subject="Reset", body="https://x/")
    assert asked(message, MORNING + timedelta(hours=15)) is None


def test_after_its_time_a_mail_is_too_late(carol):
    assert asked(make_message(carol), MORNING + DAY + timedelta(seconds=1)) == (State.EXPIRED, reasons.TOO_LATE)


def test_a_mail_in_the_words_of_a_colleague_needs_their_right_to_write_it(carol, marketer):
    assert asked(make_message(carol, sender=marketer)) == (State.SKIPPED, reasons.SENDER)


def test_ready_made_words_leave_whoever_stands_as_the_sender_and_nothing_is_asked_about_them(
    carol, marketer, django_assert_num_queries
):
    add_consent(carol, Purpose.FEEDBACK)
    message = make_message(carol, rule=rules.SURVEY, sender=marketer)
    assert asked(message) is None
    with django_assert_num_queries(0):
        assert sender_refuses(message) == ""


def test_a_paused_journey_leaves_its_mail_waiting(carol):
    message = make_message(carol)
    message.step.journey.is_enabled = False
    message.step.journey.save()
    assert asked(message) == (State.PENDING, "")


def test_a_colleague_who_left_is_reminded_of_nothing(alice):
    reminder = make_reminder(alice)
    assert asked(reminder) is None
    alice.is_active = False
    alice.save()
    assert asked(reminder) == (State.SKIPPED, reasons.INACTIVE)


def test_nobody_is_reminded_of_a_customer_whom_they_lost(alice, charlie, carol):
    words = {"title": "Call Carol", "contact": carol.full_name, "path": f"/contacts/{carol.pk}/"}
    assert asked(make_reminder(alice, variables=words)) is None
    assert asked(make_reminder(charlie, variables=words)) == (State.SKIPPED, reasons.OUT_OF_SIGHT)


def test_the_cap_knows_addresses_and_not_contacts(carol, alice):
    make_journey("news")
    add_consent(carol, Purpose.MARKETING)
    twin = make_contact("Carol at work", owner=alice, email="Carol@Customer.example")
    add_consent(twin, Purpose.MARKETING)
    assert asked(make_message(carol, rule="news")) is None
    assert asked(make_message(twin, rule="news")) == (State.PENDING, reasons.CAP)


def test_the_cap_counts_local_days(carol):
    make_journey("news", window_from=time(0), window_until=time.max)
    add_consent(carol, Purpose.MARKETING)
    late = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)  # 23:30 in Prague
    assert asked(make_message(carol, rule="news", not_after=late + DAY), late) is None
    after_midnight = late + timedelta(hours=1)
    assert asked(make_message(carol, rule="news", not_after=late + DAY), after_midnight) is None


def test_what_is_refused_is_not_counted(carol):
    make_journey("news")
    message = make_message(carol, rule="news")
    assert asked(message) == (State.SKIPPED, "consent_unknown")
    add_consent(carol, Purpose.MARKETING)
    assert asked(message) is None


def test_a_step_without_a_limit_is_not_counted(carol):
    make_journey("news")
    JourneyStep.objects.update(is_capped=False)
    add_consent(carol, Purpose.MARKETING)
    assert [asked(make_message(carol, rule="news")) for _ in range(3)] == [None, None, None]
