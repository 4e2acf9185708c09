"""What customers of the world wait for; for world.py."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from interactions.models import ClockCalendar, Interaction, PolicyVersion, ResponseClock, ResponsePolicy
from tests.factories.interactions import make_policy
from tests.trust.canaries import World
from tests.trust.expected import Whose


def clock(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """Since what was said, by a promise and in hours that are nobody's secret."""
    if not ResponsePolicy.objects.exists():
        make_policy(world.reader)
    promise = {"terms": PolicyVersion.objects.get(), "calendar": ClockCalendar.objects.get_or_create(desks=[])[0]}
    entry = world.rows[Interaction, whose]
    times = {"started_at": entry.at, "due_at": world.now + timedelta(hours=1), "target_minutes": 240}
    yield {"contact": world.contact(whose), "entry": entry, "metric": "first_response", **times, **promise}


def event(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    clock = world.rows[ResponseClock, whose]
    yield {"clock": clock, "kind": "started", "at": clock.started_at, "by": world.reader}
