"""The end of my day: what is due before I am back, who could take it, and the note that goes along."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interactions.actions import keep_promise
from interactions.end_of_day import end_of_day
from interactions.models import FollowUp, HandOver
from staff.models import LanguageSkill, Role
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_entry, make_follow_up
from tests.factories.promises import make_due
from tests.factories.staff import make_user

AFTERNOON = datetime(2026, 5, 5, 14, tzinfo=UTC)  # a Tuesday, 16:00 in Prague: Alice works until five


def speak(user, language: str) -> None:
    LanguageSkill.objects.create(user=user, language=language, level="c1")


@pytest.fixture
def clock(stop_clock):
    stop_clock(AFTERNOON)


@pytest.fixture(autouse=True)
def _zones(alice, bob):
    for user, zone in ((alice, "Europe/Prague"), (bob, "America/New_York")):
        user.time_zone = zone
        user.save()
        speak(user, "cs")


def test_it_is_what_is_due_before_i_am_back(alice, carol):
    for hours, title in ((1, "Today"), (16, "Before nine"), (17, "At nine"), (48, "Later")):
        make_follow_up(alice, carol, now=AFTERNOON, in_hours=hours, title=title)
    ending = end_of_day(alice, AFTERNOON)
    assert ending.ends == datetime(2026, 5, 5, 15, tzinfo=UTC)
    assert ending.back == datetime(2026, 5, 6, 7, tzinfo=UTC)
    assert [one.follow_up.title for one in ending.items] == ["Today", "Before nine"]


def test_whoever_is_at_work_then_speaks_with_them_and_may_takes_it(alice, bob, charlie, carol, team):
    speak(charlie, "cs")  # of another team
    colleague = make_user("Dan", Role.MANAGER, team=team, time_zone="America/New_York")  # speaks no Czech
    speak(colleague, "da")
    same_hours = make_user("Eva", Role.MANAGER, team=team, time_zone="Europe/Prague")
    speak(same_hours, "cs")
    make_follow_up(alice, carol, now=AFTERNOON, in_hours=2)
    (one,) = end_of_day(alice, AFTERNOON).items
    assert (one.taker, one.reason.split(";")[0]) == (bob, "Czech, C1")


def test_nobody_takes_it_where_nobody_speaks_with_them(alice, bob):
    make_follow_up(alice, make_contact("김민준", owner=alice, languages=["ko"]), now=AFTERNOON, in_hours=2)
    assert [one.taker for one in end_of_day(alice, AFTERNOON).items] == [None]


def test_the_note_says_what_was_said_last_and_when_it_is_due_on_both_clocks_in_the_takers_language(alice, bob, carol):
    bob.language = "cs"
    bob.save()
    make_entry(carol, AFTERNOON - timedelta(days=3), by=alice, summary="Wants it sooner")
    make_entry(carol, AFTERNOON - timedelta(days=1), kind="purchase", is_automatic=True, summary="Order 12")
    make_follow_up(alice, carol, now=AFTERNOON, in_hours=2, title="Confirm the date")
    (one,) = end_of_day(alice, AFTERNOON).items
    last, following, due = one.note.split("\n")
    assert ("Wants it sooner" in last, "2. května 2026" in last) == (True, True)
    assert following.endswith("Confirm the date")
    assert ("18:00" in due, "12:00" in due) == (True, True)


def test_the_note_names_what_is_promised_to_the_customer_and_to_no_other(sign_in, clock, alice, bob, carol):
    bob.language = "cs"
    bob.save()
    kept = make_due(alice, carol, now=AFTERNOON - timedelta(days=2), in_hours=1, what="A sample")
    keep_promise(by=alice, promise=kept, now=AFTERNOON - timedelta(days=1))
    make_due(alice, make_contact("Dora", owner=alice), now=AFTERNOON, what="Dora's offer")
    make_due(alice, carol, now=AFTERNOON, in_hours=20, what="The drawing")
    follow_up = make_follow_up(alice, carol, now=AFTERNOON, in_hours=2)
    (one,) = end_of_day(alice, AFTERNOON).items
    (told,) = [line for line in one.note.split("\n") if line.startswith("Slíbeno")]
    assert told.startswith("Slíbeno: The drawing. Termín: 6. května 2026, 10:00 (UTC); ")
    assert told.endswith(" 06:00 na vašich hodinách")
    page = sign_in(alice).get(reverse("interactions:follow_up_hand_over", args=[follow_up.pk]))
    assert "Promised: The drawing. Due: 6 May 2026, 10:00 (UTC)" in page.content.decode()


def test_one_button_hands_over_and_flags_the_rest(sign_in, clock, alice, bob, carol):
    taken = make_follow_up(alice, carol, now=AFTERNOON, in_hours=2)
    left = make_follow_up(alice, make_contact("김민준", owner=alice, languages=["ko"]), now=AFTERNOON, in_hours=2)
    client, address = sign_in(alice), reverse("interactions:end_of_day")
    assert client.get(address).status_code == 200
    answer = client.post(address, {"once": "k1"})
    assert (answer.status_code, answer.url) == (303, reverse("interactions:my_day"))
    client.post(address, {"once": "k1"})

    assert [(one.follow_up, one.taker, bool(one.note)) for one in HandOver.objects.all()] == [(taken, bob, True)]
    left.refresh_from_db()
    assert (left.owner, left.flagged_at) == (alice, AFTERNOON)
    assert FollowUp.objects.get(pk=taken.pk).owner == bob


def test_it_asks_as_much_for_three_as_for_one(alice, bob, carol, django_assert_num_queries):
    make_entry(carol, AFTERNOON - timedelta(days=1), by=alice)
    make_due(alice, carol, now=AFTERNOON)
    make_follow_up(alice, carol, now=AFTERNOON, in_hours=2)
    end_of_day(alice, AFTERNOON)
    with CaptureQueriesContext(connection) as one:
        end_of_day(alice, AFTERNOON)
    for number in range(2):
        other = make_contact(f"Person {number}", owner=alice)
        make_entry(other, AFTERNOON - timedelta(days=1), by=alice)
        make_due(alice, other, now=AFTERNOON)
        make_follow_up(alice, other, now=AFTERNOON, in_hours=2)
    with django_assert_num_queries(len(one)):
        end_of_day(alice, AFTERNOON)


def test_who_does_not_plan_has_no_such_page(sign_in, marketer):
    assert sign_in(marketer).get(reverse("interactions:end_of_day")).status_code == 403
