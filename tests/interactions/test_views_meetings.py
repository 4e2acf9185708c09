"""The meeting finder's page, and taking a time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.actions.merging import merge_contacts, undo_merge
from contacts.models import Contact
from contacts.working_time import Interval
from interactions.actions import cancel_follow_up, plan_meeting
from interactions.models import FollowUp, Participant
from interactions.people import attendees
from outreach import ready_made
from staff.models import Notice, Role, Team, User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_follow_up
from tests.factories.staff import make_user

SignIn = Callable[[User], Client]
MONDAY = datetime(2026, 11, 30, 11, tzinfo=UTC)
TUESDAY = datetime(2026, 12, 1, 9, tzinfo=UTC)
FINDER, TAKE = "interactions:meeting_finder", "interactions:meeting_take"


@pytest.fixture(autouse=True)
def _monday(organisation: object, stop_clock: Callable[[datetime], None]) -> None:
    stop_clock(MONDAY)
    ready_made.install(now=MONDAY)


def found(client: Client, **asked: object) -> list[str]:
    page = client.get(reverse(FINDER), {"days": 5, **asked})
    assert page.status_code == 200
    return sorted(f"{slot.span.start:%d %H:%M}" for slot in page.context["found"].slots)


def take(**changes: object) -> dict[str, object]:
    return {
        "title": "Light for both floors",
        "minutes": 30,
        "buffer": 0,
        "start": "2026-12-01T09:00:00+00:00",
        **changes,
    }


def test_an_empty_finder_asks_with_whom(sign_in: SignIn, alice: User) -> None:
    page = sign_in(alice).get(reverse(FINDER))
    assert page.context["found"] is None
    assert "With whom do you want to meet?" in page.content.decode()


def test_times_are_found_for_the_customer_and_the_reader(sign_in: SignIn, alice: User, carol: Contact) -> None:
    assert len(found(sign_in(alice), contact=carol.pk)) == 10


def test_more_of_a_day_stands_behind_its_best(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    page = client.get(reverse(FINDER), {"contact": carol.pk, "days": 5, "minutes": 45})
    more = f"{reverse(FINDER)}?contact={carol.pk}&amp;first=2026-12-01&amp;days=1&amp;minutes=45&amp;buffer=0"
    [of_day] = {slot.more for slot in page.context["found"].slots if slot.span.start.day == 1} - {0}
    assert page.content.decode().count(more) == 1
    assert f"{of_day} more on this day" in page.content.decode()
    assert len(client.get(more.replace("&amp;", "&")).context["found"].slots) == of_day + 2


def test_a_planned_task_is_time_that_is_taken(sign_in: SignIn, alice: User, bob: User, carol: Contact) -> None:
    client = sign_in(alice)
    asked = {"contact": carol.pk, "colleague": bob.pk, "first": "2026-12-01", "days": 1}
    assert "01 09:00" in found(client, **asked)
    make_follow_up(bob, carol, now=MONDAY, in_hours=22, minutes=60)
    assert not {"01 08:45", "01 09:00", "01 09:45"} & set(found(client, **asked))


def test_a_customer_is_found_by_name_and_added_by_ticking(sign_in: SignIn, alice: User, carol: Contact) -> None:
    page = sign_in(alice).get(reverse(FINDER), {"q": "Carol"})
    assert page.context["people"] == [carol]


def test_whom_the_reader_may_not_plan_with_is_left_out_with_a_sentence(
    sign_in: SignIn, charlie: User, carol: Contact
) -> None:
    page = sign_in(charlie).get(reverse(FINDER), {"contact": [carol.pk, "x"], "q": "Carol"})
    assert (page.context["invited"].contacts, page.context["people"]) == ([], [])
    assert "cannot be planned with" in page.content.decode()
    assert "Novotná" not in page.content.decode()


def test_no_hour_for_all_brings_the_least_bad_ones_and_other_ways(sign_in: SignIn, alice: User, carol: Contact) -> None:
    far = make_contact("Far Away", owner=alice, time_zone="Pacific/Auckland", country="NZ")
    page = sign_in(alice).get(reverse(FINDER), {"contact": [carol.pk, far.pk], "days": 5})
    assert (page.context["found"].slots, len(page.context["found"].least_bad)) == ((), 3)
    text = page.content.decode()
    assert "Who suffers:" in text
    assert f"{reverse('interactions:plan', args=[far.pk])}?kind=mail" in text


def test_one_click_plans_the_meeting_with_everybody_and_counts_the_poor_hour(
    sign_in: SignIn, alice: User, bob: User, carol: Contact
) -> None:
    # 09:00 in Prague is 08:00 in London.
    User.objects.filter(pk=bob.pk).update(time_zone="Europe/London")
    other = make_contact("Other", owner=alice, time_zone="Europe/Prague", country="CZ")
    data = take(contact=[carol.pk, other.pk], colleague=bob.pk, start="2026-12-01T09:00:00+00:00")
    response = sign_in(alice).post(reverse(TAKE), data)
    assert response.url == reverse("contacts:contact_detail", args=[carol.pk])
    [meeting] = FollowUp.objects.all()
    assert (meeting.contact, meeting.owner, meeting.minutes, meeting.title) == (
        carol,
        alice,
        30,
        "Light for both floors",
    )
    assert (meeting.due_at, str(meeting.local_time), meeting.zone) == (
        datetime(2026, 12, 1, 9, tzinfo=UTC),
        "10:00:00",
        "Europe/Prague",
    )
    rows = [(str(one), one.is_inconvenient) for one in meeting.participants.all()]
    assert rows == [("Alice", False), ("Bob", True), ("Carol Novotná", False), ("Other", False)]
    [notice] = Notice.objects.filter(user=bob, kind="meeting_planned")
    assert notice.params == {"by": "Alice", "when": "2026-12-01 09:00", "minutes": 30}


def test_the_meeting_is_time_that_is_taken_for_all_of_them(
    sign_in: SignIn, alice: User, bob: User, carol: Contact
) -> None:
    sign_in(alice).post(reverse(TAKE), take(contact=carol.pk, colleague=bob.pk))
    day = {"first": "2026-12-01", "days": 1}
    assert "01 09:00" not in found(sign_in(bob), contact=carol.pk, **day)


def test_a_double_tap_plans_one_meeting(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    for _ in range(2):
        client.post(reverse(TAKE), take(contact=carol.pk, once="6f0b1f3e-0000-4000-8000-000000000001"))
    assert FollowUp.objects.count() == 1


def test_the_second_of_an_hour_that_comes_twice_keeps_its_instant(
    sign_in: SignIn, alice: User, carol: Contact, stop_clock: Callable[[datetime], None]
) -> None:
    stop_clock(datetime(2026, 10, 20, tzinfo=UTC))
    sign_in(alice).post(reverse(TAKE), take(contact=carol.pk, start="2026-10-25T01:30:00+00:00"))
    [meeting] = FollowUp.objects.all()
    assert (meeting.due_at, meeting.zone) == (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "UTC")


@pytest.mark.parametrize(
    "changes",
    [
        {"start": "soon"},
        {"start": "2026-12-01T09:00"},
        {"start": "0001-01-01T00:00:00+14:00"},
        {"start": "2026-11-30T09:00:00+00:00"},
        {"start": "2999-11-30T09:00:00+00:00"},
        {"title": ""},
        {"minutes": "7"},
        {"contact": ""},
    ],
)
def test_what_cannot_be_taken_comes_back_with_a_sentence(
    sign_in: SignIn, alice: User, carol: Contact, changes: dict[str, object]
) -> None:
    page = sign_in(alice).post(reverse(TAKE), take(contact=carol.pk) | changes)
    assert page.status_code == 422
    assert page.context["take"].errors
    assert FollowUp.objects.count() == 0


def test_a_participant_whom_the_reader_does_not_see_is_not_named(
    sign_in: SignIn, alice: User, bob: User, carol: Contact, other_team: Team
) -> None:
    hidden = make_contact("Hidden Person", owner=alice, team=other_team, languages=["cs"])
    sign_in(alice).post(reverse(TAKE), take(contact=[carol.pk, hidden.pk]))
    panel = reverse("interactions:contact_panel", args=[carol.pk])
    named = ["Hidden Person" in sign_in(user).get(panel).content.decode() for user in (alice, bob)]
    assert named == [True, False]


def test_a_stranger_plans_nothing_with_the_customer(sign_in: SignIn, charlie: User, carol: Contact) -> None:
    assert sign_in(charlie).post(reverse(TAKE), take(contact=carol.pk)).status_code == 422
    assert Participant.objects.count() == 0


def test_who_only_reads_finds_no_times_and_methods_are_kept(sign_in: SignIn, alice: User, marketer: User) -> None:
    client = sign_in(marketer)
    assert [client.get(reverse(FINDER)).status_code, client.post(reverse(TAKE)).status_code] == [403, 403]
    client = sign_in(alice)
    assert [client.post(reverse(FINDER)).status_code, client.get(reverse(TAKE)).status_code] == [405, 405]


def test_thirty_people_cost_no_more_than_two(
    sign_in: SignIn, alice: User, team: Team, carol: Contact, django_assert_num_queries: Callable
) -> None:
    client = sign_in(alice)
    first = make_user("First", Role.MANAGER, team=team)
    asked: dict[str, list[int]] = {"contact": [carol.pk], "colleague": [first.pk]}
    client.get(reverse(FINDER), asked)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(FINDER), asked)
    for number in range(14):
        asked["contact"].append(make_contact(f"Person {number}", owner=alice, time_zone="Europe/Prague").pk)
        asked["colleague"].append(make_user(f"More{number}", Role.MANAGER, team=team).pk)
        make_follow_up(alice, carol, now=MONDAY, in_hours=number + 2)
    with django_assert_num_queries(len(few)):
        client.get(reverse(FINDER), asked)


def test_a_merged_customer_brings_their_meetings_along_and_back(alice: User, carol: Contact) -> None:
    twice = make_contact("Carol N.", owner=alice)
    plan_meeting(by=alice, contacts=[twice], users=[alice], start=TUESDAY, minutes=30, title="Meeting", now=MONDAY)
    merge = merge_contacts(by=alice, survivor=carol, merged=twice, now=MONDAY)
    assert list(Participant.objects.filter(contact__isnull=False).values_list("contact", flat=True)) == [carol.pk]
    undo_merge(by=alice, merge=merge, now=MONDAY)
    assert list(Participant.objects.filter(contact__isnull=False).values_list("contact", flat=True)) == [twice.pk]


def test_a_meeting_that_was_called_off_burdens_nobody(alice: User, carol: Contact) -> None:
    poor = {f"u{alice.pk}"}
    meetings = [
        plan_meeting(
            by=alice, contacts=[carol], users=[alice], start=TUESDAY + timedelta(days=day), minutes=30,
            title="Meeting", poor_for=poor, now=MONDAY,
        )
        for day in range(2)
    ]  # fmt: skip
    within = Interval(MONDAY, MONDAY + timedelta(days=5))
    [before, _carol] = attendees([carol], [alice], within, MONDAY)
    cancel_follow_up(by=alice, follow_up=meetings[0], now=MONDAY)
    [after, _carol] = attendees([carol], [alice], within, MONDAY)
    assert (before.burden, after.burden) == (2, 1)
    assert (len(set(before.busy)), len(set(after.busy))) == (2, 1)
