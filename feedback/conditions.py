"""What surveys know of a contact, for segments."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contacts import segments
from contacts.comparing import Kind
from contacts.segments import Condition, Rows
from feedback.models import Answer, Invitation, QuestionKind, Survey
from staff.policy import Action

HEADING = _("Feedback")
OF_ANSWER = "response__invitation__contact"


def scores(kind: QuestionKind) -> Rows:
    def rows(now: datetime) -> QuerySet[Answer]:
        counting = Answer.objects.filter(is_current=True, value__isnull=False, question__kind=kind)
        return counting.filter(at__lte=now)

    return rows


def surveys() -> Iterable[tuple[Any, str]]:
    return [(str(survey.pk), str(survey)) for survey in Survey.objects.order_by("code")]


def invitations(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.exclude(state="dropped").filter(created_at__lte=now)


def answers(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(state="answered", response__completed_at__lte=now)


def last_score(kind: QuestionKind) -> segments.Where:
    return segments.newest(scores(kind), segments.number("value"), at="at", path=OF_ANSWER)


CONDITIONS = tuple(
    Condition(code, label, HEADING, kind, where, Action.VIEW_FEEDBACK)
    for code, label, kind, where in (
        ("nps", _("Last recommendation, 0 to 10"), Kind("number"), last_score(QuestionKind.NPS)),
        ("csat", _("Last satisfaction, 1 to 5"), Kind("number"), last_score(QuestionKind.CSAT)),
        (
            "asked",
            _("Invited to a survey"),
            Kind("recent", surveys),
            segments.recent(invitations, "survey", "created_at"),
        ),
        (
            "answered",
            _("Answered a survey"),
            Kind("recent", surveys),
            segments.recent(answers, "survey", "response__completed_at"),
        ),
    )
)
