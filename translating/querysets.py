"""Named sets of translations and permissions."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models

from staff.models import User
from staff.policy import Action, scope


class TranslationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)

    def of(self, subject_type: str, ids: Collection[int]) -> Self:
        """Of these records, the newest first; without those whose words were forgotten."""
        rows = self.filter(subject_type=subject_type, subject_id__in=ids).exclude(text="")
        return rows.select_related("by").order_by("-id")


class EnginePermissionQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(ended_at__isnull=True)
