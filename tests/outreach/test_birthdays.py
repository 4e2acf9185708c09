from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.actions.contacts import set_birthday
from contacts.models import Purpose
from outreach import reasons, rules
from outreach.actions.birthdays import AUDIT_LOOK_BACK, sweep_birthdays
from outreach.actions.planning import step_of
from outreach.actions.sending import pump
from outreach.models import Journey, JourneyStep, Message, State
from tests.factories.contacts import add_birthday, add_consent, make_contact
from tests.factories.outreach import mails_in

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def journey(organisation):
    return step_of(rules.BIRTHDAY)


def person(name="Ana", month=3, day=10, zone="Europe/Prague", **fields):
    contact = make_contact(name, time_zone=zone, email=f"{name.lower()}@customer.example", **fields)
    add_birthday(contact, month, day)
    add_consent(contact, Purpose.GREETINGS)
    return contact


def greetings():
    return list(Message.objects.order_by("contact__full_name", "occurrence"))


def summary():
    return [(row.contact.full_name, row.occurrence, row.state, row.not_before.isoformat()) for row in greetings()]


def test_todays_greeting_is_planned_for_nine_in_their_morning():
    person("Ana", zone="Europe/Prague")
    person("Bo", zone="Asia/Tokyo")
    person("Cy", zone="America/New_York")
    assert sweep_birthdays(now=NOON) == {"planned": 2, "expired": 1, "skipped": 0, "moved": 0}
    assert summary() == [
        ("Ana", "2026", "pending", "2026-03-10T08:00:00+00:00"),
        ("Bo", "2026", "expired", "2026-03-10T00:00:00+00:00"),
        ("Cy", "2026", "pending", "2026-03-10T13:00:00+00:00"),
    ]


def test_tomorrows_greeting_stands_planned_with_its_local_hour_and_end():
    person("Ana", 3, 11)
    sweep_birthdays(now=NOON)
    (row,) = greetings()
    assert (row.local_date, row.local_time.hour, row.zone) == (date(2026, 3, 11), 9, "Europe/Prague")
    assert row.not_after == datetime(2026, 3, 11, 19, 0, tzinfo=UTC)


def test_nobody_else_is_greeted():
    person("Ana", 3, 8)
    person("Bo", 3, 13)
    make_contact("Cy")
    binned = person("Di")
    binned.deleted_at = NOON
    binned.save()
    merged = person("Ed")
    merged.merged_into = person("Flo", 7, 1)
    merged.save()
    sweep_birthdays(now=NOON)
    assert greetings() == []


def test_a_second_sweep_changes_nothing():
    person()
    sweep_birthdays(now=NOON)
    assert sweep_birthdays(now=NOON) == {"planned": 0, "expired": 0, "skipped": 0, "moved": 0}
    assert len(greetings()) == 1


def test_an_outage_of_less_than_a_day_is_made_good_and_shown():
    person("Ana", 3, 9)
    sweep_birthdays(now=NOON - DAY + timedelta(hours=9))
    assert summary() == [("Ana", "2026", "expired", "2026-03-09T08:00:00+00:00")]


def test_the_nightly_audit_looks_back_a_week():
    person("Ana", 3, 5)
    assert sweep_birthdays(now=NOON)["expired"] == 0
    assert sweep_birthdays(now=NOON, look_back=AUDIT_LOOK_BACK)["expired"] == 1


def test_too_late_and_without_consent_gives_the_consent_as_reason():
    contact = make_contact("Ana")
    add_birthday(contact, 3, 9)
    assert sweep_birthdays(now=NOON + timedelta(hours=10))["skipped"] == 0
    assert sweep_birthdays(now=NOON + timedelta(hours=19) - DAY)["skipped"] == 1
    (row,) = greetings()
    assert (row.state, row.reason) == (State.SKIPPED, "consent_unknown")


def test_a_contact_imported_in_the_afternoon_is_still_greeted_today(mail_dir):
    sweep_birthdays(now=NOON)
    person()
    sweep_birthdays(now=NOON + timedelta(hours=3))
    assert pump(worker="test", now=NOON + timedelta(hours=3))["sent"] == 1
    assert len(mails_in(mail_dir)) == 1


@pytest.mark.parametrize(
    ("rule", "year", "kept"),
    [
        ("feb28", 2026, date(2026, 2, 28)),
        ("mar1", 2026, date(2026, 3, 1)),
        ("leap_only", 2026, None),
        ("feb28", 2028, date(2028, 2, 29)),
        ("mar1", 2028, date(2028, 2, 29)),
        ("leap_only", 2028, date(2028, 2, 29)),
    ],
)
def test_29_february_is_kept_as_the_organisation_decides(organisation, mail_dir, rule, year, kept):
    organisation.feb29 = rule
    organisation.save()
    person("Ana", 2, 29)
    for day in range(26, 34):
        now = datetime(year, 2, 1, 10, tzinfo=UTC) + timedelta(days=day - 1)
        sweep_birthdays(now=now)
        pump(worker="test", now=now)
    assert [(row.local_date, row.state) for row in greetings()] == ([(kept, State.SENT)] if kept else [])


def test_the_clock_change_does_not_move_nine_o_clock():
    person("Ana", 3, 29)
    sweep_birthdays(now=datetime(2026, 3, 29, 5, 0, tzinfo=UTC))
    assert greetings()[0].not_before == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)


def test_each_year_has_its_own_greeting(mail_dir):
    person()
    for year in (2026, 2027):
        now = NOON.replace(year=year)
        sweep_birthdays(now=now)
        pump(worker="test", now=now)
    assert [(row.occurrence, row.state) for row in greetings()] == [("2026", "sent"), ("2027", "sent")]


def test_a_birthday_moved_over_new_year_brings_no_second_greeting(mail_dir):
    contact = person("Ana", 12, 31)
    now = datetime(2026, 12, 31, 12, tzinfo=UTC)
    sweep_birthdays(now=now)
    pump(worker="test", now=now)
    set_birthday(contact, (1, 2, None), source="test")
    later = datetime(2027, 1, 2, 12, tzinfo=UTC)
    sweep_birthdays(now=later)
    pump(worker="test", now=later)
    assert [(row.occurrence, row.state, row.reason) for row in greetings()] == [
        ("2026", "sent", ""),
        ("2027", "skipped", reasons.RECENTLY_SENT),
    ]


def test_a_birthday_corrected_in_time_takes_its_greeting_along(mail_dir):
    contact = person("Ana", 3, 11)
    sweep_birthdays(now=NOON)
    set_birthday(contact, (3, 13, None), source="test")
    assert sweep_birthdays(now=NOON)["moved"] == 1
    assert [(row.state, row.reason) for row in greetings()] == [("cancelled", reasons.DATE_CHANGED)]
    sweep_birthdays(now=NOON + 2 * DAY)
    assert [(row.state, row.local_date) for row in greetings()] == [("pending", date(2026, 3, 13))]
    pump(worker="test", now=NOON + 3 * DAY)
    assert [row.state for row in greetings()] == ["sent"]


def test_a_birthday_corrected_and_corrected_back_is_greeted_after_all(mail_dir):
    ana = person("Ana", 3, 11)
    sweep_birthdays(now=NOON)
    set_birthday(ana, (5, 1, None), source="test")
    sweep_birthdays(now=NOON)
    set_birthday(ana, (3, 11, None), source="test")
    assert sweep_birthdays(now=NOON)["moved"] == 1
    assert [(row.state, row.reason, row.local_date) for row in greetings()] == [("pending", "", date(2026, 3, 11))]


@pytest.mark.parametrize("at_query", range(6))
def test_what_another_scheduler_plans_between_two_queries_of_a_sweep_stands(at_query):
    person("Ana", 3, 11)
    sweep_birthdays(now=NOON)
    person("Bo", 3, 11)
    seen = []

    def meanwhile(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        seen.append(sql)
        if len(seen) == at_query + 1:
            sweep_birthdays(now=NOON)
        return result

    with connection.execute_wrapper(meanwhile):
        sweep_birthdays(now=NOON)
    assert len(seen) > at_query
    assert [(row.contact.full_name, row.state) for row in greetings()] == [("Ana", "pending"), ("Bo", "pending")]


def test_a_birthday_corrected_at_the_last_moment_is_not_greeted_on_the_wrong_day(mail_dir):
    contact = person()
    sweep_birthdays(now=NOON)
    set_birthday(contact, (9, 10, None), source="test")
    pump(worker="test", now=NOON)
    assert [(row.state, row.reason) for row in greetings()] == [("cancelled", reasons.DATE_CHANGED)]
    assert mails_in(mail_dir) == []


def test_a_greeting_skipped_by_hand_stays_skipped():
    contact = person("Ana", 3, 11)
    sweep_birthdays(now=NOON)
    Message.objects.update(state=State.CANCELLED, reason=reasons.SKIPPED_BY_HAND)
    set_birthday(contact, (3, 12, None), source="test")
    sweep_birthdays(now=NOON + DAY)
    assert [row.state for row in greetings()] == ["cancelled"]


def test_a_paused_journey_plans_nothing_and_catches_up():
    Journey.objects.filter(code=rules.BIRTHDAY).update(is_enabled=False)
    person()
    assert sweep_birthdays(now=NOON)["planned"] == 0
    Journey.objects.update(is_enabled=True)
    assert sweep_birthdays(now=NOON)["planned"] == 1


def test_a_step_may_follow_days_after_the_birthday():
    JourneyStep.objects.filter(journey__code=rules.BIRTHDAY).update(offset_days=2)
    person("Ana", 3, 9)
    sweep_birthdays(now=NOON)
    assert [row.local_date for row in greetings()] == [date(2026, 3, 11)]


def test_an_unknown_zone_hurts_nobody_else():
    person("Ana")
    odd = person("Bo")
    odd.time_zone = "Mars/Base"
    odd.save()
    assert sweep_birthdays(now=NOON)["planned"] == 1


def test_a_sweep_asks_the_same_number_of_questions_for_one_and_for_three():
    person("Ana")
    with CaptureQueriesContext(connection) as one:
        sweep_birthdays(now=NOON)
    Message.objects.all().delete()
    person("Bo")
    person("Cy", zone="Asia/Dubai")
    with CaptureQueriesContext(connection) as three:
        sweep_birthdays(now=NOON)
    assert len(three) == len(one)
