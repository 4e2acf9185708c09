"""Recipes of what the world knows of its customers beside their columns."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Model

from contacts.models import Company, CultureFlag, CustomerGoal, RelationKind
from tests.factories.contacts import make_note, make_question, make_relation_kind
from tests.trust.canaries import World
from tests.trust.expected import Whose


def fact(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    since = {"known_since": world.now.date(), "created_by": world.owner(whose)}
    yield {"contact": world.contact(whose), "kind": "need", "group": "sensitive", **since}


def goal(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"contact": world.contact(whose), "reviewed_on": world.now.date() - timedelta(days=100)}


def step(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"goal": world.rows[CustomerGoal, whose]}


def job(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"contact": world.contact(whose), "company": world.rows[Company, whose], "until": world.now.date()}


def footing(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    team = world.owner(whose).team or world.alice.team
    yield {"contact": world.contact(whose), "team": team, "register": "informal", "confirmed_by": world.owner(whose)}


def relation(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """Of each customer to their company, so that both ends are of one owner."""
    kind = RelationKind.objects.first() or make_relation_kind("advises", "is advised by", between="company")
    yield {"kind": kind, "contact": world.contact(whose), "company": world.rows[Company, whose]}


def of_the_house() -> tuple[Model, ...]:
    """Rows of everybody's who sets the house up."""
    note = make_note()
    flag = CultureFlag.objects.create(note=note, reason="Out of date")
    return make_question(), RelationKind.objects.get(), note, flag
