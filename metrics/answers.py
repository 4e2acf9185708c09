"""The answers that count in NPS and CSAT."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from feedback.models import Answer, QuestionKind, Trigger

KINDS = (QuestionKind.NPS, QuestionKind.CSAT)


def counting() -> "QuerySet[Answer]":
    """One score per respondent, wave and kind of question, the last one given; answers after a conversation are no
    relationship NPS."""
    scores = Answer.objects.filter(is_current=True, value__isnull=False, question__kind__in=KINDS)
    given_later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    replaced = scores.filter(given_later, response=OuterRef("response"), question__kind=OuterRef("question__kind"))
    return scores.exclude(question__kind=QuestionKind.NPS, question__survey__trigger=Trigger.AFTER_CONVERSATION).filter(
        ~Exists(replaced)
    )
