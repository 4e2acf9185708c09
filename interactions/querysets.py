"""Named sets of timeline entries and follow-ups."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models

from contacts.models import Contact
from staff.models import User
from staff.policy import Action, scope


class InteractionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-id")


class FollowUpQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Those of contacts whose timeline the user may see; one's own too end with the contact's visibility."""
        return scope(user, Action.VIEW_TIMELINE, self)

    def open(self) -> Self:
        return self.filter(state="open")

    def due(self, until: datetime) -> Self:
        return self.open().filter(due_at__lt=until)

    def waiting_for(self, user: User) -> Self:
        return self.open().filter(owner=user)


class ResponsePolicyQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        """Those that may hold for an entry, the first one first; one whose segment is in the bin holds for nobody."""
        return self.filter(is_active=True, segment__deleted_at__isnull=True).order_by("position", "pk")


class ResponseClockQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)

    def open(self) -> Self:
        return self.filter(state__in=("running", "paused"))

    def running(self) -> Self:
        return self.filter(state="running")

    def next_due_first(self) -> Self:
        """One that stands still, and so has no due moment, comes last on every engine."""
        return self.order_by(models.F("due_at").asc(nulls_last=True), "pk")

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lt=now)

    def looked_after_by(self, user: User) -> Self:
        """Of the user's own customers, and of those of the team whom nobody owns."""
        return self.filter(contact__in=Contact.objects.filter(_looked_after_by(user)).values("pk"))

    def of_team(self, user: User) -> Self:
        return self.filter(contact__team=user.team_id) if user.team_id else self.none()

    def counted(self) -> Self:
        """Those that count in figures: what is void does not."""
        return self.exclude(state="voided")

    def attained(self) -> Self:
        """Answered by the due moment; one that stood still until its answer is never late."""
        in_time = models.Q(due_at__isnull=True) | models.Q(ended_at__lte=models.F("due_at"))
        return self.filter(in_time, state="answered")

    def breached(self, now: datetime) -> Self:
        """Answered too late, or not yet though it was due before the moment."""
        late = models.Q(state="answered", ended_at__gt=models.F("due_at"))
        return self.filter(late | models.Q(state__in=("running", "paused"), due_at__lt=now))


def _looked_after_by(user: User) -> models.Q:
    mine = models.Q(owner=user)
    return mine | models.Q(owner__isnull=True, team=user.team_id) if user.team_id else mine


class ClockEventQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)


class ParticipantQuerySet(models.QuerySet[Any]):
    def of(self, contacts: Iterable[int], users: Iterable[int]) -> Self:
        return self.filter(models.Q(contact__in=contacts) | models.Q(user__in=users))

    def named_to(self, user: User) -> Self:
        """Colleagues, and those of the contacts whom the user may see."""
        seen = Contact.objects.visible_to(user).values("pk")
        return self.filter(models.Q(user__isnull=False) | models.Q(contact__in=seen))
