"""Who can speak with a customer, and languages through the day, as colleagues and strangers meet them."""

from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact
from staff.models import LanguageSkill, Role, Team, User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_follow_up
from tests.factories.staff import make_user

SignIn = Callable[[User], Client]
MONDAY = datetime(2026, 11, 30, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday(organisation: object, stop_clock: Callable[[datetime], None]) -> None:
    stop_clock(MONDAY)


@pytest.fixture
def russian(alice: User) -> Contact:
    return make_contact("Павел Щукин", owner=alice, team=alice.team, languages=["ru", "cs"], time_zone="Asia/Almaty")


def teach(user: User, **levels: str) -> User:
    LanguageSkill.objects.bulk_create(
        LanguageSkill(user=user, language=code, level=level) for code, level in levels.items()
    )
    return user


def panel(contact: Contact) -> str:
    return reverse("interactions:speakers", args=[contact.pk])


def test_the_card_names_who_can_speak_now_and_why(sign_in: SignIn, alice: User, bob: User, russian: Contact) -> None:
    teach(alice, cs="native")
    teach(bob, ru="c1")
    make_follow_up(bob, russian, now=MONDAY, in_hours=2)
    page = sign_in(alice).get(panel(russian))
    assert [(one.user, one.offer.reason) for one in page.context["ready"]] == [
        (bob, "Russian, C1; at work until 17:00; 1 open item"),
        (alice, "Czech, native; at work until 17:00; 0 open items"),
    ]
    assert f"{reverse('interactions:plan', args=[russian.pk])}?kind=task&amp;owner={bob.pk}" in page.content.decode()


def test_a_colleague_who_does_not_see_the_customer_is_named_and_given_nothing(
    sign_in: SignIn, alice: User, charlie: User, russian: Contact
) -> None:
    teach(charlie, ru="native")
    page = sign_in(alice).get(panel(russian))
    assert [(one.user, one.sees) for one in page.context["ready"]] == [(charlie, False)]
    assert f"owner={charlie.pk}" not in page.content.decode()


def test_nobody_who_does_not_talk_with_customers_is_proposed(
    sign_in: SignIn, alice: User, marketer: User, russian: Contact
) -> None:
    teach(marketer, ru="native")
    page = sign_in(alice).get(panel(russian))
    assert (page.context["route"].is_spoken, page.context["route"].needs_interpreter) == (False, True)
    assert "an interpreter is needed" in page.content.decode()


def test_without_a_language_the_panel_asks_for_it(sign_in: SignIn, alice: User) -> None:
    nobody_knows = make_contact("Someone", owner=alice, languages=[])
    assert "Their language is not known." in sign_in(alice).get(panel(nobody_knows)).content.decode()


def test_the_panel_is_a_page_and_a_fragment(sign_in: SignIn, alice: User, russian: Contact) -> None:
    client = sign_in(alice)
    page, part = client.get(panel(russian)), client.get(panel(russian), headers={"HX-Request": "true"})
    assert ["<html" in one.content.decode() for one in (page, part)] == [True, False]


@pytest.mark.parametrize(("name", "status"), [("alice", 200), ("bob", 200), ("charlie", 404), ("marketer", 200)])
def test_who_sees_the_panel(
    sign_in: SignIn, request: pytest.FixtureRequest, russian: Contact, name: str, status: int
) -> None:
    assert sign_in(request.getfixturevalue(name)).get(panel(russian)).status_code == status


def test_the_panel_refuses_a_bad_id_and_a_wrong_method(sign_in: SignIn, alice: User, russian: Contact) -> None:
    client = sign_in(alice)
    assert client.get(reverse("interactions:speakers", args=[10**9])).status_code == 404
    assert client.post(panel(russian)).status_code == 405


@pytest.mark.parametrize("page", ["panel", "coverage"])
def test_thirty_colleagues_cost_no_more_than_one(
    sign_in: SignIn, alice: User, team: Team, russian: Contact, page: str, django_assert_num_queries: Callable
) -> None:
    client = sign_in(alice)
    url = panel(russian) if page == "panel" else reverse("interactions:coverage")
    teach(make_user("First", Role.MANAGER, team=team), ru="c1")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for number in range(29):
        zone = ("Asia/Tokyo", "Europe/London", "UTC")[number % 3]
        colleague = teach(make_user(f"More{number}", Role.MANAGER, team=team, time_zone=zone), ru="c1", cs="b1")
        make_follow_up(colleague, russian, now=MONDAY, in_hours=1)
    with django_assert_num_queries(len(one)):
        client.get(url)


# --- languages through the day


def coverage(client: Client, **asked: object) -> dict[str, str]:
    page = client.get(reverse("interactions:coverage"), asked)
    assert page.status_code == 200
    return {row.language: "".join(cell.state[0] for cell in row.cells) for row in page.context["rows"]}


def test_the_grid_shows_who_serves_the_customers_of_the_reader(
    sign_in: SignIn, alice: User, charlie: User, russian: Contact
) -> None:
    make_contact("Stranger", owner=charlie, team=charlie.team, languages=["ja"])
    teach(alice, ru="c1")
    # 09:00-17:00 in Almaty is 05:00-13:00 in Prague.
    assert coverage(sign_in(alice)) == {"ru": 5 * "q" + 4 * "m" + 8 * "s" + 7 * "q"}


def test_the_hours_of_the_customer_count_where_they_are_told(sign_in: SignIn, alice: User, russian: Contact) -> None:
    Contact.objects.filter(pk=russian.pk).update(hours_from=time(10), hours_until=time(12))
    assert coverage(sign_in(alice)) == {"ru": 6 * "q" + 2 * "m" + 16 * "q"}


@pytest.mark.parametrize(("on", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-12-01", 24)])
def test_the_grid_has_the_hours_of_the_day(sign_in: SignIn, alice: User, russian: Contact, on: str, hours: int) -> None:
    assert len(coverage(sign_in(alice), on=on)["ru"]) == hours


def test_the_grid_of_one_team(sign_in: SignIn, alice: User, charlie: User, russian: Contact, other_team: Team) -> None:
    teach(charlie, ru="c1")
    client = sign_in(alice)
    assert "s" in coverage(client)["ru"]
    assert coverage(client, team=other_team.pk) == {}


@pytest.mark.parametrize(
    "asked", [{"on": "tomorrow"}, {"on": "2099-01-01"}, {"zone": "Mars/Base"}, {"team": "x"}, {"use": "sing"}]
)
def test_what_is_no_answer_gets_a_sentence_and_the_usual_page(
    sign_in: SignIn, alice: User, russian: Contact, asked: dict[str, str]
) -> None:
    page = sign_in(alice).get(reverse("interactions:coverage"), asked)
    assert (list(page.context["form"].errors), len(page.context["hours"])) == (list(asked), 24)


def test_the_analyst_sees_no_coverage_and_nobody_posts_there(sign_in: SignIn, alice: User) -> None:
    analyst = make_user("Ann", Role.ANALYST)
    assert sign_in(analyst).get(reverse("interactions:coverage")).status_code == 403
    assert sign_in(alice).post(reverse("interactions:coverage")).status_code == 405


# --- handing over


def test_a_task_is_planned_for_the_colleague(sign_in: SignIn, alice: User, bob: User, russian: Contact) -> None:
    from outreach import ready_made

    ready_made.install(now=MONDAY)
    url = reverse("interactions:plan", args=[russian.pk])
    client = sign_in(alice)
    assert client.get(f"{url}?kind=task&owner={bob.pk}").context["form"]["owner"].value() == str(bob.pk)
    data = {"kind": "task", "title": "Call in Russian", "local_date": "2026-12-01", "local_time": "10:00"}
    client.post(url, {**data, "clock": "mine", "owner": bob.pk})
    assert [(one.owner, one.created_by) for one in russian.follow_ups.all()] == [(bob, alice)]


def test_nothing_is_planned_for_who_does_not_see_the_customer(
    sign_in: SignIn, alice: User, charlie: User, bob: User, russian: Contact
) -> None:
    url = reverse("interactions:plan", args=[russian.pk])
    data = {"kind": "task", "title": "Call", "local_date": "2026-12-01", "local_time": "10:00", "clock": "mine"}
    page = sign_in(alice).post(url, {**data, "owner": charlie.pk})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["owner"])
    mail = {**data, "kind": "mail", "body": "Dear", "owner": bob.pk}
    assert list(sign_in(alice).post(url, mail).context["form"].errors) == ["owner"]
    assert russian.follow_ups.count() == 0
