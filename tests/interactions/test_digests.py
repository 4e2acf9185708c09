"""The daily digest: at whose hour it comes, once, and what it says of whom."""

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from contacts.models import Contact
from interactions.actions.digests import choose_digest, due_on, plan_digests, words_of_day
from interactions.models import Digest
from outreach import rules
from outreach.actions.sending import send_due
from outreach.models import Message, State
from outreach.rendering import preview
from tests.factories.contacts import make_company, make_contact
from tests.factories.interactions import make_follow_up
from tests.factories.outreach import mails_in

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
NINE_IN_TOKYO = MONDAY
LONG_BEFORE = MONDAY - timedelta(days=5)


@pytest.fixture
def aiko(alice):
    alice.full_name, alice.time_zone, alice.country, alice.language = "Aiko", "Asia/Tokyo", "JP", "en"
    alice.save()
    return alice


@pytest.fixture
def outbox(settings, tmp_path) -> Path:
    settings.MAIL_DIR = tmp_path
    return tmp_path


def digests() -> list[Message]:
    return list(Message.objects.filter(step__journey__code=rules.DIGEST))


@pytest.mark.parametrize(
    ("at", "is_due"),
    [
        (datetime(2026, 5, 6, 23, 59, tzinfo=UTC), False),
        (datetime(2026, 5, 7, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 5, 7, 3, 59, tzinfo=UTC), True),
        (datetime(2026, 5, 7, 4, 0, tzinfo=UTC), False),
        (datetime(2026, 5, 9, 0, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2026, 5, 4, 0, 0, tzinfo=UTC), False),  # Greenery Day, a holiday of Japan
    ],
)
def test_it_is_due_when_her_work_begins_where_she_is_on_the_days_she_works(aiko, at, is_due):
    assert bool(due_on(aiko, at)) is is_due


def test_hour_and_days_are_hers_to_choose(aiko):
    choose_digest(by=aiko, is_wanted=True, at=time(18, 30), weekdays=[5])
    aiko.refresh_from_db()
    assert due_on(aiko, datetime(2026, 5, 9, 9, 29, tzinfo=UTC)) is None
    assert str(due_on(aiko, datetime(2026, 5, 9, 9, 30, tzinfo=UTC))) == "2026-05-09"
    assert due_on(aiko, datetime(2026, 5, 7, 9, 30, tzinfo=UTC)) is None


def test_nine_stays_nine_across_a_change_of_clocks(alice):
    alice.time_zone = "Europe/Prague"
    for day, hour in ((23, 7), (26, 8)):
        assert due_on(alice, datetime(2026, 10, day, hour - 1, 59, tzinfo=UTC)) is None
        assert due_on(alice, datetime(2026, 10, day, hour, tzinfo=UTC)) is not None


def test_it_can_be_off(aiko, carol):
    make_follow_up(aiko, carol, now=LONG_BEFORE)
    choose_digest(by=aiko, is_wanted=False, at=None, weekdays=[])
    assert plan_digests(now=datetime(2026, 5, 7, 1, tzinfo=UTC)) == {"planned": 0}


def test_it_comes_once_a_day_however_often_the_job_runs(alice, bob, carol):
    make_follow_up(alice, carol, now=LONG_BEFORE)
    at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    assert [plan_digests(now=at + timedelta(minutes=5 * number))["planned"] for number in range(3)] == [1, 0, 0]
    assert plan_digests(now=at + timedelta(days=1)) == {"planned": 1}
    assert [(one.user, one.occurrence) for one in digests()] == [
        (alice, "digest/2026-05-04"),
        (alice, "digest/2026-05-05"),
    ]


def test_an_empty_day_brings_none(alice, bob, carol):
    make_follow_up(bob, carol, now=LONG_BEFORE)
    plan_digests(now=datetime(2026, 5, 4, 9, tzinfo=UTC))
    assert [one.user for one in digests()] == [bob]


def test_the_mail_names_the_rows_of_her_day_on_both_clocks_in_her_language(aiko, outbox):
    aiko.language = "cs"
    aiko.save()
    brewery = make_company("Example Brewery", owner=aiko)
    carol = make_contact("Carol Novotná", owner=aiko, company=brewery)
    make_follow_up(aiko, carol, now=datetime(2026, 5, 6, 2, tzinfo=UTC), title="Call <back>")
    at = datetime(2026, 5, 7, 0, 5, tzinfo=UTC)
    plan_digests(now=at)
    # The pump follows the job within seconds; what is said is asked then.
    assert send_due(worker="test", now=at)["sent"] == 1

    (mail,) = mails_in(outbox)
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"].startswith("Můj den: ")
    assert re.search(r"1\. Carol Novotná, Example Brewery: Call <back>\. .*čt 11:00.*čt 04:00", text)
    assert "Call &lt;back&gt;" in mail.get_body(("html",)).get_content()
    assert mail["To"] == aiko.email


def test_nothing_of_a_customer_whom_she_sees_no_more_leaves(alice, charlie, carol, outbox):
    dora = make_contact("Dora Malá", owner=alice)
    for contact in (carol, dora):
        make_follow_up(alice, contact, now=LONG_BEFORE)
    at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    plan_digests(now=at)
    Contact.objects.filter(pk=carol.pk).update(owner=charlie, team=charlie.team)

    send_due(worker="test", now=at)

    (mail,) = mails_in(outbox)
    text = mail.get_body(("plain",)).get_content()
    assert ("Dora" in text, "Carol" in text) == (True, False)
    assert "1 thing wants you" in mail["Subject"]


def test_the_outbox_keeps_no_name_of_a_customer(alice, carol, organisation, outbox):
    make_follow_up(alice, carol, now=LONG_BEFORE)
    at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    plan_digests(now=at)
    send_due(worker="test", now=at)
    (message,) = digests()
    assert message.state == State.SENT
    assert "Carol" not in f"{message.variables}{message.subject}{message.body}"
    assert "…" in preview(message, organisation=organisation).text


def test_a_day_done_before_the_mail_leaves_says_so(alice, carol):
    follow_up = make_follow_up(alice, carol, now=LONG_BEFORE)
    at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    plan_digests(now=at)
    follow_up.delete()
    (message,) = digests()
    assert words_of_day(message, at)["day"] == "Nothing wants you now."


def test_the_command_for_hosts_without_a_clock_plans_and_sends_it(alice, carol, outbox):
    make_follow_up(alice, carol, now=LONG_BEFORE)
    call_command("run_due", "--now", "2026-05-04T09:00:00+00:00", "--json")
    assert [message.state for message in digests()] == [State.SENT]


def test_a_choice_is_changed_and_not_doubled(alice):
    choose_digest(by=alice, is_wanted=True, at=time(7), weekdays=[4, 0, 0])
    choose_digest(by=alice, is_wanted=False, at=None, weekdays=[])
    assert list(Digest.objects.values_list("user", "is_wanted", "at", "weekdays")) == [(alice.pk, False, None, [])]
