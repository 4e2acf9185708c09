"""The pages of follow-ups: list, bulk, snooze, hand-over, stop, the team's day and the digest."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.actions.erasing import erase_contact
from interactions.actions import hand_over_follow_up
from interactions.models import Digest, FollowUp, HandOver
from staff.models import Draft, Role, RoleAssignment
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_follow_up

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
DATA = {
    "follow_up_snooze": {"until": "tomorrow"},
    "follow_up_hand_over": {"to": "0", "note": ""},
    "follow_up_stop": {},
    "follow_up_close": {"outcome": "Mine now", "then": "none", "none_because": "So"},
}


def url(name: str, *args: object) -> str:
    return reverse(f"interactions:{name}", args=args)


@pytest.fixture(autouse=True)
def _clock(stop_clock):
    stop_clock(NOW)


@pytest.fixture
def task(alice, carol) -> FollowUp:
    return make_follow_up(alice, carol, now=NOW)


@pytest.mark.parametrize("at", ["", "23:59"])
@pytest.mark.parametrize("on", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("is_by_day", [True, False])
def test_a_day_at_the_ends_of_the_calendar_is_refused(sign_in, alice, task, on, at, is_by_day):
    alice.time_zone = "Asia/Tokyo" if on < "1" else "America/New_York"
    alice.save()
    if is_by_day:
        FollowUp.objects.filter(pk=task.pk).update(local_time=None)
    address = reverse("interactions:follow_up_snooze", args=[task.pk])
    answer = sign_in(alice).post(address, {"until": "date", "on": on, "at": at})
    assert (answer.status_code, FollowUp.objects.get(pk=task.pk).snoozes) == (422, 0)
    assert "Choose a moment to come, within a year." in answer.content.decode()


def test_snoozed_from_its_page(sign_in, alice, task):
    client = sign_in(alice)
    assert "Tomorrow" in client.get(url("follow_up_snooze", task.pk)).content.decode()
    answer = client.post(url("follow_up_snooze", task.pk), {"until": "date", "on": "2026-05-08", "at": "15:30"})
    assert (answer.status_code, answer.url) == (303, url("my_day"))
    task.refresh_from_db()
    assert (task.due_at, task.snoozes) == (datetime(2026, 5, 8, 13, 30, tzinfo=UTC), 1)


@pytest.mark.parametrize(
    ("data", "errors"),
    [({"until": "date"}, ["on"]), ({"until": "date", "on": "2026-05-01"}, ["on"]), ({"until": "never"}, ["until"])],
)
def test_a_day_is_needed_and_is_to_come(sign_in, alice, task, data, errors):
    page = sign_in(alice).post(url("follow_up_snooze", task.pk), data)
    assert (page.status_code, list(page.context["form"].errors)) == (422, errors)
    assert FollowUp.objects.get().snoozes == 0


def test_handed_over_from_its_page_by_the_team_too(sign_in, alice, bob, task):
    client = sign_in(bob)
    page = client.get(url("follow_up_hand_over", task.pk))
    assert "Next: Call back" in page.context["form"].initial["note"]
    answer = client.post(url("follow_up_hand_over", task.pk), {"to": str(bob.pk), "note": "I take it."})
    assert (answer.status_code, answer.url) == (303, url("my_day"))
    assert list(HandOver.objects.values_list("giver", "taker", "by", "note")) == [
        (alice.pk, bob.pk, bob.pk, "I take it.")
    ]


def test_who_may_not_plan_with_the_customer_is_not_on_offer(sign_in, alice, bob, charlie, task):
    client = sign_in(alice)
    offered = dict(client.get(url("follow_up_hand_over", task.pk)).context["form"].fields["to"].choices)
    assert (str(bob.pk) in offered, str(charlie.pk) in offered, str(alice.pk) in offered) == (True, False, False)
    page = client.post(url("follow_up_hand_over", task.pk), {"to": str(charlie.pk)})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["to"])
    assert not Draft.objects.exists()


def test_closing_with_the_next_step_on_the_same_page(sign_in, alice, task):
    said = {"outcome": "Reached", "then": "plan", "title": "Send it", "next_date": "2026-05-06", "next_time": ""}
    answer = sign_in(alice).post(url("follow_up_close", task.pk), said)
    assert answer.status_code == 303
    follows = FollowUp.objects.open().get()
    assert (follows.title, follows.is_by_day, follows.owner) == ("Send it", True, alice)


def test_none_needed_wants_a_reason(sign_in, alice, task):
    page = sign_in(alice).post(url("follow_up_close", task.pk), {"outcome": "Reached", "then": "none"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["none_because"])


def plan_data(**changes: object) -> dict[str, object]:
    data = {"kind": "task", "title": "Weekly", "local_date": "2026-05-05", "local_time": "", "clock": "theirs"}
    return {**data, "repeat_unit": "week", "repeat_every": "2", "repeat_on": ["1", "3"], **changes}


def test_what_repeats_is_planned_closed_and_stopped(sign_in, alice, carol):
    client = sign_in(alice)
    assert client.post(url("plan", carol.pk), plan_data()).status_code == 303
    task = FollowUp.objects.get()
    assert (task.rhythm.unit, task.rhythm.every, task.rhythm.weekdays) == ("week", 2, (1, 3))
    page = client.get(url("follow_up_close", task.pk)).content.decode()
    assert ("It comes again on 7 May 2026" in page, "Stop repeating" in page) == (True, True)

    assert client.post(url("follow_up_close", task.pk), {"outcome": "Done", "then": "series"}).status_code == 303
    follows = FollowUp.objects.open().get()
    assert str(follows.local_date) == "2026-05-07"
    client.post(url("follow_up_stop", follows.pk))
    follows.refresh_from_db()
    assert follows.rhythm is None


@pytest.mark.parametrize(("changes", "field"), [({}, "repeat_unit"), ({"repeat_unit": ""}, "local_time")])
def test_a_mail_neither_repeats_nor_goes_without_an_hour(sign_in, alice, carol, changes, field):
    data = plan_data(kind="mail", body="Here.", **changes)
    page = sign_in(alice).post(url("plan", carol.pk), data)
    assert (page.status_code, field in page.context["form"].errors) == (422, True)
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("name", DATA)
def test_a_strangers_is_absent(sign_in, charlie, task, name):
    client = sign_in(charlie)
    assert [client.post(url(name, pk), DATA[name]).status_code for pk in (task.pk, 999_999)] == [404, 404]
    assert FollowUp.objects.values_list("state", "snoozes", "owner__full_name").get() == ("open", 0, "Alice")


@pytest.mark.parametrize("name", DATA)
def test_who_only_reads_changes_nothing(sign_in, charlie, task, name):
    RoleAssignment.objects.create(user=charlie, role=Role.DPO)
    assert sign_in(charlie).post(url(name, task.pk), DATA[name]).status_code == 403
    assert FollowUp.objects.values_list("state", "snoozes", "owner__full_name").get() == ("open", 0, "Alice")


@pytest.mark.parametrize("name", ["follow_up_snooze", "follow_up_hand_over"])
def test_a_mail_and_what_is_closed_are_neither_put_off_nor_given_away(sign_in, alice, carol, name):
    mail = make_follow_up(alice, carol, now=NOW, kind="mail", body="Hello.")
    closed = make_follow_up(alice, carol, now=NOW)
    FollowUp.objects.filter(pk=closed.pk).update(state="done", closed_at=NOW)
    client = sign_in(alice)
    assert [client.get(url(name, one.pk)).status_code for one in (mail, closed)] == [404, 404]


@pytest.mark.parametrize("name", ["follow_up_stop", "follow_up_cancel"])
def test_it_needs_a_post(sign_in, alice, task, name):
    assert sign_in(alice).get(url(name, task.pk)).status_code == 405


def titles(client, **asked: object) -> list[str]:
    return [one.title for one in client.get(url("follow_up_list"), asked).context["page"]]


def test_the_list_is_mine_until_it_is_asked_otherwise(sign_in, alice, bob, charlie, carol):
    make_follow_up(alice, carol, now=NOW, in_hours=30, title="Hers")
    make_follow_up(alice, carol, now=NOW - timedelta(days=2), title="Late")
    given = make_follow_up(alice, carol, now=NOW, in_hours=40, title="Given")
    hand_over_follow_up(by=alice, follow_up=given, to=bob, now=NOW)
    foreign = make_contact("Foreign", owner=charlie)
    make_follow_up(charlie, foreign, now=NOW, title="Foreign")
    client = sign_in(alice)
    assert titles(client) == ["Late", "Hers"]
    assert titles(client, whose="team") == ["Late", "Hers", "Given"]
    assert titles(client, whose="given") == ["Given"]
    assert titles(client, whose=bob.pk) == ["Given"]
    # Who is none of hers is no answer to the question whose.
    assert titles(client, whose=charlie.pk) == ["Late", "Hers"]
    assert titles(client, due="overdue") == ["Late"]
    assert titles(client, due="later") == ["Hers"]
    assert titles(client, sort="-due") == ["Hers", "Late"]


def test_the_list_is_sieved_by_what_it_is(sign_in, alice, carol):
    make_follow_up(alice, carol, now=NOW, title="Task")
    make_follow_up(alice, carol, now=NOW, title="Mail", kind="mail", body="Hello.")
    make_follow_up(alice, carol, now=NOW, title="Meeting", minutes=30)
    client = sign_in(alice)
    assert [titles(client, kind=kind) for kind in ("task", "mail", "meeting", "repeating")] == [
        ["Task"],
        ["Mail"],
        ["Meeting"],
        [],
    ]


def test_the_list_asks_as_much_for_three_as_for_one(sign_in, alice, carol, django_assert_num_queries):
    client = sign_in(alice)
    make_follow_up(alice, carol, now=NOW)
    client.get(url("follow_up_list"))
    with CaptureQueriesContext(connection) as one:
        client.get(url("follow_up_list"))
    for number in range(2):
        make_follow_up(alice, make_contact(f"Person {number}", owner=alice), now=NOW)
    with django_assert_num_queries(len(one)):
        client.get(url("follow_up_list"))


def test_the_ticked_ones_are_put_off(sign_in, alice, carol, charlie):
    mine = [make_follow_up(alice, carol, now=NOW) for _number in range(2)]
    other = make_follow_up(charlie, make_contact("Foreign", owner=charlie), now=NOW)
    data = {"do": "snooze", "until": "week", "pick": [one.pk for one in (*mine, other)]}
    assert sign_in(alice).post(url("follow_up_bulk"), data).status_code == 303
    assert sorted(FollowUp.objects.values_list("owner__full_name", "snoozes")) == [
        ("Alice", 1),
        ("Alice", 1),
        ("Charlie", 0),
    ]


def test_the_ticked_ones_are_given_to_a_colleague(sign_in, alice, bob, lead, carol):
    picked = [make_follow_up(alice, carol, now=NOW).pk for _number in range(2)]
    data = {"do": "give", "to": bob.pk, "note": "Alice is ill.", "pick": picked}
    page = sign_in(lead).post(url("follow_up_bulk"), data, follow=True)
    assert "2 follow-ups changed." in page.content.decode()
    assert set(FollowUp.objects.values_list("owner", flat=True)) == {bob.pk}
    assert set(HandOver.objects.values_list("by", "note")) == {(lead.pk, "Alice is ill.")}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"do": "give", "to": ""}, "Choose a colleague."),
        ({"do": "snooze", "until": ""}, "Choose until when."),
        ({"do": "snooze", "until": "week", "pick": []}, "Tick what you mean first."),
    ],
)
def test_half_an_order_changes_nothing(sign_in, alice, task, data, said):
    page = sign_in(alice).post(url("follow_up_bulk"), {"pick": [task.pk], **data}, follow=True)
    assert said in page.content.decode()
    assert FollowUp.objects.values_list("snoozes", "owner").get() == (0, alice.pk)


def test_the_lead_sees_what_waits_for_each(sign_in, alice, bob, charlie, lead, carol):
    bob.time_zone = "America/New_York"
    bob.save()
    make_follow_up(alice, carol, now=NOW - timedelta(days=2))
    make_follow_up(alice, carol, now=NOW, in_hours=40)
    make_follow_up(alice, carol, now=NOW, kind="mail", body="Hello.")
    # At two in the night in UTC it is still today in New York.
    make_follow_up(bob, carol, now=NOW, in_hours=16)
    make_follow_up(charlie, make_contact("Foreign", owner=charlie), now=NOW)
    loads = sign_in(lead).get(url("team_day")).context["loads"]
    told = [(one.user.full_name, one.open, one.overdue, one.today, one.waiting) for one in loads]
    assert told == [("Alice", 2, 1, 0, 1), ("Bob", 1, 0, 1, 0), ("Lead", 0, 0, 0, 0)]


def test_the_teams_day_is_its_leads(sign_in, alice):
    assert sign_in(alice).get(url("team_day")).status_code == 403


def test_the_digest_is_tuned(sign_in, alice):
    client = sign_in(alice)
    assert client.get(url("digest")).context["form"]["is_wanted"].initial is True
    answer = client.post(url("digest"), {"is_wanted": "on", "at": "07:30", "weekdays": ["0", "2"]})
    assert (answer.status_code, answer.url) == (303, reverse("staff:profile"))
    assert list(Digest.objects.values_list("user", "is_wanted", "weekdays")) == [(alice.pk, True, [0, 2])]
    assert client.post(url("digest"), {"weekdays": ["9"]}).status_code == 422


def test_a_hand_over_is_forgotten_with_the_person(alice, bob, carol, dpo, task):
    hand_over_follow_up(by=alice, follow_up=task, to=bob, note="Carol prefers mornings.", now=NOW)
    erase_contact(by=dpo, contact=carol, now=NOW)
    assert HandOver.objects.get().note == ""
