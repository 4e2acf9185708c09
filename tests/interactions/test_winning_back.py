"""The day on which we try again becomes a follow-up, and goes with the exit."""

from datetime import UTC, date, datetime, time, timedelta

from contacts.actions.contacts import update_contact
from contacts.actions.importing import import_contacts
from contacts.actions.merging import merge_contacts, settle_merges, undo_merge
from contacts.models import Contact, Grounds
from interactions.models import FollowUp, FollowUpState
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_follow_up

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
BACK = date(2026, 9, 1)
LEFT = Grounds("needs", "they", win_back_on=BACK)


def move(contact, by, stage, grounds=LEFT, days=0):
    update_contact(by=by, contact=contact, fields={"stage": stage}, grounds=grounds, now=NOW + timedelta(days=days))


def test_the_owner_is_asked_to_try_again_on_the_day(alice, lead, carol):
    move(carol, lead, "dissolution")
    planned = FollowUp.objects.get()
    change = carol.stage_changes.get()
    assert (planned.contact, planned.owner, planned.created_by, planned.kind) == (carol, alice, lead, "task")
    assert (planned.local_date, planned.local_time, planned.zone) == (BACK, time(9), alice.time_zone)
    assert planned.source == f"contacts.stagechange/{change.pk}"


def test_who_comes_back_is_not_to_be_won_back(alice, carol):
    move(carol, alice, "dissolution")
    move(carol, alice, "exploration", days=1)
    assert [row.state for row in FollowUp.objects.all()] == [FollowUpState.CANCELLED]


def test_who_leaves_again_is_asked_on_the_new_day_alone(alice, carol):
    move(carol, alice, "dissolution")
    move(carol, alice, "exploration", days=1)
    move(carol, alice, "dissolution", Grounds("needs", "they", win_back_on=date(2026, 12, 1)), days=2)
    assert [row.local_date for row in FollowUp.objects.open()] == [date(2026, 12, 1)]


def test_nothing_is_planned_for_never_nor_for_a_day_that_is_over(alice, carol):
    move(carol, alice, "dissolution", Grounds("other", "we", is_final=True, reason="Closed"))
    move(carol, alice, "exploration", days=1)
    move(carol, alice, "dissolution", Grounds("needs", "they", win_back_on=NOW.date()), days=2)
    assert not FollowUp.objects.exists()


def test_other_plans_stay(alice, carol):
    other = make_follow_up(alice, carol, now=NOW, in_hours=48)
    move(carol, alice, "dissolution")
    move(carol, alice, "exploration", days=1)
    assert list(FollowUp.objects.open()) == [other]


def test_an_import_plans_it_too(alice):
    table = "Name,Stage,Exit reason,Ended by,Win back on\nDora,Dissolution,needs,they,2026-09-01\n"
    import_contacts(by=alice, filename="people.csv", data=table.encode(), now=NOW)
    planned = FollowUp.objects.get()
    assert (planned.contact, planned.owner, planned.local_date) == (Contact.objects.get(), alice, BACK)


# --- after a merge ---------------------------------------------------------------------------------------------------
MERGED_AT = NOW + timedelta(days=10)


def rows():
    return list(FollowUp.objects.order_by("pk").values())


def days_waiting():
    return [row.local_date for row in FollowUp.objects.open()]


def merged(by, survivor, other, **chosen):
    return merge_contacts(by=by, survivor=survivor, merged=other, chosen=chosen, now=MERGED_AT)


def gone(by, name, stage="dissolution", grounds=LEFT, days=0, **fields):
    contact = make_contact(name, owner=by, **fields)
    move(contact, by, stage, grounds, days)
    return Contact.objects.get(pk=contact.pk)


def test_who_became_part_of_somebody_active_is_not_to_be_won_back(alice, carol):
    dora = gone(alice, "Dora")
    other = make_follow_up(alice, dora, now=NOW, in_hours=48)
    before = rows()
    merge = merged(alice, carol, dora)
    assert list(FollowUp.objects.open()) == [other]
    undo_merge(by=alice, merge=merge, now=MERGED_AT + timedelta(days=1))
    assert rows() == before


def test_whose_stage_was_chosen_from_the_active_one_is_not_to_be_won_back(alice, carol):
    dora = gone(alice, "Dora")
    before = rows()
    merge = merged(alice, dora, carol, stage="merged")
    assert (Contact.objects.get(pk=dora.pk).stage, days_waiting()) == (carol.stage, [])
    undo_merge(by=alice, merge=merge, now=MERGED_AT + timedelta(days=1))
    assert rows() == before


def test_whose_exit_was_chosen_is_to_be_won_back(alice, carol):
    merged(alice, carol, gone(alice, "Dora"), stage="merged")
    assert days_waiting() == [BACK]


def test_of_two_exits_the_newer_one_waits(alice):
    later = date(2026, 12, 1)
    dora = gone(alice, "Dora", grounds=Grounds("needs", "they", win_back_on=later), days=2)
    twin = gone(alice, "Dora Twin", days=1)
    before = rows()
    merge = merged(alice, twin, dora)
    assert days_waiting() == [later]
    undo_merge(by=alice, merge=merge, now=MERGED_AT + timedelta(days=1))
    assert rows() == before


def test_where_the_newer_exit_is_for_good_nobody_waits(alice):
    never = Grounds("other", "we", is_final=True, reason="Closed")
    merged(alice, gone(alice, "Dora"), gone(alice, "Dora Twin", grounds=never, days=2))
    assert days_waiting() == []


def test_an_exit_since_the_merge_waits_and_stays_when_it_is_undone(alice, carol):
    merge = merged(alice, carol, gone(alice, "Dora"))
    survivor = Contact.objects.get(pk=carol.pk)
    new = date(2027, 1, 7)
    move(survivor, alice, "dissolution", Grounds("needs", "they", win_back_on=new), days=11)
    settle_merges(now=MERGED_AT + timedelta(hours=1))
    assert days_waiting() == [new]
    undo_merge(by=alice, merge=merge, now=MERGED_AT + timedelta(days=2))
    assert {row.contact.full_name: row.local_date for row in FollowUp.objects.open()} == {
        "Carol Novotná": new,
        "Dora": BACK,
    }
