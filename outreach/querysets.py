"""Named sets of messages."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from staff.models import User
from staff.policy import Action, scope


class MessageQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Messages to contacts the user may see in the outbox, and those to the user; all for a superuser."""
        return scope(user, Action.VIEW_OUTBOX, self)

    def pending(self) -> Self:
        return self.filter(state="pending")

    def due(self, now: datetime) -> Self:
        return self.pending().filter(not_before__lte=now).order_by("priority", "not_before", "id")

    def overdue(self, now: datetime) -> Self:
        return self.pending().filter(not_after__lt=now)
