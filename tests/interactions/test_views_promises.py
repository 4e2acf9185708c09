"""Promises as colleagues, readers and strangers meet them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from crm.money import Money
from interactions.actions import drop_promise, keep_promise, tell_customer
from interactions.models import Promise
from staff.models import User
from tests.factories.contacts import make_company, make_contact
from tests.factories.promises import make_due

SignIn = Callable[[User], Client]
MADE_BEFORE = timedelta(days=30)

# In the last days of a month My day has another row.
MID_MONTH = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture
def promise(alice: User, carol: Contact) -> Promise:
    return due(alice, carol, in_days=2)


def due(by: User, contact: Contact, *, in_days: float, **fields: object) -> Promise:
    """A promise made a month ago, due some days from now."""
    made = timezone.now() - MADE_BEFORE
    return make_due(by, contact, now=made, in_hours=(MADE_BEFORE.days + in_days) * 24, **fields)


def url(name: str, *args: object) -> str:
    return reverse(f"interactions:{name}", args=args)


def local_now() -> str:
    return f"{timezone.localtime(timezone.now()):%Y-%m-%dT%H:%M}"


def in_days(days: int) -> str:
    return timezone.localtime(timezone.now() + timedelta(days=days)).date().isoformat()


def making(**changes: object) -> dict[str, object]:
    data = {"promise": "Send the offer", "promise_date": in_days(3), "promise_time": "", "promise_clock": "theirs"}
    return {**data, "promise_value": "1250.50 CZK", **changes}


DEEDS = {
    "promise_keep": {"extent": "whole", "remark": "Sent by mail"},
    "promise_move": {"wish": "theirs", "promise_date": in_days(9), "promise_time": "10:30", "promise_clock": "mine"},
    "promise_drop": {"wish": "ours", "remark": "Out of stock"},
    "promise_told": {"how": "call"},
}


@pytest.fixture(params=DEEDS)
def deed(request: pytest.FixtureRequest) -> str:
    return request.param


# --- making one -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_owner_and_team_promise(request, sign_in: SignIn, carol: Contact, who: str) -> None:
    user = request.getfixturevalue(who)
    answer = sign_in(user).post(url("promise_make", carol.pk), making())
    assert (answer.status_code, answer["Location"]) == (303, reverse("contacts:contact_detail", args=[carol.pk]))
    made = Promise.objects.get()
    assert (made.what, made.owner, made.made_by, made.zone) == ("Send the offer", user, user, "Europe/Prague")
    assert (made.local_date.isoformat(), made.local_time, made.value) == (
        in_days(3),
        None,
        Money(Decimal("1250.50"), "CZK"),
    )


def test_a_colleague_may_be_the_one_to_keep_it(sign_in: SignIn, alice: User, bob: User, carol: Contact) -> None:
    sign_in(alice).post(url("promise_make", carol.pk), making(owner=bob.pk))
    assert (Promise.objects.get().owner, Promise.objects.get().made_by) == (bob, alice)


def test_sent_twice_it_is_one_promise(sign_in: SignIn, alice: User, carol: Contact) -> None:
    for _ in range(2):
        answer = sign_in(alice).post(url("promise_make", carol.pk), making(once="one-key"))
        assert answer["Location"] == reverse("contacts:contact_detail", args=[carol.pk])
    assert Promise.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"promise": ""}, "promise"),
        ({"promise_date": ""}, "promise_date"),
        ({"promise_date": "2020-01-01"}, "promise_date"),
        ({"promise_date": "2020-01-01", "promise_time": "10:00"}, "promise_time"),
        ({"promise_value": "0 CZK"}, "promise_value"),
        ({"promise_value": "12 XXX"}, "promise_value"),
    ],
)
def test_what_cannot_be_promised_stays_in_the_form(
    sign_in: SignIn, alice: User, carol: Contact, changes: dict[str, object], field: str
) -> None:
    page = sign_in(alice).post(url("promise_make", carol.pk), making(**changes))
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert Promise.objects.count() == 0


def test_a_time_that_comes_twice_is_asked_for(sign_in: SignIn, alice: User, carol: Contact) -> None:
    twice = {"promise_date": next_doubtful_day(), "promise_time": "02:30"}
    page = sign_in(alice).post(url("promise_make", carol.pk), making(**twice))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["promise_time"])
    sign_in(alice).post(url("promise_make", carol.pk), making(**twice, moment_meant="later"))
    assert Promise.objects.get().is_second


def next_doubtful_day() -> str:
    """The next last Sunday of October, when the clocks of Prague go back."""
    day = timezone.localtime(timezone.now()).date()
    while not (day.month == 10 and day.weekday() == 6 and day.day > 24):
        day += timedelta(days=1)
    return day.isoformat()


def test_a_stranger_promises_nothing(sign_in: SignIn, charlie: User, carol: Contact) -> None:
    assert sign_in(charlie).get(url("promise_make", carol.pk)).status_code == 404
    assert sign_in(charlie).post(url("promise_make", carol.pk), making()).status_code == 404
    assert Promise.objects.count() == 0


def test_who_may_not_write_promises_nothing(sign_in: SignIn, dpo: User, carol: Contact) -> None:
    assert sign_in(dpo).post(url("promise_make", carol.pk), making()).status_code == 403
    assert Promise.objects.count() == 0


# --- what became of it ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_owner_and_team_say_what_happened(request, sign_in: SignIn, promise: Promise, deed: str, who: str) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert client.get(url(deed, promise.pk)).status_code == 200
    answer = client.post(url(deed, promise.pk), {"at": local_now(), **DEEDS[deed]})
    assert (answer.status_code, answer["Location"]) == (303, url("promise_detail", promise.pk))
    promise.refresh_from_db()
    outcomes = {"promise_keep": "kept", "promise_move": "superseded", "promise_drop": "broken", "promise_told": ""}
    assert (promise.outcome, promise.remark) == (outcomes[deed], DEEDS[deed].get("remark", ""))
    assert promise.deeds.get().by == request.getfixturevalue(who)


def test_a_moved_promise_leads_to_the_one_in_its_place(sign_in: SignIn, alice: User, promise: Promise) -> None:
    client = sign_in(alice)
    client.post(url("promise_move", promise.pk), {"at": local_now(), **DEEDS["promise_move"]})
    new = Promise.objects.get(replaces=promise)
    assert (new.local_time.isoformat(), new.zone, new.what) == ("10:30:00", alice.time_zone, promise.what)
    page = client.get(url("promise_detail", promise.pk))
    assert page.context["replacement"] == new
    assert url("promise_detail", new.pk) in page.content.decode()


def test_a_part_stays_open(sign_in: SignIn, alice: User, promise: Promise) -> None:
    sign_in(alice).post(url("promise_keep", promise.pk), {"at": local_now(), "extent": "part"})
    page = sign_in(alice).get(url("promise_detail", promise.pk)).content.decode()
    assert "Open, kept in part" in page
    assert url("promise_keep", promise.pk) in page


def test_an_ended_promise_offers_to_tell_the_customer_alone(sign_in: SignIn, alice: User, promise: Promise) -> None:
    drop_promise(by=alice, promise=promise, is_their_wish=False)
    page = sign_in(alice).get(url("promise_detail", promise.pk)).content.decode()
    assert url("promise_told", promise.pk) in page
    assert url("promise_keep", promise.pk) not in page


def test_closed_meanwhile_the_form_says_so(sign_in: SignIn, alice: User, promise: Promise) -> None:
    keep_promise(by=alice, promise=promise)
    page = sign_in(alice).post(url("promise_drop", promise.pk), {"at": local_now(), "wish": "ours"})
    assert (page.status_code, page.context["form"].non_field_errors()) == (
        422,
        ["This promise has been closed already."],
    )


def test_a_moment_to_come_is_refused(sign_in: SignIn, alice: User, promise: Promise, deed: str) -> None:
    at = f"{timezone.localtime(timezone.now() + timedelta(hours=2)):%Y-%m-%dT%H:%M}"
    page = sign_in(alice).post(url(deed, promise.pk), {**DEEDS[deed], "at": at})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["at"])
    assert promise.deeds.count() == 0


def test_a_strangers_promise_is_absent(sign_in: SignIn, charlie: User, promise: Promise, deed: str) -> None:
    client = sign_in(charlie)
    assert client.get(url("promise_detail", promise.pk)).status_code == 404
    assert client.post(url(deed, promise.pk), {"at": local_now(), **DEEDS[deed]}).status_code == 404
    assert promise.deeds.count() == 0


def test_who_only_reads_changes_nothing(sign_in: SignIn, dpo: User, promise: Promise, deed: str) -> None:
    client = sign_in(dpo)
    page = client.get(url("promise_detail", promise.pk))
    assert (page.status_code, page.context["may_write"]) == (200, False)
    assert url("promise_keep", promise.pk) not in page.content.decode()
    assert client.post(url(deed, promise.pk), {"at": local_now(), **DEEDS[deed]}).status_code == 403
    assert promise.deeds.count() == 0


@pytest.mark.parametrize("name", [*DEEDS, "promise_detail", "promise_make", "promise_panel", "company_promises"])
def test_absent_ones_are_absent(sign_in: SignIn, alice: User, name: str) -> None:
    assert sign_in(alice).get(url(name, 999_999)).status_code == 404


@pytest.mark.parametrize("name", ["promise_detail", "promise_panel"])
def test_pages_that_only_show_take_no_post(sign_in: SignIn, alice: User, promise: Promise, name: str) -> None:
    assert sign_in(alice).post(url(name, promise.pk)).status_code == 405


# --- the panel, the company, the list -------------------------------------------------------------------------------
def test_the_panel_shows_what_is_open_first_and_how_many_were_kept(
    sign_in: SignIn, alice: User, promise: Promise, carol: Contact
) -> None:
    kept, broken = due(alice, carol, in_days=-1, what="Kept"), due(alice, carol, in_days=-2, what="Broken")
    keep_promise(by=alice, promise=kept, at=kept.due_at)
    drop_promise(by=alice, promise=broken, is_their_wish=False)
    page = sign_in(alice).get(url("promise_panel", carol.pk))
    assert [row.what for row in page.context["promises"]] == ["Send the offer", "Broken", "Kept"]
    assert page.context["rate"] == (1, 2)
    assert "Kept in time: 1 of 2 promises" in page.content.decode()


def test_the_company_sums_its_people_whom_the_reader_sees(
    sign_in: SignIn, alice: User, charlie: User, carol: Contact
) -> None:
    carol.company = make_company(owner=alice)
    carol.save()
    foreign = make_contact("Dana", owner=charlie, company=carol.company)
    due(alice, carol, in_days=2, what="Ours")
    due(charlie, foreign, in_days=2, what="Theirs")
    page = sign_in(alice).get(url("company_promises", carol.company.pk))
    assert [row.what for row in page.context["promises"]] == ["Ours"]
    card = sign_in(alice).get(reverse("contacts:company_detail", args=[carol.company.pk])).content.decode()
    assert "Ours" in card
    assert "Theirs" not in card


@pytest.fixture
def world(alice: User, bob: User, charlie: User, carol: Contact) -> datetime:
    due(alice, carol, in_days=2, what="Open")
    due(alice, carol, in_days=-1, what="Overdue")
    kept, told = due(alice, carol, in_days=-2, what="Kept"), due(alice, carol, in_days=-3, what="Told")
    keep_promise(by=alice, promise=kept, at=kept.due_at)
    drop_promise(by=alice, promise=told, is_their_wish=False)
    tell_customer(by=alice, promise=told, how="call")
    moved = due(alice, carol, in_days=5, what="Wished away")
    drop_promise(by=alice, promise=moved, is_their_wish=True)
    due(bob, carol, in_days=3, what="Of Bob")
    due(charlie, make_contact("Dana", owner=charlie), in_days=2, what="Of Charlie")
    return timezone.now()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, ["Overdue", "Open"]),
        ({"state": "overdue"}, ["Overdue"]),
        ({"state": "kept"}, ["Kept"]),
        ({"state": "broken"}, ["Overdue", "Told"]),
        ({"state": "untold"}, ["Overdue"]),
        ({"state": "superseded"}, ["Wished away"]),
        ({"whose": "team"}, ["Overdue", "Open", "Of Bob"]),
        ({"whose": "all"}, ["Overdue", "Open", "Of Bob"]),
        ({"state": "nonsense", "whose": "nobody"}, ["Overdue", "Open"]),
        ({"state": "all"}, ["Wished away", "Open", "Overdue", "Kept", "Told"]),
    ],
)
def test_the_list_shows_what_is_asked_of_whom_i_see(
    sign_in: SignIn, alice: User, world: datetime, query: dict[str, str], shown: list[str]
) -> None:
    page = sign_in(alice).get(url("promise_list"), query)
    assert [row.what for row in page.context["page"]] == shown


def test_my_day_has_what_is_overdue_and_due_today(
    sign_in: SignIn, alice: User, bob: User, carol: Contact, stop_clock: Callable[[datetime], None]
) -> None:
    stop_clock(MID_MONTH)
    due(alice, carol, in_days=-1, what="Overdue")
    today = timezone.localtime(timezone.now(), carol.zone).date()
    due(alice, carol, in_days=0, what="Today", zone=alice.time_zone, local_date=today, local_time=None)
    due(alice, carol, in_days=3, what="Later")
    due(bob, carol, in_days=-1, what="Not mine")
    done = due(alice, carol, in_days=-2, what="Done")
    keep_promise(by=alice, promise=done)
    rows = sign_in(alice).get(reverse("interactions:my_day")).context["rows"]
    assert [(row.kind, row.title, row.rank) for row in rows] == [
        ("promise", "Overdue", 10),
        ("promise", "Today", 30),
    ]


def test_a_promise_of_worth_shows_it_in_my_day(
    sign_in: SignIn, alice: User, carol: Contact, stop_clock: Callable[[datetime], None]
) -> None:
    stop_clock(MID_MONTH)
    due(alice, carol, in_days=-1, value=Money(Decimal(120_000), "EUR"))
    (row,) = sign_in(alice).get(reverse("interactions:my_day")).context["rows"]
    assert "120,000.00" in row.value


@pytest.mark.parametrize("name", ["promise_list", "promise_panel"])
def test_one_promise_takes_as_many_queries_as_three(sign_in: SignIn, alice: User, carol: Contact, name: str) -> None:
    address = url(name, *([carol.pk] if name == "promise_panel" else []))
    client = sign_in(alice)
    due(alice, carol, in_days=2)
    client.get(address)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        counts.append(len(caught))
        for _more in range(2):
            due(alice, carol, in_days=2)
    assert counts[0] == counts[1]
