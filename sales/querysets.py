"""Named sets of purchases and contracts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Count, Q, Sum

from crm.money import Money
from staff.models import User
from staff.policy import Action, scope


@dataclass(frozen=True, slots=True)
class Gap:
    """Purchases of one currency for whose days no rate is known."""

    count: int
    total: Money


class PurchaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_SALES, self)

    def qualifying(self) -> Self:
        """Settled and not refunded: what counts as activity and as revenue."""
        return self.filter(status="settled")

    def ordered_between(self, start: datetime, end: datetime) -> Self:
        return self.filter(ordered_at__gte=start, ordered_at__lt=end)

    def ordered_near(self, first: date, last: date) -> Self:
        """Ordered on one of these days in whichever zone; a day too many at both ends."""
        start = datetime.combine(first - timedelta(days=1), time.min, tzinfo=UTC)
        return self.ordered_between(start, start + (last - first) + timedelta(days=3))

    def without_rate(self) -> Self:
        return self.filter(base_amount__isnull=True)

    def waiting_for_rate(self) -> Self:
        """Without a rate, and not taken back: what a report would have to leave out."""
        return self.without_rate().not_taken_back()

    def not_taken_back(self) -> Self:
        return self.exclude(status__in=("cancelled", "refunded"))

    def gaps(self) -> list["Gap"]:
        """The money whose worth is not known, by currency: how many purchases, and how much."""
        return self.waiting_for_rate().by_currency()

    def by_currency(self) -> list["Gap"]:
        counted = self.order_by("currency").values("currency").annotate(count=Count("pk"), total=Sum("amount"))
        return [Gap(row["count"], Money(row["total"], row["currency"])) for row in counted]


class ContractQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_SALES, self)

    def covering(self, on: date) -> Self:
        return self.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def ending_between(self, first: date, last: date) -> Self:
        return self.filter(ends_on__gte=first, ends_on__lte=last)
