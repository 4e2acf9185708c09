"""Recipes of what imports leave behind in the world."""

from collections.abc import Iterator
from typing import Any

from contacts.models import ImportMapping, ImportRowError, ImportRun, ImportTrace
from tests.trust.canaries import World
from tests.trust.expected import Whose


def run(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"by": world.owner(whose), "owner": world.owner(whose)}


def row_error(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"run": world.rows[ImportRun, whose], "row": 2}


def trace(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"run": world.rows[ImportRun, whose], "contact": world.contact(whose)}


def mapping(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"user": world.owner(whose), "headers": str(whose)}


RECIPES = {ImportRun: run, ImportRowError: row_error, ImportTrace: trace, ImportMapping: mapping}
