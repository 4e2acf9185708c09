"""The surveys that an organisation starts with. Edited words are never written over."""

from datetime import datetime

from django.db import transaction

from feedback.models import Question, QuestionKind, Survey, Trigger
from feedback.ready_made_words import (
    AFTER_CONVERSATION,
    ANYTHING_TO_ADD,
    MAIN_REASON,
    RECOMMENDATION,
    RELATIONSHIP,
    SATISFACTION,
)

Words = dict[str, dict[str, str]]

SURVEYS: tuple[tuple[str, Trigger, Words, tuple[tuple[QuestionKind, Words], ...]], ...] = (
    (
        "after_conversation",
        Trigger.AFTER_CONVERSATION,
        AFTER_CONVERSATION,
        ((QuestionKind.CSAT, SATISFACTION), (QuestionKind.TEXT, ANYTHING_TO_ADD)),
    ),
    (
        "relationship",
        Trigger.BY_HAND,
        RELATIONSHIP,
        ((QuestionKind.NPS, RECOMMENDATION), (QuestionKind.TEXT, MAIN_REASON)),
    ),
)


@transaction.atomic
def install(*, now: datetime | None = None) -> int:
    """Make what is missing of the ready-made surveys; return how many were made. Safe to repeat."""
    made = 0
    for code, trigger, words, questions in SURVEYS:
        survey, is_new = Survey.objects.get_or_create(code=code, defaults={"trigger": trigger, **_columns(words)})
        if not is_new:
            continue
        made += 1
        for position, (kind, texts) in enumerate(questions, start=1):
            is_required = kind != QuestionKind.TEXT
            Question.objects.create(
                survey=survey, position=position, kind=kind, is_required=is_required, **_columns(texts)
            )
    return made


def _columns(words: Words) -> dict[str, str]:
    return {f"{name}_{language}": text for name, texts in words.items() for language, text in texts.items()}
