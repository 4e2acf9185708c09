"""Named sets of loyalty accounts, lots and entries."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from staff.models import User
from staff.policy import Action, scope


class AccountQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_LOYALTY, self.members())

    def members(self) -> Self:
        return self.filter(kind="member")

    def with_most_points_first(self) -> Self:
        """Each account with `balance`: the points in its lots, available or not."""
        return self.annotate(balance=Coalesce(Sum("entries__points"), 0)).order_by("-balance", "pk")


class LotQuerySet(models.QuerySet[Any]):
    def with_rest(self, at: datetime | None = None) -> Self:
        """Each lot with `rest`: the points not taken out of it, or not until the moment `at`."""
        until = Q(allocations__entry__transaction__occurred_at__lte=at) if at else None
        return self.annotate(rest=F("points") - Coalesce(Sum("allocations__points", filter=until), 0))

    def left(self, at: datetime | None = None) -> Self:
        return self.with_rest(at).filter(rest__gt=0)

    def nearest_expiry_first(self) -> Self:
        return self.order_by(F("expires_at").asc(nulls_last=True), "available_at", "id")

    def unexpired(self, at: datetime) -> Self:
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))

    def active(self, at: datetime) -> Self:
        return self.unexpired(at).filter(available_at__lte=at)

    def expired(self, at: datetime) -> Self:
        return self.filter(expires_at__lte=at)
