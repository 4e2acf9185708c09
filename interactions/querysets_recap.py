"""Named sets of recaps."""

from typing import Any, Self

from django.db import models

from staff.models import User
from staff.policy import Action, scope


class RecapQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)

    def to_be_read(self) -> Self:
        """The customer corrected something, or remarked on it, and nobody has read that yet."""
        return self.filter(has_words=True, read_at__isnull=True)
