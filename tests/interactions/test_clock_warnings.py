"""Warnings at half of the time, at 80 % and when it is over: each once, to whoever looks after the customer."""

from datetime import UTC, datetime, timedelta

import pytest

from contacts.models import Contact
from interactions.actions import pause_clock
from interactions.actions.clock_warnings import warn_of_clocks
from interactions.tasks import watch_clocks
from staff.models import Notice, User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_answer, make_clock, make_policy

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("minutes", "kinds"),
    [
        (119, []),
        (120, ["clock_50"]),
        (191, ["clock_50"]),
        (192, ["clock_80"]),
        (239, ["clock_80"]),
        (240, ["clock_100"]),
    ],
)
def test_each_mark_is_told_when_it_is_passed(alice: User, carol: Contact, minutes: int, kinds: list[str]) -> None:
    make_policy(alice)
    make_clock(carol, MONDAY)

    warn_of_clocks(MONDAY + timedelta(minutes=minutes))

    assert told(alice) == kinds


def test_who_of_the_team_is_at_work_is_told_while_the_owner_is_not(alice, bob, charlie, carol: Contact) -> None:
    hours = {alice: "Europe/Prague", bob: "America/New_York", charlie: "America/New_York"}
    for user, zone in hours.items():
        User.objects.filter(pk=user.pk).update(time_zone=zone)
    make_policy(alice, calendar="team", first_response_minutes=720)
    clock = make_clock(carol, MONDAY)

    warn_of_clocks(clock.half_at)
    assert (told(alice), told(bob)) == (["clock_50"], [])

    warn_of_clocks(clock.due_at)
    assert (told(alice), told(bob), told(charlie)) == (["clock_50", "clock_100"], ["clock_100"], [])


def test_each_mark_is_told_once(alice: User, carol: Contact) -> None:
    make_policy(alice)
    make_clock(carol, MONDAY)

    counts = [warn_of_clocks(MONDAY + timedelta(minutes=minutes)) for minutes in range(0, 300, 20)]

    assert told(alice) == ["clock_50", "clock_80", "clock_100"]
    assert sum(counts) == 3


def test_after_an_outage_only_the_last_mark_is_told(alice: User, carol: Contact) -> None:
    make_policy(alice)
    make_clock(carol, MONDAY)

    assert [warn_of_clocks(MONDAY + 30 * HOUR), warn_of_clocks(MONDAY + 31 * HOUR)] == [1, 0]
    assert told(alice) == ["clock_100"]


def test_what_stands_still_or_is_answered_warns_nobody(alice: User, carol: Contact) -> None:
    make_policy(alice)
    pause_clock(by=alice, clock=make_clock(carol, MONDAY), reason="Asked them.", now=MONDAY + HOUR)
    dana = make_contact("Dana", owner=alice)
    make_clock(dana, MONDAY)
    make_answer(dana, MONDAY + HOUR)

    assert warn_of_clocks(MONDAY + 30 * HOUR) == 0


def test_a_customer_in_the_bin_warns_nobody(alice: User, carol: Contact) -> None:
    make_policy(alice)
    make_clock(carol, MONDAY)
    Contact.objects.filter(pk=carol.pk).update(deleted_at=MONDAY)

    assert warn_of_clocks(MONDAY + 30 * HOUR) == 0


def test_the_team_is_warned_of_a_customer_whom_nobody_owns(
    alice: User, bob: User, charlie: User, marketer: User
) -> None:
    make_policy(alice)
    make_clock(make_contact("Dana", team=alice.team), MONDAY)

    warn_of_clocks(MONDAY + 2 * HOUR)

    assert [told(user) for user in (alice, bob, charlie, marketer)] == [["clock_50"], ["clock_50"], [], []]


def test_the_notice_names_the_customer_and_leads_to_the_card(alice: User, carol: Contact) -> None:
    make_policy(alice)
    make_clock(carol, MONDAY)

    assert watch_clocks((MONDAY + 2 * HOUR).isoformat()) == {"warned": 1}
    notice = Notice.objects.get()
    assert (notice.params, notice.url) == ({"contact": "Carol Novotná"}, f"/contacts/{carol.pk}/")
