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

    def talks(self) -> Self:
        """What colleagues logged and wrote, and not what rooms reported."""
        return self.filter(is_automatic=False)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-id")


class FollowUpQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Those of contacts whose timeline the user may see; one's own too end with the contact's visibility."""
        return scope(user, Action.VIEW_TIMELINE, self)

    def open(self) -> Self:
        return self.filter(state="open")

    def tasks(self) -> Self:
        return self.filter(kind="task")

    def due(self, until: datetime) -> Self:
        return self.open().filter(due_at__lt=until)

    def waiting_for(self, user: User) -> Self:
        return self.open().filter(owner=user)


class HandOverQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)


class ParticipantQuerySet(models.QuerySet[Any]):
    def of(self, contacts: Iterable[int], users: Iterable[int]) -> Self:
        return self.filter(models.Q(contact__in=contacts) | models.Q(user__in=users))

    def named_to(self, user: User) -> Self:
        """Colleagues, and those of the contacts whom the user may see."""
        seen = Contact.objects.visible_to(user).values("pk")
        return self.filter(models.Q(user__isnull=False) | models.Q(contact__in=seen))
