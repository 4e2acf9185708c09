"""The list of signals, one of them, and dismissing it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact
from interactions.models import Signal, SignalState
from staff.models import Role, User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_entry
from tests.factories.relationships import make_signal
from tests.factories.sales import make_purchase
from tests.factories.staff import lend, make_user

SignIn = Callable[[User], Client]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LIST = "interactions:signal_list"


@pytest.fixture(autouse=True)
def _first_of_june(organisation: object, stop_clock: Callable[[datetime], None]) -> None:
    stop_clock(NOW)


def page_of(signal: Signal) -> str:
    return reverse("interactions:signal_detail", args=[signal.pk])


def dismissal_of(signal: Signal) -> str:
    return reverse("interactions:signal_dismiss", args=[signal.pk])


def found(client: Client, **asked: str) -> list[str]:
    page = client.get(reverse(LIST), asked)
    assert page.status_code == 200
    return [one.signal.contact.full_name for one, _value in page.context["rows"]]


def test_mine_are_listed_first_and_the_teams_when_asked(
    sign_in: SignIn, alice: User, bob: User, carol: Contact
) -> None:
    make_signal(carol)
    make_signal(make_contact("Dora", owner=bob), "falling", facts={"unhappy": 2, "entries": []}, at=NOW)
    make_signal(make_contact("Emil", owner=alice), state=SignalState.GONE, closed_at=NOW)
    client = sign_in(alice)
    assert found(client) == ["Carol Novotná"]
    assert found(client, owner="") == ["Dora", "Carol Novotná"]
    assert found(client, owner="", kind="falling") == ["Dora"]
    assert found(client, owner="none") == []


def test_each_row_explains_itself_and_names_what_the_customer_is_worth(
    sign_in: SignIn, alice: User, carol: Contact
) -> None:
    make_signal(carol)
    make_purchase(carol, NOW - 30 * DAY, amount="1200", currency="EUR")
    page = sign_in(alice).get(reverse(LIST)).content.decode()
    assert "No contact for 64 days. Usually every 21 days." in page
    assert "1,200.00" in page


def test_a_strangers_signals_are_absent(sign_in: SignIn, charlie: User, carol: Contact) -> None:
    signal = make_signal(carol)
    client = sign_in(charlie)
    assert found(client, owner="") == []
    assert client.get(page_of(signal)).status_code == 404
    assert client.post(dismissal_of(signal), {"reason": "None of my business"}).status_code == 404
    assert Signal.objects.open().count() == 1


def test_what_is_made_of_purchases_is_for_who_sees_them(carol: Contact, alice: User, charlie: User) -> None:
    make_signal(carol, "bought_once", facts={"on": "2026-01-05", "entries": []})
    assert Signal.objects.visible_to(alice).count() == 1
    assert Signal.objects.visible_to(charlie).count() == 0
    lend(carol, charlie)
    assert Signal.objects.visible_to(User.objects.get(pk=charlie.pk)).count() == 1


def test_the_page_shows_the_entries_behind_it(sign_in: SignIn, bob: User, carol: Contact) -> None:
    behind = make_entry(carol, NOW - 64 * DAY, summary="Asked for the grey cloth.")
    make_entry(carol, NOW - 70 * DAY, summary="Something else.")
    signal = make_signal(carol, facts={"days": 64, "usual": 21, "contacts": 7, "entries": [behind.pk]})
    page = sign_in(bob).get(page_of(signal)).content.decode()
    assert "Asked for the grey cloth." in page
    assert "Something else." not in page


def test_a_signal_is_dismissed_with_a_reason(sign_in: SignIn, bob: User, carol: Contact) -> None:
    signal = make_signal(carol)
    client = sign_in(bob)
    assert "No contact for 64 days." in client.get(dismissal_of(signal)).content.decode()
    assert client.post(dismissal_of(signal), {"reason": ""}).status_code == 422
    answer = client.post(dismissal_of(signal), {"reason": "On leave until autumn", "until": "2026-09-01"})
    assert (answer.status_code, answer.url) == (303, reverse(LIST))
    signal.refresh_from_db()
    assert (signal.state, signal.reason, signal.closed_by) == (SignalState.DISMISSED, "On leave until autumn", bob)
    assert "On leave until autumn" in client.get(page_of(signal)).content.decode()


def test_a_day_that_is_over_is_refused_beside_its_field(sign_in: SignIn, alice: User, carol: Contact) -> None:
    signal = make_signal(carol)
    page = sign_in(alice).post(dismissal_of(signal), {"reason": "On leave", "until": "2026-06-01"})
    assert page.status_code == 422
    assert page.context["form"].errors == {"until": ["Give a day to come."]}


def test_who_may_only_read_dismisses_nothing(sign_in: SignIn, dpo: User, carol: Contact) -> None:
    signal = make_signal(carol)
    client = sign_in(dpo)
    assert "dismiss" not in client.get(page_of(signal)).content.decode()
    assert client.get(dismissal_of(signal)).status_code == 403
    assert client.post(dismissal_of(signal), {"reason": "On leave"}).status_code == 403
    assert Signal.objects.open().count() == 1


def test_no_signal_by_that_number_and_no_other_method(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    for name in ("interactions:signal_detail", "interactions:signal_dismiss"):
        assert client.get(reverse(name, args=[999])).status_code == 404
        assert client.put(reverse(name, args=[999])).status_code == 405
    assert client.post(reverse(LIST)).status_code == 405


def test_three_signals_need_as_many_queries_as_one(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    make_signal(carol)
    found(client)
    with CaptureQueriesContext(connection) as one:
        found(client)
    for name in ("Dora", "Emil"):
        make_signal(make_contact(name, owner=alice))
    with CaptureQueriesContext(connection) as three:
        assert len(found(client)) == 3
    assert len(three) == len(one)


def test_a_marketer_has_no_signals(sign_in: SignIn) -> None:
    assert sign_in(make_user("Mia", Role.MARKETER)).get(reverse(LIST)).status_code == 403
