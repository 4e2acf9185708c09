"""Recipes of the world's companies: their rows, and what says that one of them stands twice."""

from collections.abc import Iterator
from typing import Any

from contacts.models import Company, CompanyMerge
from tests.trust.canaries import World
from tests.trust.expected import BINS, Whose


def company(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield owned(world, whose)


def owned(world: World, whose: Whose) -> dict[str, Any]:
    owner = world.owner(whose)
    binned = {"deleted_at": world.now, "deleted_by": owner} if whose in BINS else {}
    return {"owner": owner, "team": owner.team, **binned}


def pair(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    twin = Company.objects.create(name="Twin Mill", **owned(world, Whose.OWN))
    yield {"one": world.rows[Company, whose], "other": twin, "evidence": ["site"], "score": 40}


def merge(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    gone = {"merged_into": world.rows[Company, whose], "deleted_at": world.now}
    merged = Company.objects.create(name="Twice Mill", **owned(world, whose) | gone)
    yield {"survivor": world.rows[Company, whose], "merged": merged, "by": world.owner(whose)}


def move(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    company = world.rows[Company, whose]
    moved = {"table": "contacts.Company", "columns": ["name"], "ids": [company.pk]}
    yield {"merge": world.rows[CompanyMerge, whose], **moved}
