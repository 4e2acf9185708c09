"""My day, the composer, the timeline and follow-ups, as colleagues and strangers meet them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from interactions.actions import plan_follow_up
from interactions.models import FollowUp, FollowUpState, Interaction
from interactions.views import planned_sentence
from outreach import ready_made, rules
from outreach.actions.planning import plan_message
from outreach.models import Message
from staff.models import Role, RoleAssignment, User
from tests.factories.contacts import add_birthday, make_contact
from tests.factories.interactions import make_follow_up

SignIn = Callable[[User], Client]
PAST = datetime(2026, 1, 5, 9, tzinfo=UTC)
# No monthly review is asked for yet.
MID_MONTH = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _ready_made(organisation: object) -> None:
    ready_made.install(now=PAST)


def url(name: str, *args: object) -> str:
    return reverse(f"interactions:{name}", args=args)


def log_data(**changes: object) -> dict[str, object]:
    data = {"key": "k1", "kind": "call", "direction": "out", "at": "2026-01-05T10:00"}
    return {**data, "points": "Wants it sooner\n\n Likes the colour ", **changes}


def plan_data(**changes: object) -> dict[str, object]:
    soon = timezone.localtime(timezone.now() + timedelta(days=2))
    data = {"kind": "task", "title": "Call back", "local_date": soon.date().isoformat(), "local_time": "10:00"}
    return {**data, "clock": "mine", **changes}


def test_my_day_ranks_the_overdue_first(
    sign_in: SignIn, alice: User, bob: User, carol: Contact, stop_clock: Callable[[datetime], None]
) -> None:
    now = MID_MONTH
    stop_clock(now)
    make_follow_up(alice, carol, now=now - timedelta(days=3), title="Overdue")
    make_follow_up(bob, carol, now=now - timedelta(days=3), title="Not mine")
    today = timezone.localtime(now, carol.zone)
    add_birthday(carol, today.month, today.day)
    page = sign_in(alice).get(url("my_day"))
    assert [(row.kind, row.title) for row in page.context["rows"]] == [
        ("follow_up", "Overdue"),
        ("birthday", "Birthday today"),
    ]
    assert (page.context["count"], page.context["overdue"]) == (2, 1)


def test_my_day_of_a_newcomer_leads_to_the_import(sign_in: SignIn, alice: User) -> None:
    page = sign_in(alice).get(url("my_day"))
    assert page.status_code == 200
    assert reverse("contacts:import") in page.content.decode()


def test_my_day_names_the_language_in_which_a_greeting_will_go(sign_in: SignIn, alice: User) -> None:
    for name, languages in (("김민준", ["ko"]), ("Павел Щукин", ["ru", "ko"])):
        plan_greeting(make_contact(name, owner=alice, languages=languages))

    page = sign_in(alice).get(url("my_day")).content.decode()

    assert page.count("Birthday greeting · English") == 1
    assert page.count("Birthday greeting · Russian") == 1
    assert "Korean" not in page


@pytest.mark.parametrize(("role", "named"), [(Role.MANAGER, 2), (Role.MARKETER, 0), (Role.ANALYST, 0)])
def test_my_day_ends_with_the_role_that_saw_the_customers(
    sign_in: SignIn,
    alice: User,
    carol: Contact,
    stop_clock: Callable[[datetime], None],
    role: Role,
    named: int,
) -> None:
    stop_clock(MID_MONTH)
    add_birthday(carol, MID_MONTH.month, MID_MONTH.day)
    make_follow_up(alice, carol, now=MID_MONTH - timedelta(days=3))
    RoleAssignment.objects.filter(user=alice).update(role=role)
    assert len(sign_in(alice).get(url("my_day")).context["rows"]) == named


def test_my_day_names_mails_to_my_customers_alone(sign_in: SignIn, alice: User, charlie: User, carol: Contact) -> None:
    plan_greeting(carol)
    named = ["Carol Novotná" in sign_in(user).get(url("my_day")).content.decode() for user in (alice, charlie)]
    assert named == [True, False]


def plan_greeting(contact: Contact) -> Message:
    now = timezone.now()
    return plan_message(
        rule=rules.BIRTHDAY,
        occurrence=str(now.year),
        contact=contact,
        not_before=now,
        not_after=now + timedelta(hours=1),
        zone=contact.time_zone,
        now=now,
    )


def test_my_day_asks_as_much_for_three_rows_as_for_one(
    sign_in: SignIn, alice: User, carol: Contact, django_assert_num_queries: Callable
) -> None:
    client, before = sign_in(alice), timezone.now() - timedelta(days=3)
    make_follow_up(alice, carol, now=before)
    client.get(url("my_day"))
    with CaptureQueriesContext(connection) as one:
        client.get(url("my_day"))
    for number in range(2):
        make_follow_up(alice, make_contact(f"Person {number}", owner=alice), now=before)
    with django_assert_num_queries(len(one)):
        client.get(url("my_day"))


def test_a_double_tap_logs_once(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    assert [client.post(url("log", carol.pk), log_data()).status_code for _ in range(2)] == [303, 303]
    assert Interaction.objects.count() == 1


def test_planning_on_the_customers_clock(sign_in: SignIn, alice: User, carol: Contact) -> None:
    Contact.objects.update(time_zone="Asia/Tokyo")
    data = plan_data(kind="mail", body="Here it is.", clock="theirs")
    assert sign_in(alice).post(url("plan", carol.pk), data).status_code == 303
    follow_up = FollowUp.objects.get()
    assert (follow_up.zone, follow_up.due_at.astimezone(UTC).hour) == ("Asia/Tokyo", 1)
    assert Message.objects.get().body == "Here it is."


def test_the_team_may_plan_a_task_but_not_write_to_a_colleagues_customer(
    sign_in: SignIn, bob: User, carol: Contact
) -> None:
    client = sign_in(bob)
    page = client.post(url("plan", carol.pk), plan_data(kind="mail", body="Hello"))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["kind"])
    assert client.post(url("plan", carol.pk), plan_data()).status_code == 303
    assert FollowUp.objects.get().owner == bob


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "mail", "body": ""},
        {"local_date": "2020-01-01"},
        {"title": ""},
        {"clock": "moon"},
        {"local_date": "2026-02-31"},
        {"local_date": "0001-01-01"},
        {"local_date": "9999-12-31"},
        {"local_date": "2099-01-01"},
    ],
)
def test_a_bad_plan_is_refused_with_a_sentence(sign_in: SignIn, alice: User, carol: Contact, changes: dict) -> None:
    page = sign_in(alice).post(url("plan", carol.pk), plan_data(**changes))
    assert page.status_code == 422
    assert len(page.context["form"].errors) == 1
    assert (FollowUp.objects.count(), Message.objects.count()) == (0, 0)


def test_closing_says_why_nothing_is_next(sign_in: SignIn, alice: User, carol: Contact) -> None:
    follow_up = make_follow_up(alice, carol, now=timezone.now())
    client = sign_in(alice)
    page = client.post(
        url("follow_up_close", follow_up.pk), {"outcome": "Reached", "then": "none", "none_because": "All said"}
    )
    assert (page.status_code, page.url) == (303, reverse("contacts:contact_detail", args=[carol.pk]))
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.outcome) == (FollowUpState.DONE, "Reached")


def test_closing_needs_to_say_what_came_of_it(sign_in: SignIn, alice: User, carol: Contact) -> None:
    follow_up = make_follow_up(alice, carol, now=timezone.now())
    page = sign_in(alice).post(url("follow_up_close", follow_up.pk), {"outcome": " ", "then": "plan"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["outcome", "title", "next_date"])


@pytest.mark.parametrize("name", ["log", "plan", "contact_timeline", "contact_panel"])
def test_a_strangers_contact_is_as_absent_as_none(sign_in: SignIn, charlie: User, carol: Contact, name: str) -> None:
    client = sign_in(charlie)
    assert [client.get(url(name, pk)).status_code for pk in (carol.pk, 999_999)] == [404, 404]


@pytest.mark.parametrize("name", ["log", "plan"])
def test_who_may_only_read_may_not_write(sign_in: SignIn, dpo: User, carol: Contact, name: str) -> None:
    client = sign_in(dpo)
    assert client.get(url("contact_timeline", carol.pk)).status_code == 200
    assert client.post(url(name, carol.pk)).status_code == 403


@pytest.mark.parametrize("name", ["follow_up_close", "follow_up_cancel"])
def test_a_strangers_follow_up_is_absent(
    sign_in: SignIn, alice: User, charlie: User, carol: Contact, name: str
) -> None:
    follow_up = make_follow_up(alice, carol, now=timezone.now())
    client = sign_in(charlie)
    said = {"outcome": "Mine now", "then": "none", "none_because": "All is done"}
    assert [client.post(url(name, pk), said).status_code for pk in (follow_up.pk, 999_999)] == [404, 404]
    assert FollowUp.objects.get().state == FollowUpState.OPEN


@pytest.mark.parametrize("name", ["follow_up_close", "follow_up_cancel"])
def test_a_second_role_that_only_reads_widens_no_hand_to_write(
    sign_in: SignIn, alice: User, charlie: User, carol: Contact, name: str
) -> None:
    RoleAssignment.objects.create(user=charlie, role=Role.DPO)
    follow_up = make_follow_up(alice, carol, now=timezone.now())
    assert sign_in(charlie).post(url(name, follow_up.pk), {"outcome": "Mine now"}).status_code == 403
    assert FollowUp.objects.get().state == FollowUpState.OPEN


def test_a_planned_time_that_the_clocks_skip_is_said_as_it_will_be(alice: User, carol: Contact) -> None:
    skipped = {"local_date": date(2026, 3, 29), "local_time": time(2, 30), "zone": "Europe/Prague"}
    follow_up = plan_follow_up(by=alice, contact=carol, kind="task", title="Call back", now=PAST, **skipped)
    assert planned_sentence(follow_up) == "You are reminded on 29 March 2026 at 03:30 (Prague)."


def test_cancelling_needs_a_post(sign_in: SignIn, alice: User, carol: Contact) -> None:
    follow_up = make_follow_up(alice, carol, now=timezone.now())
    client = sign_in(alice)
    assert client.get(url("follow_up_cancel", follow_up.pk)).status_code == 405
    assert client.post(url("follow_up_cancel", follow_up.pk)).status_code == 303
    assert FollowUp.objects.get().state == FollowUpState.CANCELLED


def test_log_start_finds_the_person(sign_in: SignIn, alice: User, charlie: User, carol: Contact) -> None:
    make_contact("Carol Hidden", owner=charlie)
    page = sign_in(alice).get(url("log_start"), {"q": "carol"})
    assert list(page.context["people"]) == [carol]
