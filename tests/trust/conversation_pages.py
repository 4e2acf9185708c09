"""The forms in which conversations are logged and planned; for test_hostile_text.py."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.urls import reverse

from interactions.models import ClockEvent, FollowUp, HandOver, Interaction, Promise
from staff.models import Role
from tests.factories.interactions import make_clock, make_entry, make_follow_up, make_policy
from tests.factories.promises import make_due
from tests.factories.staff import make_user
from tests.trust.filling import Case, newest

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def plan_page(world: Any) -> Case:
    data = {"kind": "mail", "title": "Plan", "body": "Here it is.", "local_date": "2027-01-05", "local_time": "10:00"}
    return Case(reverse("interactions:plan", args=[world.carol.pk]), data, newest(FollowUp))


def log_page(world: Any) -> Case:
    stored = {"points": lambda: "\n".join(newest(Interaction)().points), "own_emotion": _emotion}
    stored["promise"] = lambda: getattr(newest(Promise)(), "what", "")
    data = {"points": "", "promise": "Send it", "promise_date": str(date.today() + timedelta(days=30))}
    url = reverse("interactions:log", args=[world.carol.pk])
    return Case(url, data, newest(Interaction), stored, ("key", "promise_value"))


def correct_page(world: Any) -> Case:
    entry = make_entry(world.carol, NOW, by=world.alice)
    stored = {"points": lambda: "\n".join(newest(Interaction)().points), "own_emotion": _emotion}
    return Case(reverse("interactions:correct", args=[entry.pk]), {"points": ""}, newest(Interaction), stored, ("key",))


def _emotion() -> str:
    return str(newest(Interaction)().emotion)


def close_page(world: Any) -> Case:
    task = make_follow_up(world.alice, world.carol, now=NOW)
    data = {"outcome": "Done", "then": "none", "none_because": "All said"}
    return Case(reverse("interactions:follow_up_close", args=[task.pk]), data, newest(FollowUp), unread=("title",))


def turn_page(world: Any) -> Case:
    make_policy(world.alice)
    url = reverse("interactions:clock_turn", args=[make_clock(world.carol, NOW).pk])
    return Case(url, {"act": "pause", "reason": "Asked them"}, newest(ClockEvent))


def promise_page(world: Any) -> Case:
    data = {"promise": "Send it", "promise_date": "2027-01-05", "promise_clock": "theirs"}
    stored = {"promise": lambda: newest(Promise)().what}
    url = reverse("interactions:promise_make", args=[world.carol.pk])
    return Case(url, data, newest(Promise), stored, unread=("promise_value",))


def keep_page(world: Any) -> Case:
    """A part of it, so that there is still something to say."""
    return _deed_page(world, "promise_keep", {"extent": "part"})


def move_page(world: Any) -> Case:
    return _deed_page(world, "promise_move", {"wish": "ours", "promise_date": "2027-01-05", "promise_clock": "mine"})


def drop_page(world: Any) -> Case:
    return _deed_page(world, "promise_drop", {"wish": "ours"})


def _deed_page(world: Any, name: str, data: dict[str, str]) -> Case:
    promise = make_due(world.alice, world.carol, now=NOW)
    return Case(reverse(f"interactions:{name}", args=[promise.pk]), data, lambda: Promise.objects.get(pk=promise.pk))


def hand_over_page(world: Any) -> Case:
    task = make_follow_up(world.alice, world.carol, now=NOW)
    taker = make_user("Dan", Role.MANAGER, team=world.alice.team)
    return Case(reverse("interactions:follow_up_hand_over", args=[task.pk]), {"to": taker.pk}, newest(HandOver))


PAGES = {
    "interactions:log": log_page,
    "interactions:plan": plan_page,
    "interactions:follow_up_close": close_page,
    "interactions:promise_make": promise_page,
    "interactions:promise_keep": keep_page,
    "interactions:promise_move": move_page,
    "interactions:promise_drop": drop_page,
}
