"""Tasks due by the day, put off, and given to a colleague: what becomes of them and of their reminders."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from contacts.actions.contacts import update_contact
from contacts.models import ZoneSource
from interactions.actions import hand_over_follow_up, plan_follow_up, snooze_follow_up
from interactions.actions.handing_over import flag_unattended
from interactions.actions.rederiving import rederive_times
from interactions.models import FollowUp, HandOver
from interactions.snoozing import offered, on_day
from outreach.models import Message, State
from staff.models import Notice, Role
from tests.factories.interactions import make_follow_up
from tests.factories.staff import make_user

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def _zones(alice, bob):
    for user, zone in ((alice, "Europe/Prague"), (bob, "America/New_York")):
        user.time_zone = zone
        user.save()


def by_day(alice, carol, on: date, zone: str = "Europe/Prague", **fields) -> FollowUp:
    values = {"by": alice, "contact": carol, "kind": "task", "title": "Send it", "now": NOW}
    return plan_follow_up(local_date=on, local_time=None, zone=zone, **{**values, **fields})


def test_what_is_due_by_the_day_is_due_when_it_ends_and_reminds_when_work_begins(alice, carol):
    follow_up = by_day(alice, carol, date(2026, 5, 6))
    assert follow_up.due_at == datetime(2026, 5, 6, 21, 59, 59, 999999, tzinfo=UTC)
    assert follow_up.message.not_before == datetime(2026, 5, 6, 7, tzinfo=UTC)
    assert (follow_up.is_overdue(follow_up.due_at), follow_up.is_overdue(datetime(2026, 5, 6, 22, tzinfo=UTC))) == (
        False,
        True,
    )


def test_the_day_of_a_customer_in_the_west_ends_in_my_night_and_reminds_the_morning_before(alice, carol):
    follow_up = by_day(alice, carol, date(2026, 5, 6), "America/Los_Angeles")
    assert follow_up.due_at == datetime(2026, 5, 7, 6, 59, 59, 999999, tzinfo=UTC)
    assert follow_up.message.not_before == datetime(2026, 5, 6, 7, tzinfo=UTC)


def test_what_is_due_today_reminds_no_more_once_the_hour_is_over(alice, carol):
    assert by_day(alice, carol, date(2026, 5, 4)).message is None


def test_it_ends_with_the_day_of_the_customer_wherever_they_move(alice, carol):
    follow_up = by_day(alice, carol, date(2026, 5, 6), follows_contact=True)
    moved = {"time_zone": "Asia/Tokyo", "zone_source": ZoneSource.TOLD}
    update_contact(by=alice, contact=carol, fields=moved, now=NOW)
    follow_up.refresh_from_db()
    assert follow_up.due_at == datetime(2026, 5, 6, 14, 59, 59, 999999, tzinfo=UTC)
    assert (follow_up.message.not_before, follow_up.message.zone) == (
        datetime(2026, 5, 6, 7, tzinfo=UTC),
        "Europe/Prague",
    )


def test_a_snooze_keeps_what_was_agreed_and_moves_the_reminder(alice, carol):
    follow_up = make_follow_up(alice, carol, now=NOW)
    agreed, first = follow_up.due_at, follow_up.message
    until = datetime(2026, 5, 7, 19, tzinfo=UTC)

    assert snooze_follow_up(by=alice, follow_up=follow_up, until=until, now=NOW)

    follow_up.refresh_from_db()
    first.refresh_from_db()
    assert (follow_up.due_at, follow_up.agreed_instant, follow_up.snoozes) == (until, agreed, 1)
    assert (first.state, first.reason) == (State.CANCELLED, "follow_up_moved")
    assert (follow_up.message.state, follow_up.message.not_before, follow_up.message.user) == (
        State.PENDING,
        until,
        alice,
    )
    # Nine in the evening there is outside of the usual hours, and yet asked for.
    assert (follow_up.message.zone, follow_up.message.local_time) == ("Europe/Prague", time(21))


def test_snoozed_back_to_a_moment_that_was_left_it_reminds_again(alice, carol):
    follow_up = make_follow_up(alice, carol, now=NOW)
    back = follow_up.due_at
    for until in (back + timedelta(days=1), back, back + timedelta(days=1), back):
        assert snooze_follow_up(by=alice, follow_up=follow_up, until=until, now=NOW)
    assert Message.objects.pending().get().not_before == back
    assert FollowUp.objects.get().snoozes == 4


def test_two_who_snooze_at_once_do_it_once(alice, carol):
    follow_up = make_follow_up(alice, carol, now=NOW)
    other = FollowUp.objects.get(pk=follow_up.pk)
    until = NOW + timedelta(days=3)
    assert snooze_follow_up(by=alice, follow_up=follow_up, until=until, now=NOW)
    assert not snooze_follow_up(by=alice, follow_up=other, until=until, now=NOW)
    assert FollowUp.objects.get().snoozes == 1


@pytest.mark.parametrize("until", [NOW, NOW - timedelta(minutes=1), NOW + timedelta(days=367)])
def test_it_is_put_off_to_a_moment_within_a_year(alice, carol, until):
    follow_up = make_follow_up(alice, carol, now=NOW)
    with pytest.raises(ValidationError, match="within a year"):
        snooze_follow_up(by=alice, follow_up=follow_up, until=until, now=NOW)


def test_a_mail_is_not_put_off(alice, carol):
    mail = make_follow_up(alice, carol, now=NOW, kind="mail", body="Hello.")
    assert not snooze_follow_up(by=alice, follow_up=mail, until=NOW + timedelta(days=3), now=NOW)


def test_new_rules_of_zones_leave_alone_what_was_put_off(alice, carol):
    follow_up = make_follow_up(alice, carol, now=NOW)
    snooze_follow_up(by=alice, follow_up=follow_up, until=NOW + timedelta(days=3), now=NOW)
    assert rederive_times(now=NOW) == []


def test_moments_on_offer_are_on_the_clock_of_whoever_does_it(alice, carol):
    follow_up = make_follow_up(alice, carol, now=NOW)
    assert offered(follow_up, alice, NOW) == {
        "later": datetime(2026, 5, 4, 13, tzinfo=UTC),
        "tomorrow": datetime(2026, 5, 5, 7, tzinfo=UTC),
        "week": datetime(2026, 5, 11, 7, tzinfo=UTC),
    }
    # In three hours, at the next quarter; after nine in the evening there is no later any more.
    assert offered(follow_up, alice, NOW + timedelta(minutes=1))["later"] == datetime(2026, 5, 4, 13, 15, tzinfo=UTC)
    assert "later" not in offered(follow_up, alice, datetime(2026, 5, 4, 19, tzinfo=UTC))
    # The night in which the clocks go back has an hour more, and nine stays nine.
    assert on_day(follow_up, alice, date(2026, 10, 26)) == datetime(2026, 10, 26, 8, tzinfo=UTC)


def test_what_is_due_by_the_day_is_put_off_by_days(alice, carol):
    follow_up = by_day(alice, carol, date(2026, 5, 6))
    assert offered(follow_up, alice, NOW) == {
        "tomorrow": datetime(2026, 5, 5, 21, 59, 59, 999999, tzinfo=UTC),
        "week": datetime(2026, 5, 11, 21, 59, 59, 999999, tzinfo=UTC),
    }


def test_a_hand_over_tells_both_and_the_reminder_goes_along(alice, bob, carol):
    follow_up = by_day(alice, carol, date(2026, 5, 6))
    first = follow_up.message

    hand_over = hand_over_follow_up(by=alice, follow_up=follow_up, to=bob, note="She prefers mornings.", now=NOW)

    follow_up.refresh_from_db()
    first.refresh_from_db()
    assert (follow_up.owner, first.state) == (bob, State.CANCELLED)
    # At nine in New York, and not in Prague.
    assert (follow_up.message.user, follow_up.message.not_before) == (bob, datetime(2026, 5, 6, 13, tzinfo=UTC))
    assert (hand_over.giver, hand_over.taker, hand_over.note) == (alice, bob, "She prefers mornings.")
    assert [(one.user, one.kind) for one in Notice.objects.all()] == [(bob, "follow_up_handed_over")]


def test_given_there_and_back_it_reminds_its_first_owner_again(alice, bob, carol):
    follow_up = make_follow_up(alice, carol, now=NOW)
    hand_over_follow_up(by=alice, follow_up=follow_up, to=bob, now=NOW)
    hand_over_follow_up(by=bob, follow_up=follow_up, to=alice, now=NOW)
    assert [(one.user, one.not_before) for one in Message.objects.pending()] == [(alice, follow_up.due_at)]
    assert HandOver.objects.count() == 2


def test_who_is_overruled_by_the_lead_is_told(alice, bob, carol, lead):
    hand_over_follow_up(by=lead, follow_up=make_follow_up(alice, carol, now=NOW), to=bob, now=NOW)
    told = {(one.user, one.kind) for one in Notice.objects.all()}
    assert told == {(bob, "follow_up_handed_over"), (alice, "follow_up_reassigned")}


def test_only_who_may_plan_with_the_customer_can_take_it(alice, charlie, carol, team):
    follow_up = make_follow_up(alice, carol, now=NOW)
    gone = make_user("Gone", Role.MANAGER, team=team, is_active=False)
    for person in (charlie, gone):
        with pytest.raises(ValidationError, match="may not plan with this customer"):
            hand_over_follow_up(by=alice, follow_up=follow_up, to=person, now=NOW)
    with pytest.raises(ValidationError, match="theirs already"):
        hand_over_follow_up(by=alice, follow_up=follow_up, to=alice, now=NOW)
    assert FollowUp.objects.get().owner == alice


def test_what_was_given_away_meanwhile_is_not_given_twice(alice, bob, carol, lead):
    follow_up = make_follow_up(alice, carol, now=NOW)
    stale = FollowUp.objects.select_related("owner").get(pk=follow_up.pk)
    hand_over_follow_up(by=alice, follow_up=follow_up, to=bob, now=NOW)
    with pytest.raises(ValidationError, match="meanwhile"):
        hand_over_follow_up(by=alice, follow_up=stale, to=lead, now=NOW)
    assert FollowUp.objects.get().owner == bob


def test_a_flag_goes_when_somebody_takes_it(alice, bob, carol):
    follow_up = make_follow_up(alice, carol, now=NOW)
    assert [flag_unattended(by=alice, follow_ups=[follow_up], now=NOW) for _twice in range(2)] == [1, 0]
    follow_up.refresh_from_db()
    assert follow_up.flagged_at == NOW
    hand_over_follow_up(by=alice, follow_up=follow_up, to=bob, now=NOW)
    follow_up.refresh_from_db()
    assert follow_up.flagged_at is None
