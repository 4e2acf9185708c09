"""The forms of recaps and of help with words; for test_hostile_text.py."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from interactions.models import CallQuestion, Debrief, Introduction, Phrase, RecapAnswer
from tests.factories.interactions import make_recap, make_recap_link, make_talk
from tests.trust.filling import Case, newest

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def answer_page(world: Any) -> Case:
    entry = make_talk(world.alice, world.carol, NOW, points=["Lamps"])
    recap = make_recap(entry, by=world.alice, now=timezone.now())
    stored = {"words0": lambda: newest(RecapAnswer)().corrections[0]}
    address = reverse("interactions:recap_page", args=[make_recap_link(recap, now=timezone.now())])
    return Case(address, {"answer0": "right"}, newest(RecapAnswer), stored)


def debrief_page(world: Any) -> Case:
    entry = make_talk(world.alice, world.carol, NOW)
    return Case(reverse("interactions:debrief_write", args=[entry.pk]), {}, newest(Debrief))


def introduction_page(world: Any) -> Case:
    def lines(name: str) -> Callable[[], object]:
        return lambda: "\n".join(getattr(newest(Introduction)(), name, []))

    stored = {name: lines(name) for name in ("places", "employers", "interests")}
    return Case(reverse("interactions:introduction"), {}, stored=stored)


def phrase_page(world: Any, *, is_new: bool) -> Case:
    row = Phrase.objects.create(situation="thanks", text_en="Thanks")
    url = reverse("interactions:phrase_create") if is_new else reverse("interactions:phrase_edit", args=[row.pk])
    return Case(url, {"situation": "thanks", "formality": "formal", "position": 1, "text_en": "Ta"}, newest(Phrase))


def question_page(world: Any, *, is_new: bool) -> Case:
    row = CallQuestion.objects.create(topic="needs", words_en="Why?")
    name, args = ("create", []) if is_new else ("edit", [row.pk])
    url = reverse(f"interactions:call_question_{name}", args=args)
    return Case(url, {"topic": "needs", "position": 1, "words_en": "How?"}, newest(CallQuestion))


RECAPS: dict[str, Callable[[Any], Case]] = {
    "interactions:debrief_write": debrief_page,
    "interactions:introduction": introduction_page,
}
WORDS: dict[str, Callable[[Any], Case]] = {
    "interactions:phrase_create": lambda world: phrase_page(world, is_new=True),
    "interactions:phrase_edit": lambda world: phrase_page(world, is_new=False),
    "interactions:call_question_create": lambda world: question_page(world, is_new=True),
    "interactions:call_question_edit": lambda world: question_page(world, is_new=False),
}
