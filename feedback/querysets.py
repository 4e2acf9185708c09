"""Named sets of invitations and responses."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, F, Min, Q, When
from django.db.models.functions import Coalesce

from contacts.models import Contact
from staff.models import User
from staff.policy import Action, scope

LOW_CSAT, LOW_NPS = 2, 6
IS_LOW = Q(csat__lte=LOW_CSAT) | Q(nps__lte=LOW_NPS)


class SurveyQuerySet(models.QuerySet[Any]):
    def with_counts(self, user: User) -> Self:
        """`asked`: mails that left, or survey given by hand; `answered` of them; `kept_back`: not sent."""
        theirs = scope(user, Action.VIEW_FEEDBACK, Contact.objects.all())
        mine = Q(invitations__contact__in=theirs.values("pk"))
        dropped = Q(invitations__state="dropped")
        left = Q(invitations__message__isnull=True) | Q(invitations__message__state="sent")
        return self.annotate(
            asked=Count("invitations", filter=mine & ~dropped & left),
            answered=Count("invitations", filter=mine & left & Q(invitations__state="answered")),
            kept_back=Count("invitations", filter=mine & dropped),
        )


class InvitationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_FEEDBACK, self)

    def not_sent(self) -> Self:
        return self.filter(state="dropped")


class ResponseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_FEEDBACK, self)

    def with_scores(self) -> Self:
        """`csat` and `nps` that count; `level`, the score on one scale from 0 to 100; `rank`, 0 for a low one."""
        counts = Q(answers__is_current=True)
        return self.annotate(
            csat=Min("answers__value", filter=counts & Q(answers__question__kind="csat")),
            nps=Min("answers__value", filter=counts & Q(answers__question__kind="nps")),
        ).annotate(
            level=Coalesce((F("csat") - 1) * 25, F("nps") * 10),
            rank=Case(When(IS_LOW, then=0), default=1),
        )

    def low(self) -> Self:
        return self.with_scores().filter(IS_LOW)

    def lowest_first(self) -> Self:
        return self.with_scores().order_by("rank", F("level").asc(nulls_last=True), "-completed_at", "-id")

    def newest_first(self) -> Self:
        return self.with_scores().order_by("-completed_at", "-id")

    def completed_since(self, moment: datetime) -> Self:
        return self.filter(completed_at__gte=moment)
