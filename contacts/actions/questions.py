"""Wording the questions about needs, and those that each house starts with."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contacts.models import NeedQuestion
from contacts.ready_made import QUESTIONS
from staff import audit
from staff.models import User


@transaction.atomic
def save_question(
    *, by: User, fields: dict[str, Any], question: NeedQuestion | None = None, now: datetime | None = None
) -> NeedQuestion:
    """Make the question, or change it; what was answered stays what it is."""
    now = now or timezone.now()
    verb = "contacts.question.change" if question else "contacts.question.create"
    question = question or NeedQuestion(created_by=by, created_at=now)
    changed = sorted(name for name, value in fields.items() if (getattr(question, name) or "") != (value or ""))
    for name in changed:
        setattr(question, name, fields[name])
    question.save()
    audit.record(verb, by=by, subject=question, detail={"fields": changed}, now=now)
    return question


def install_questions(*, now: datetime) -> None:
    """The questions that a new house starts with; one that has some keeps its own."""
    if NeedQuestion.objects.exists():
        return
    for position, (kind, words) in enumerate(QUESTIONS, start=1):
        by_language = {f"words_{language}": text for language, text in words.items()}
        NeedQuestion.objects.create(kind=kind, position=position, created_at=now, **by_language)
