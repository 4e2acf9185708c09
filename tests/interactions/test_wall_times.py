"""Times that the clocks skip or show twice, in the forms of the composer: what is said, and what can be picked."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from crm.clock import readings
from interactions.forms import PlanForm
from interactions.forms_logging import LogForm
from interactions.models import FollowUp
from outreach import ready_made
from staff.models import User

SignIn = Callable[[User], Client]
PRAGUE = ZoneInfo("Europe/Prague")


@pytest.fixture(autouse=True)
def _ready_made(organisation: object) -> None:
    ready_made.install(now=datetime(2026, 1, 5, tzinfo=UTC))


def change_of_clocks(month: int) -> datetime:
    """02:30 on the day of the next spring or autumn on which Prague's clocks change."""
    year = timezone.now().year + 1
    days = (datetime(year, month, day) for day in range(20, 32))
    return next(day.replace(hour=2, minute=30) for day in days if len(readings(day.date(), time(2, 30), PRAGUE)) == 2)


def plan_data(wall: datetime, **changes: object) -> dict[str, object]:
    data = {"kind": "task", "title": "Call", "local_date": wall.date(), "local_time": f"{wall:%H:%M}"}
    return {**data, "clock": "theirs", **changes}


def plan(sign_in: SignIn, user: User, contact: Contact, data: dict[str, object]) -> Any:
    return sign_in(user).post(reverse("interactions:plan", args=[contact.pk]), data)


def test_a_time_that_the_clocks_skip_asks_which_is_meant(sign_in: SignIn, alice: User, carol: Contact) -> None:
    wall = change_of_clocks(3)
    page = plan(sign_in, alice, carol, plan_data(wall))
    day = f"{wall.day} March {wall.year}"
    assert page.status_code == 422
    assert page.context["form"].errors == {"local_time": [f"02:30 does not exist on {day} in Prague: 01:30 or 03:30?"]}
    labels = [label for _key, label in page.context["form"].fields["moment_meant"].choices]
    assert labels == ["01:30", "03:30"]
    assert b'name="moment_meant" value="later"' in page.content or b'value="later"' in page.content
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(("reading", "hour"), [("earlier", 1), ("later", 3)])
def test_the_picked_side_of_a_gap_is_planned(
    sign_in: SignIn, alice: User, carol: Contact, reading: str, hour: int
) -> None:
    wall = change_of_clocks(3)
    assert plan(sign_in, alice, carol, plan_data(wall, moment_meant=reading)).status_code == 303
    follow_up = FollowUp.objects.get()
    assert (follow_up.local_date, follow_up.local_time, follow_up.is_second) == (wall.date(), time(hour, 30), False)
    assert follow_up.due_at == wall.replace(hour=hour, tzinfo=PRAGUE).astimezone(UTC)


@pytest.mark.parametrize(("reading", "utc_hour"), [("earlier", 0), ("later", 1)])
def test_of_a_time_that_comes_twice_either_can_be_planned(
    sign_in: SignIn, alice: User, carol: Contact, reading: str, utc_hour: int
) -> None:
    wall = change_of_clocks(10)
    page = plan(sign_in, alice, carol, plan_data(wall))
    assert [label for _key, label in page.context["form"].fields["moment_meant"].choices] == [
        "02:30, the first time (UTC+02:00)",
        "02:30, the second time (UTC+01:00)",
    ]
    assert plan(sign_in, alice, carol, plan_data(wall, moment_meant=reading)).status_code == 303
    follow_up = FollowUp.objects.get()
    assert (follow_up.local_time, follow_up.is_second) == (time(2, 30), reading == "later")
    assert follow_up.due_at == datetime(wall.year, wall.month, wall.day, utc_hour, 30, tzinfo=UTC)


def test_a_choice_that_is_none_and_one_that_is_not_asked_for(alice: User, carol: Contact) -> None:
    def form(wall: datetime, reading: str) -> PlanForm:
        return PlanForm(plan_data(wall, moment_meant=reading), contact=carol, user=alice, now=timezone.now())

    assert "moment_meant" in form(change_of_clocks(3), "never").errors
    usual = form(change_of_clocks(3).replace(hour=10), "later")
    assert usual.is_valid()
    assert usual.given()["local_time"] == time(10, 30)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("local_date", "2027-02-29", "Enter a valid date."),
        ("local_date", "2027-13-01", "Enter a valid date."),
        ("local_time", "25:00", "Enter a valid time."),
    ],
)
def test_impossible_days_and_hours_are_refused_in_words(
    alice: User, carol: Contact, field: str, value: str, sentence: str
) -> None:
    data = plan_data(datetime(2027, 3, 1, 10), **{field: value})
    form = PlanForm(data, contact=carol, user=alice, now=timezone.now())
    assert form.errors == {field: [sentence]}


def log(at: str, **more: object) -> LogForm:
    with timezone.override(PRAGUE):
        data = {"key": "k", "kind": "call", "direction": "out", "at": at, **more}
        form = LogForm(data, by=User(pk=1), contact=Contact(pk=1))
        form.is_valid()
        return form


def test_a_logged_moment_that_is_doubtful_asks_too(db: None) -> None:
    asked = log("2026-03-29T02:30")
    assert asked.errors == {"at": ["02:30 does not exist on 29 March 2026 in Prague: 01:30 or 03:30?"]}
    assert log("2026-03-29T02:30", moment_meant="earlier").cleaned_data["at"] == datetime(
        2026, 3, 29, 0, 30, tzinfo=UTC
    )
    assert log("2026-10-25T02:30", moment_meant="later").cleaned_data["at"] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert log("2026-03-28T02:30").cleaned_data["at"] == datetime(2026, 3, 28, 1, 30, tzinfo=UTC)


def test_the_next_good_time_is_filled_in_on_the_customers_clock(sign_in: SignIn, alice: User, carol: Contact) -> None:
    address = reverse("interactions:plan", args=[carol.pk])
    moment = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
    page = sign_in(alice).get(address, {"kind": "task", "at": int(moment.timestamp())})
    form = page.context["form"]
    assert (f"{form['local_date'].value()}", form["local_time"].value()) == ("2026-12-01", "09:30")
    assert form["clock"].value() == "theirs"
    for nonsense in ("", "x", "9" * 30, "-1", "٣"):
        assert sign_in(alice).get(address, {"at": nonsense}).context["form"]["clock"].value() == "mine"
