"""Recipes of what stands beside a next step: who takes part in it, and who gave it to whom."""

from collections.abc import Iterator
from typing import Any

from interactions.models import Digest, FollowUp
from staff.models import User
from tests.trust.canaries import World
from tests.trust.expected import Whose


def participant(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"follow_up": world.rows[FollowUp, whose], "contact": world.contact(whose)}


def hand_over(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    giver = User.objects.get(email="left@fair.example")
    yield {"follow_up": world.rows[FollowUp, whose], "giver": giver, "taker": world.reader, "by": giver}


def digest(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """One a colleague."""
    if not Digest.objects.filter(user=world.owner(whose)).exists():
        yield {"user": world.owner(whose)}
