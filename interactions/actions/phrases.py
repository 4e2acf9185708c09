"""Wording the phrasebook and the questions for a call, and what each house starts with."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from interactions.models import CallQuestion, Phrase
from interactions.ready_made import shipped_phrases, shipped_questions
from staff import audit
from staff.models import User

Worded = TypeVar("Worded", Phrase, CallQuestion)


@transaction.atomic
def save_words(*, by: User, row: Worded, fields: dict[str, Any], now: datetime | None = None) -> Worded:
    """Make the phrase or question, or change it."""
    now = now or timezone.now()
    verb = "change" if row.pk else "create"
    if not row.pk:
        row.created_by, row.created_at = by, now
    changed = sorted(name for name, value in fields.items() if (getattr(row, name) or "") != (value or ""))
    for name in changed:
        setattr(row, name, fields[name])
    row.save()
    audit.record(f"interactions.{row._meta.model_name}.{verb}", by=by, subject=row, detail={"fields": changed}, now=now)
    return row


def install_phrases(*, now: datetime) -> None:
    """The words that a new house starts with; one that has some keeps its own."""
    if not Phrase.objects.exists():
        Phrase.objects.bulk_create([Phrase(created_at=now, **columns) for columns in shipped_phrases()])
    if not CallQuestion.objects.exists():
        CallQuestion.objects.bulk_create([CallQuestion(created_at=now, **columns) for columns in shipped_questions()])
