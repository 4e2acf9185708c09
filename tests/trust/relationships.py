"""Recipes of what is known of relationships, and the forms in which it is said."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.urls import reverse

from interactions.models import Agreement, Bond, Breach, MonthlyReview, Signal, Strength, Tension
from tests.factories.relationships import make_agreement, make_breach, make_signal
from tests.trust.canaries import World
from tests.trust.expected import Whose
from tests.trust.filling import Case, newest

SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


def signal(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    facts = {"days": 64, "usual": 21, "contacts": 7, "entries": []}
    at = {"since": world.now, "found_at": world.now}
    yield {"contact": world.contact(whose), "kind": "silent", "mark": f"canary/{whose}", "facts": facts, **at}


def bond(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"contact": world.contact(whose), "kind": "social", "at": world.now, "by": world.owner(whose)}


def tension(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"contact": world.contact(whose), "level": "strained", "at": world.now, "by": world.owner(whose)}


def agreement(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"contact": world.contact(whose), "source": "asked", "agreed_on": world.now.date()}


def breach(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"agreement": world.rows[Agreement, whose], "broken_by": "we", "happened_on": world.now.date()}


def strength(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"contact": world.contact(whose), "score": 50, "counted_at": world.now}


def review(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    looked_at = {"month": world.now.date().replace(day=1), "next_step": "none", "at": world.now}
    yield {"contact": world.contact(whose), "by": world.owner(whose), **looked_at}


RECIPES = {
    Signal: signal,
    Bond: bond,
    Tension: tension,
    Agreement: agreement,
    Breach: breach,
    Strength: strength,
    MonthlyReview: review,
}


def tension_page(route: str) -> Callable[[Any], Case]:
    data = {"level": "strained", "reason": "Late", "review_on": SOON, "next_step": "none"}
    return lambda world: Case(reverse(route, args=[world.carol.pk]), data, newest(Tension))


def breach_page(world: Any, url: str) -> Case:
    data = {"broken_by": "we", "happened_on": date(2026, 5, 4).isoformat(), "words": "Late"}
    return Case(url, data, newest(Breach))


RELATIONSHIPS: dict[str, Callable[[Any], Case]] = {
    "interactions:bond": lambda world: Case(
        reverse("interactions:bond", args=[world.carol.pk]), {"kind": "social"}, newest(Bond)
    ),
    "interactions:tension": tension_page("interactions:tension"),
    "interactions:review_contact": tension_page("interactions:review_contact"),
    "interactions:agreement_create": lambda world: Case(
        reverse("interactions:agreement_create", args=[world.carol.pk]),
        {"words": "Call late", "source": "asked", "agreed_on": "2026-05-04"},
        newest(Agreement),
    ),
    "interactions:agreement_edit": lambda world: Case(
        reverse("interactions:agreement_edit", args=[make_agreement(world.carol).pk]), {}, newest(Agreement)
    ),
    "interactions:breach_create": lambda world: breach_page(
        world, reverse("interactions:breach_create", args=[make_agreement(world.carol).pk])
    ),
    "interactions:breach_edit": lambda world: breach_page(
        world, reverse("interactions:breach_edit", args=[make_breach(make_agreement(world.carol)).pk])
    ),
    "interactions:signal_dismiss": lambda world: Case(
        reverse("interactions:signal_dismiss", args=[make_signal(world.carol).pk]), {"reason": "Away"}, newest(Signal)
    ),
}
