"""The pages of response clocks: the list, one clock, the panel of the card, My day and the timeline."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact
from interactions.actions import pause_clock
from interactions.models import ClockEvent, Kind, ResponseClock, ResponsePolicy
from interactions.my_day import rows_for
from staff.models import Team, User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_answer, make_clock, make_policy

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIST = reverse("interactions:clock_list")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(alice: User, stop_clock):
    stop_clock(MONDAY + HOUR)
    return make_policy(alice)


@pytest.fixture
def clock(policy, carol: Contact) -> ResponseClock:
    return make_clock(carol, MONDAY)


def page_of(clock: ResponseClock) -> str:
    return reverse("interactions:clock_detail", args=[clock.pk])


def turn_of(clock: ResponseClock) -> str:
    return reverse("interactions:clock_turn", args=[clock.pk])


def shows(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- one clock -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("reader", ["alice", "bob", "dpo"])
def test_a_clock_is_seen_by_who_sees_the_timeline(reader: str, request, sign_in, clock: ResponseClock) -> None:
    page = shows(sign_in(request.getfixturevalue(reader)), page_of(clock))

    assert "1 h of 4 h working time used (25%)" in page
    assert "Where are the lamps?" in page
    assert (turn_of(clock) in page) == (reader != "dpo")


def test_a_stranger_does_not_see_it(sign_in, charlie: User, clock: ResponseClock) -> None:
    client = sign_in(charlie)

    assert client.get(page_of(clock)).status_code == 404
    assert client.get(turn_of(clock)).status_code == 404
    assert client.post(turn_of(clock), {"act": "void", "reason": "Mine"}).status_code == 404
    assert ClockEvent.objects.count() == 1


def test_who_may_only_read_changes_nothing(sign_in, dpo: User, clock: ResponseClock) -> None:
    assert sign_in(dpo).post(turn_of(clock), {"act": "void", "reason": "Spam"}).status_code == 403
    assert ClockEvent.objects.count() == 1


def test_no_such_clock(sign_in, alice: User, clock: ResponseClock) -> None:
    assert sign_in(alice).get(reverse("interactions:clock_detail", args=[clock.pk + 1])).status_code == 404


def test_wrong_method(sign_in, alice: User, clock: ResponseClock) -> None:
    assert sign_in(alice).post(page_of(clock)).status_code == 405
    assert sign_in(alice).put(turn_of(clock)).status_code == 405
    assert sign_in(alice).post(LIST).status_code == 405


@pytest.mark.parametrize(("act", "state"), [("pause", "paused"), ("void", "voided")])
def test_a_colleague_of_the_team_stops_it(sign_in, bob: User, clock: ResponseClock, act: str, state: str) -> None:
    response = sign_in(bob).post(turn_of(clock), {"act": act, "reason": "Asked for the number."})

    assert (response.status_code, response["Location"]) == (303, page_of(clock))
    clock.refresh_from_db()
    event = clock.events.latest("pk")
    assert (clock.state, event.by, event.reason, event.at) == (state, bob, "Asked for the number.", MONDAY + HOUR)


def test_the_page_offers_what_can_be_done(sign_in, alice: User, carol: Contact, clock: ResponseClock) -> None:
    client = sign_in(alice)
    assert 'value="pause"' in shows(client, turn_of(clock))
    pause_clock(by=alice, clock=clock, reason="Asked them.", now=MONDAY)
    page = shows(client, turn_of(clock))
    assert ['value="resume"' in page, 'value="pause"' in page, 'value="solve"' in page] == [True, False, False]
    make_answer(carol, MONDAY + HOUR)
    assert "This clock has ended." in shows(client, turn_of(clock))


def test_it_runs_again(sign_in, alice: User, clock: ResponseClock) -> None:
    pause_clock(by=alice, clock=clock, reason="Asked them.", now=MONDAY)
    sign_in(alice).post(turn_of(clock), {"act": "resume"})

    clock.refresh_from_db()
    assert clock.state == "running"


@pytest.mark.parametrize("typed", [{"act": "pause"}, {"act": "resume", "reason": "x"}, {"act": "fly"}, {"reason": "x"}])
def test_what_cannot_be_done_is_said_and_done_not(
    sign_in, alice: User, clock: ResponseClock, typed: dict[str, str]
) -> None:
    assert sign_in(alice).post(turn_of(clock), typed).status_code == 422
    assert ClockEvent.objects.count() == 1


def test_a_double_tap_pauses_once(sign_in, alice: User, clock: ResponseClock) -> None:
    client = sign_in(alice)
    for _tap in range(2):
        answer = client.post(turn_of(clock), {"act": "pause", "reason": "Asked them.", "once": "one-key"})
        assert answer.status_code == 303
    assert ClockEvent.objects.count() == 2


def test_hours_without_anybody_are_shown(
    sign_in, policy: ResponsePolicy, alice: User, bob: User, carol: Contact
) -> None:
    policy.calendar = "team"
    policy.save()
    User.objects.filter(pk=alice.pk).update(work_from=time(9), work_until=time(12), time_zone="Europe/Prague")
    User.objects.filter(pk=bob.pk).update(work_from=time(13), work_until=time(17), time_zone="Europe/Prague")

    page = shows(sign_in(alice), page_of(make_clock(carol, MONDAY)))

    assert "nobody of the team is here" in page
    assert "12:00–13:00" in page


# --- the list --------------------------------------------------------------------------------------------------------
def test_the_list_shows_mine_first_and_others_on_wish(sign_in, alice: User, bob: User, clock: ResponseClock) -> None:
    make_clock(make_contact("Dana", owner=bob), MONDAY)
    make_clock(make_contact("Nobody’s", team=alice.team), MONDAY)
    client = sign_in(alice)

    mine, team = shows(client, LIST), shows(client, f"{LIST}?whose=team")

    assert [name in mine for name in ("Carol", "Dana", "Nobody")] == [True, False, True]
    assert [name in team for name in ("Carol", "Dana", "Nobody")] == [True, True, True]


def test_nobody_sees_the_clocks_of_strangers(sign_in, charlie: User, clock: ResponseClock) -> None:
    client = sign_in(charlie)

    assert not any("Carol" in shows(client, f"{LIST}?whose={whose}") for whose in ("mine", "team", "all"))


@pytest.mark.parametrize(
    ("which", "names"),
    [
        ("", "Carol Dana Zdislava"),
        ("overdue", "Dana"),
        ("pressing", "Dana"),
        ("paused", "Zdislava"),
        ("nonsense", "Carol Dana Zdislava"),
    ],
)
def test_the_list_is_filtered(sign_in, alice: User, clock: ResponseClock, which: str, names: str) -> None:
    make_clock(make_contact("Dana", owner=alice), MONDAY - 72 * HOUR)
    eva = make_clock(make_contact("Zdislava", owner=alice), MONDAY)
    pause_clock(by=alice, clock=eva, reason="Asked them.", now=MONDAY)

    page = shows(sign_in(alice), f"{LIST}?which={which}")

    assert [name for name in ("Carol", "Dana", "Zdislava") if name in page] == names.split()


def test_the_answered_leave_the_list(sign_in, alice: User, carol: Contact, clock: ResponseClock) -> None:
    make_answer(carol, MONDAY + HOUR)

    assert "Carol" not in shows(sign_in(alice), LIST)


def count_queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    return len(queries)


def test_as_many_queries_for_three_as_for_one(sign_in, alice: User, carol: Contact, clock: ResponseClock) -> None:
    client = sign_in(alice)
    addresses = [LIST, reverse("interactions:my_day"), reverse("interactions:interaction_list")]
    before = [count_queries(client, address) for address in addresses]
    for name, zone in (("Dana", "Europe/Prague"), ("Eva", "Europe/Prague")):
        make_clock(make_contact(name, owner=alice, time_zone=zone), MONDAY)

    assert [count_queries(client, address) for address in addresses] == before


# --- the card, the timeline and My day -------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["contact_clocks", "contact_panel", "contact_timeline"])
def test_the_card_says_that_an_answer_is_awaited(
    sign_in, alice: User, bob: User, charlie: User, carol: Contact, clock: ResponseClock, name: str
) -> None:
    address = reverse(f"interactions:{name}", args=[carol.pk])

    for reader in (alice, bob):
        page = shows(sign_in(reader), address)
        assert "Answer awaited" in page
        assert page_of(clock) in page
    assert sign_in(charlie).get(address).status_code == 404


def test_the_card_says_how_it_was_answered(sign_in, alice: User, carol: Contact, clock: ResponseClock) -> None:
    make_answer(carol, MONDAY + HOUR)
    client = sign_in(alice)

    assert "in time" in shows(client, reverse("interactions:contact_clocks", args=[carol.pk]))
    assert "Answered: in time" in shows(client, reverse("interactions:contact_timeline", args=[carol.pk]))


@pytest.mark.parametrize(
    ("later", "rank", "reason"),
    [
        (timedelta(minutes=191), 30, "The customer awaits a word"),
        (timedelta(minutes=192), 10, "The time to answer is nearly over"),
        (timedelta(minutes=240), 10, "The time to answer is nearly over"),
        (timedelta(minutes=241), 10, "The time to answer is over"),
    ],
)
def test_my_day_ranks_by_how_much_is_used(
    alice: User, clock: ResponseClock, later: timedelta, rank: int, reason: str
) -> None:
    (row,) = [row for row in rows_for(alice, MONDAY + later) if row.kind == "response_clock"]

    assert (row.rank, row.reason, row.due_at, row.url) == (rank, reason, MONDAY + 4 * HOUR, page_of(clock))


def test_my_day_is_of_my_customers(alice: User, bob: User, charlie: User, clock: ResponseClock) -> None:
    found = [[row.kind for row in rows_for(user, MONDAY + HOUR)] for user in (alice, bob, charlie)]
    assert [[kind for kind in kinds if kind != "review"] for kinds in found] == [["response_clock"], [], []]


# --- the composer and the administration -----------------------------------------------------------------------------
def test_a_tick_starts_a_clock_for_a_call(sign_in, alice: User, carol: Contact) -> None:
    typed = {"key": "1", "kind": Kind.CALL, "direction": "in", "at": "2026-11-30T08:30", "awaits_answer": "on"}
    sign_in(alice).post(reverse("interactions:log", args=[carol.pk]), {**typed, "priority": "high"})

    assert ResponseClock.objects.get().priority == "high"


def test_without_the_tick_a_call_starts_none(sign_in, alice: User, carol: Contact) -> None:
    typed = {"key": "1", "kind": Kind.CALL, "direction": "in", "at": "2026-11-30T08:30"}
    sign_in(alice).post(reverse("interactions:log", args=[carol.pk]), typed)

    assert not ResponseClock.objects.exists()


def test_an_administrator_makes_and_changes_a_policy(sign_in, admin: User) -> None:
    client = sign_in(admin)
    typed = {
        "name": "Chats", "position": 1, "is_active": "on", "kinds": ["chat"], "languages": ["cs"],
        "first_response_minutes": 30, "calendar": "customer",
        "versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0,
    }  # fmt: skip
    client.post(reverse("admin:interactions_responsepolicy_add"), typed)
    made = ResponsePolicy.objects.get(name="Chats")
    assert (made.version, made.kinds, made.languages, made.priorities) == (1, ["chat"], ["cs"], [])

    address = reverse("admin:interactions_responsepolicy_change", args=[made.pk])
    client.post(address, {**typed, "first_response_minutes": 20})

    terms = made.versions.order_by("number").values_list("terms__first_response_minutes", "by")
    assert list(terms) == [(30, admin.pk), (20, admin.pk)]


def test_a_team_is_named_only_where_its_hours_count(sign_in, admin: User, team: Team) -> None:
    typed = {"name": "Odd", "position": 1, "first_response_minutes": 30, "calendar": "customer", "team": team.pk}
    forms = {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    sign_in(admin).post(reverse("admin:interactions_responsepolicy_add"), {**typed, **forms})

    assert not ResponsePolicy.objects.filter(name="Odd").exists()
