"""Rows of the world about what was understood of a talk, and what colleagues keep to themselves."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Model

from interactions.models import CallQuestion, Debrief, Interaction, Introduction, Phrase, Recap, RecapAnswer
from tests.trust.canaries import World
from tests.trust.expected import Whose


def recap(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """Corrected, and waiting for the reader, also with customers that are no longer theirs to see."""
    answered = {"answered_at": world.now, "has_words": True, "expires_at": world.now + timedelta(days=60)}
    yield {"interaction": world.rows[Interaction, whose], "owner": world.reader, **answered}


def answer(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"recap": world.rows[Recap, whose], "language": "en", "at": world.now}


def debrief(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"interaction": world.rows[Interaction, whose], "writer": world.owner(whose)}


def introduction(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """One a colleague."""
    if not Introduction.objects.filter(user=world.owner(whose)).exists():
        yield {"user": world.owner(whose)}


RECIPES = {Recap: recap, RecapAnswer: answer, Debrief: debrief, Introduction: introduction}


def words_of_the_house() -> tuple[Model, ...]:
    return (
        Phrase.objects.create(situation="thanks", text_en="Thanks"),
        CallQuestion.objects.create(topic="needs", words_en="Why?"),
    )
