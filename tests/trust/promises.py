"""Promises of the world of test_world.py."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from interactions.models import Promise
from tests.trust.canaries import World
from tests.trust.expected import Whose


def promise(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """Open ones are the reader's to keep, also to customers that are no longer theirs to see."""
    due = {"local_date": world.now.date(), "zone": "UTC", "due_at": world.now, "in_time_until": world.now}
    made = {"owner": world.reader, "made_by": world.reader, "made_at": world.now - timedelta(days=3)}
    yield {"contact": world.contact(whose), "amount": Decimal(70), "currency": "EUR", **due, **made}


def deed(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"promise": world.rows[Promise, whose], "kind": "told", "how": "call", "at": world.now, "by": world.reader}
