"""Named sets of timeline entries and follow-ups."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from contacts.models import Contact
from staff.models import User
from staff.policy import Action


def contacts_within(user: User, action: Action) -> models.QuerySet[Any, Any]:
    return Contact.objects.alive().within(user, action).values("pk")


class InteractionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return self.filter(contact__in=contacts_within(user, Action.VIEW_TIMELINE))

    def newest_first(self) -> Self:
        return self.order_by("-at", "-id")


class FollowUpQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Those of contacts whose timeline the user may see; one's own too end with the contact's visibility."""
        return self.filter(contact__in=contacts_within(user, Action.VIEW_TIMELINE))

    def open(self) -> Self:
        return self.filter(state="open")

    def due(self, until: datetime) -> Self:
        return self.open().filter(due_at__lt=until)

    def waiting_for(self, user: User) -> Self:
        return self.open().filter(owner=user)
