"""Gaps and doubts in the data: who counts which, where each number leads, and the weekly mail."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts import quality
from contacts.actions.quality import report_quality, week_of
from contacts.models import Contact, DuplicatePair
from contacts.tasks import report_quality as job
from outreach.models import Message
from staff.models import Notice
from tests.factories.contacts import add_birthday, add_point, make_contact
from tests.factories.outreach import make_message

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)  # a Monday
PAGE, LIST = "contacts:quality_report", "contacts:contact_list"


@pytest.fixture
def whole(alice):
    """Nothing is missing."""
    contact = make_contact("Whole", owner=alice, email="w@x.example", phone="+420 601 000 002", last_contact_at=NOW)
    add_birthday(contact, 3, 4)
    return contact


def make_gaps(owner) -> dict[str, Contact]:
    """One contact for each gap, without the other gaps."""
    found = {}
    for code in ("email", "phone", "language", "birthday", "zone", "stale", "doubled", "bounced"):
        contact = make_contact(f"No {code}", owner=owner, last_contact_at=NOW)
        if code != "email":
            add_point(contact, "email", f"{code}@x.example")
        if code != "phone":
            add_point(contact, "phone", "+420 601 000 002")
        if code != "birthday":
            add_birthday(contact, 3, 4)
        found[code] = contact
    long_ago = NOW - timedelta(days=400)
    Contact.objects.filter(pk=found["language"].pk).update(languages=[])
    Contact.objects.filter(pk=found["zone"].pk).update(zone_source="country")
    Contact.objects.filter(pk=found["stale"].pk).update(last_contact_at=long_ago, updated_at=long_ago)
    twin = make_contact("Twin", email="t@x.example", phone="1")
    DuplicatePair.objects.create(one=found["doubled"], other=twin, evidence=["email"], score=90)
    bounced = make_message(found["bounced"])
    Message.objects.filter(pk=bounced.pk).update(address="Bounced@x.example", bounced_at=NOW - timedelta(days=1))
    return found


def test_each_gap_finds_its_contact_and_nobody_else(alice, whole):
    gaps = make_gaps(alice)
    mine = Contact.objects.filter(owner=alice)
    found = {gap.code: list(quality.with_gap(mine, gap.code, alice, NOW)) for gap in quality.gaps()}
    assert found == {code: [contact] for code, contact in gaps.items()}
    assert quality.counts_of(mine, alice, NOW) == {alice.pk: {"all": 9, **dict.fromkeys(gaps, 1)}}


def test_a_mail_that_came_back_from_a_former_address_is_no_gap(alice, whole):
    message = make_message(whole)
    Message.objects.filter(pk=message.pk).update(address="old@x.example", bounced_at=NOW)
    assert not quality.with_gap(Contact.objects.all(), "bounced", alice, NOW).exists()


def test_two_that_were_told_apart_are_no_gap(alice, whole):
    gaps = make_gaps(alice)
    DuplicatePair.objects.update(dismissed_at=NOW)
    assert not quality.with_gap(Contact.objects.filter(pk=gaps["doubled"].pk), "doubled", alice, NOW).exists()


def test_two_gaps_of_one_code_are_refused():
    with pytest.raises(ValueError, match="email"):
        quality.register(quality.Gap("email", "Other", lambda now: None))


def rows_of(page):
    return {
        row["name"]: (row["all"], {cell["gap"].code: cell["count"] for cell in row["cells"]})
        for row in page.context["rows"]
    }


def test_a_manager_counts_their_own_and_a_lead_the_team(sign_in, alice, bob, charlie, lead, team, whole):
    make_contact("Bobs", owner=bob, languages=[])
    make_contact("Charlies", owner=charlie, languages=[])
    make_contact("Nobodys", team=team)
    counted = {user: rows_of(sign_in(user).get(reverse(PAGE))) for user in (alice, lead)}
    assert {name: row[0] for name, row in counted[alice].items()} == {"Alice": 1, "Nobody’s": 1}
    assert {name: row[0] for name, row in counted[lead].items()} == {"Alice": 1, "Bob": 1, "Nobody’s": 1}
    assert counted[lead]["Bob"][1]["language"] == 1


def test_each_number_leads_to_as_many_contacts(sign_in, alice, lead, whole):
    gaps = make_gaps(alice)
    client = sign_in(lead)
    Contact.objects.filter(pk=gaps["stale"].pk).update(updated_at=NOW - timedelta(days=900))
    row = next(row for row in client.get(reverse(PAGE)).context["rows"] if row["name"] == "Alice")
    for cell in row["cells"]:
        query = {"colleague": row["owner"], "quality": cell["gap"].code}
        listed = client.get(reverse(LIST), query).context["rows"]
        assert len(listed) == cell["count"], cell["gap"].code
    everybody = client.get(reverse(LIST), {"colleague": row["owner"]}).context["rows"]
    nobody = client.get(reverse(LIST), {"colleague": "nobody"}).context["rows"]
    assert (len(everybody), len(nobody)) == (row["all"], 0)


def test_who_may_not_read_a_fact_does_not_ask_for_it(sign_in, marketer, charlie, whole):
    client = sign_in(marketer)
    asked = [
        client.get(reverse(LIST), {"quality": code}).status_code for code in ("email", "birthday", "bounced", "zone")
    ]
    assert asked == [400, 400, 400, 200]
    assert client.get(reverse(PAGE)).status_code == 403
    client = sign_in(charlie)
    assert (rows_of(client.get(reverse(PAGE))), client.post(reverse(PAGE)).status_code) == ({}, 405)


def test_a_birthday_that_is_not_mine_to_read_is_not_counted(bob, alice, whole):
    make_contact("Without", owner=alice, email="x@x.example", phone="1", last_contact_at=NOW)
    assert quality.counts_of(Contact.objects.filter(owner=alice), bob, NOW)[alice.pk]["birthday"] == 0


def test_the_report_asks_as_much_for_three_owners_as_for_one(sign_in, lead, alice, bob, whole):
    client = sign_in(lead)
    client.get(reverse(PAGE))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(PAGE))
    for owner in (bob, lead):
        make_gaps(owner)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(PAGE))
    assert len(three) == len(one)


# --- the weekly mail --------------------------------------------------------------------------------------------------
def test_an_owner_is_told_once_a_week_in_numbers_alone(alice, mailoutbox):
    make_contact("Secret Name", owner=alice, email="s@x.example", last_contact_at=NOW)
    counts = [report_quality(now=NOW + timedelta(days=days)) for days in (0, 0, 3, 7)]
    assert [count["mails"] for count in counts] == [1, 0, 0, 1]
    [first, _second] = mailoutbox
    assert first.to == [alice.email]
    assert ("No phone: 1" in first.body, "No birthday: 1" in first.body, "No e-mail" in first.body) == (
        True,
        True,
        False,
    )
    assert (reverse(PAGE) in first.body, "Secret" in first.body) == (True, False)
    assert Notice.objects.filter(user=alice, kind="data_quality").count() == 2


def test_where_nothing_is_missing_nothing_is_said(alice, whole):
    assert report_quality(now=NOW) == {"mails": 0}
    assert not Notice.objects.exists()


def test_the_week_begins_on_monday_at_seven_where_the_owner_is(alice):
    alice.time_zone = "Asia/Tokyo"
    before, after = (datetime(2026, 3, 8, hour, 30, tzinfo=UTC) for hour in (21, 22))
    assert (week_of(alice, before), week_of(alice, after)) == ("2026-03-02", "2026-03-09")


def test_who_left_and_what_is_in_the_bin_is_no_matter(alice, bob):
    make_contact("Gone", owner=alice, deleted_at=NOW)
    make_contact("Bobs", owner=bob)
    bob.is_active = False
    bob.save()
    assert report_quality(now=NOW) == {"mails": 0}


def test_the_job_says_how_many_it_wrote(alice):
    make_contact("Somebody", owner=alice)
    assert job(NOW.isoformat()) == {"mails": 1}
