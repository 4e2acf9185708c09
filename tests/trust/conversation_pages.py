"""The forms in which conversations are logged and planned; for test_hostile_text.py."""

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from interactions.models import FollowUp, HandOver, Interaction
from staff.models import Role
from tests.factories.interactions import make_follow_up
from tests.factories.staff import make_user
from tests.trust.filling import Case, newest

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def plan_page(world: Any) -> Case:
    data = {"kind": "mail", "title": "Plan", "body": "Here it is.", "local_date": "2027-01-05", "local_time": "10:00"}
    return Case(reverse("interactions:plan", args=[world.carol.pk]), data, newest(FollowUp))


def log_page(world: Any) -> Case:
    stored = {"points": lambda: "\n".join(newest(Interaction)().points)}
    return Case(
        reverse("interactions:log", args=[world.carol.pk]), {"points": ""}, newest(Interaction), stored, ("key",)
    )


def close_page(world: Any) -> Case:
    task = make_follow_up(world.alice, world.carol, now=NOW)
    data = {"outcome": "Done", "then": "none", "none_because": "All said"}
    return Case(reverse("interactions:follow_up_close", args=[task.pk]), data, newest(FollowUp), unread=("title",))


def hand_over_page(world: Any) -> Case:
    task = make_follow_up(world.alice, world.carol, now=NOW)
    taker = make_user("Dan", Role.MANAGER, team=world.alice.team)
    return Case(reverse("interactions:follow_up_hand_over", args=[task.pk]), {"to": taker.pk}, newest(HandOver))
