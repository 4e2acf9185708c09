"""Recipes of what customers of the world bought."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.trust.canaries import World
from tests.trust.expected import Whose


def purchase(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    worth = {"amount": Decimal(100), "currency": "EUR", "base_currency": "EUR"}
    by = {"ordered_at": world.now - timedelta(days=20), "recorded_by": world.reader}
    yield {"contact": world.contact(whose), **worth, **by}


def contract(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    today = world.now.date()
    runs = {"starts_on": today - timedelta(days=300), "ends_on": today + timedelta(days=20)}
    yield {"contact": world.contact(whose), **runs, "recurring_value": Decimal(50), "currency": "EUR"}
