"""What becomes of promises when people are merged or erased, when a colleague leaves, and before they are due."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import translation

from contacts import segments
from contacts.actions.erasing import erase_contact
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.models import Contact
from interactions.actions import drop_promise, keep_promise
from interactions.models import Deed, Promise
from interactions.promise_warnings import warning_at
from interactions.receivers import hand_over_plans, write_sent_mails
from outreach.models import Message, State
from outreach.rendering import preview
from staff.models import Notice
from staff.people import belongings
from tests.factories.contacts import make_contact
from tests.factories.promises import make_due
from tests.factories.staff import make_user

# A Monday at noon in Prague.
NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
DAY = timedelta(days=1)


# --- the warning ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (datetime(2026, 5, 7, 15), datetime(2026, 5, 6, 7)),
        (datetime(2026, 5, 7, 7), datetime(2026, 5, 6, 7)),
        (datetime(2026, 5, 7, 6, 59), datetime(2026, 5, 5, 7)),
        # On Monday, after a weekend.
        (datetime(2026, 5, 11, 6), datetime(2026, 5, 7, 7)),
        (datetime(2026, 5, 11, 15), datetime(2026, 5, 7, 7)),
        # Of what is due sooner, the same morning, if it leaves two hours.
        (datetime(2026, 5, 5, 9), datetime(2026, 5, 5, 7)),
        (datetime(2026, 5, 5, 8, 59), None),
        (datetime(2026, 5, 4, 15), None),
    ],
)
def test_the_warning_comes_on_a_working_morning_of_the_owner(alice, due, expected):
    alice.country = "CZ"
    # Friday, 8 May, is a holiday there.
    found = warning_at(due.replace(tzinfo=UTC), alice, NOW)
    assert found == (expected and expected.replace(tzinfo=UTC))


def test_the_morning_is_that_of_the_owners_own_zone(alice):
    alice.time_zone, alice.work_from = "America/New_York", time(8, 30)
    assert warning_at(NOW + 3 * DAY, alice, NOW) == datetime(2026, 5, 5, 12, 30, tzinfo=UTC)


def test_the_warning_says_what_is_due_in_the_owners_language(alice, carol, organisation):
    alice.language = "cs"
    alice.save()
    promise = make_due(
        alice, carol, now=NOW, zone="Europe/Prague", local_date=date(2026, 5, 20), local_time=time(17), what="Nabídka"
    )
    with translation.override("en"):
        shown = preview(promise.message, organisation=organisation)
    assert shown.subject == "Slíbeno do 20. května 2026, 17:00 (Praha): Nabídka"
    assert "Carol Novotná" in shown.text


def test_a_warning_that_left_becomes_a_notice(alice, carol):
    promise = make_due(alice, carol, now=NOW, in_hours=96)
    Message.objects.filter(pk=promise.message.pk).update(state=State.SENT, sent_at=NOW + DAY)
    rows = Message.objects.select_related("contact", "user", "sender", "step__journey")
    write_sent_mails(messages=list(rows), now=NOW + DAY)
    notice = Notice.objects.get(user=alice)
    assert (notice.kind, notice.params["title"]) == ("promise_due", "Send the offer")
    assert notice.params["due"].startswith("8 May 2026, 10:00")


# --- merging and erasing --------------------------------------------------------------------------------------------
def test_promises_go_along_with_a_merge_and_come_back(alice, carol):
    twin = make_contact("Carol Twice", owner=alice)
    promise = make_due(alice, twin, now=NOW)
    merge = merge_contacts(by=alice, survivor=carol, merged=twin, now=NOW)
    assert Promise.objects.get(pk=promise.pk).contact == carol
    undo_merge(by=alice, merge=merge, now=NOW + DAY)
    assert Promise.objects.get(pk=promise.pk).contact == twin


def test_nobody_waits_for_what_was_promised_to_somebody_erased(alice, dpo, carol):
    waiting, overdue = make_due(alice, carol, now=NOW, in_hours=96), make_due(alice, carol, now=NOW - 9 * DAY)
    kept = make_due(alice, carol, now=NOW - 5 * DAY, what="Kept")
    keep_promise(by=alice, promise=kept, remark="As she asked", now=NOW - 5 * DAY)
    erase_contact(by=dpo, contact=carol, now=NOW)
    rows = {row.pk: row for row in Promise.objects.all()}
    assert [rows[one.pk].outcome for one in (waiting, overdue, kept)] == ["superseded", "broken", "kept"]
    assert {(row.what, row.remark) for row in rows.values()} == {("", "")}
    assert all(row.outcome_at(NOW) == row.outcome for row in rows.values())
    assert waiting.deeds.get().kind == Deed.DROPPED_FOR_THEM
    assert Message.objects.get(pk=waiting.message.pk).state == State.CANCELLED


# --- a colleague leaves ---------------------------------------------------------------------------------------------
def test_open_promises_and_their_warnings_go_to_the_successor(alice, bob, carol):
    bob.time_zone = "America/New_York"
    bob.save()
    promise, kept = make_due(alice, carol, now=NOW, in_hours=96), make_due(alice, carol, now=NOW - 5 * DAY)
    keep_promise(by=alice, promise=kept, now=NOW - 5 * DAY)
    hand_over_plans(user=alice, successor=bob, now=NOW + timedelta(hours=1))
    promise.refresh_from_db()
    kept.refresh_from_db()
    assert (promise.owner, kept.owner) == (bob, alice)
    assert (promise.message.user, promise.message.not_before) == (bob, datetime(2026, 5, 6, 13, tzinfo=UTC))
    assert Message.objects.get(user=alice, occurrence__startswith=f"promise/{promise.pk}/").state == State.CANCELLED


def test_open_promises_are_told_before_somebody_leaves(alice, carol):
    make_due(alice, carol, now=NOW)
    assert {str(one.label): one.count for one in belongings(alice)}["Open promises"] == 1


# --- segments -------------------------------------------------------------------------------------------------------
def members(code, comparison, value=None):
    found = segments.find(code).where(comparison, value, NOW)
    return set(Contact.objects.filter(found).values_list("full_name", flat=True))


def test_segments_ask_for_open_and_broken_promises(alice):
    open_one, kept, moved, overdue, long_ago, _nothing = (
        make_contact(name, owner=alice) for name in ("Open", "Kept", "Moved", "Overdue", "Long ago", "Nothing")
    )
    make_due(alice, open_one, now=NOW)
    keep_promise(by=alice, promise=make_due(alice, kept, now=NOW - 3 * DAY), now=NOW - 3 * DAY)
    # Broken when we said so, long before it was due.
    early = make_due(alice, moved, now=NOW - 3 * DAY, in_hours=900)
    drop_promise(by=alice, promise=early, is_their_wish=False, now=NOW - 2 * DAY)
    make_due(alice, overdue, now=NOW - 3 * DAY)
    make_due(alice, long_ago, now=NOW - 90 * DAY)
    assert members("promise", "yes") == {"Open", "Overdue", "Long ago"}
    assert members("promise", "no") == {"Kept", "Moved", "Nothing"}
    assert members("broken_promise", "in_last", 30) == {"Moved", "Overdue"}
    assert members("broken_promise", "not_in_last", 30) == {"Open", "Kept", "Long ago", "Nothing"}


def test_another_owner_keeps_another_clock(alice, carol):
    """A promise stays due on the clock on which it was agreed, wherever its owner is."""
    tokyo = make_user("Tokyo", time_zone="Asia/Tokyo", team=alice.team)
    promise = make_due(alice, carol, now=NOW, owner=tokyo, zone="Europe/Prague", local_time=time(12))
    assert promise.due_at == NOW + DAY
    assert promise.message.not_before == datetime(2026, 5, 5, tzinfo=UTC)
