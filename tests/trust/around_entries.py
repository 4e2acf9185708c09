"""Rows around an entry of the timeline: who else took part, and files; for world.py."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile

from interactions.models import Interaction
from tests.trust.canaries import World
from tests.trust.expected import Whose


def party(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """A colleague; that a contact who took part opens the entry is tests/interactions/test_timelines.py's."""
    entry = world.rows[Interaction, whose]
    yield {"interaction": entry, "user": world.mate, "at": entry.at}


def attachment(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    entry = world.rows[Interaction, whose]
    yield {"interaction": entry, "size": 1, "by": world.reader, "at": entry.at, "file": ContentFile(b"x", "x")}
