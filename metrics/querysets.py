"""Named sets of reports."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast

# Longer than any computing takes; who has not come back by then has died.
CLAIM_LASTS = timedelta(minutes=15)


class ReportQuerySet(models.QuerySet[Any]):
    def wanted(self) -> Self:
        """Those to compute: first the ones that have nothing to show, then those that wait longest."""
        return self.filter(wanted_at__isnull=False).order_by(F("computed_at").asc(nulls_first=True), "wanted_at", "pk")

    def unclaimed(self, now: datetime) -> Self:
        return self.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_LASTS))

    def with_figures_as_text(self) -> Self:
        """Each with `figures_text` in place of its figures, for who compares them and seldom reads them."""
        return self.defer("figures").annotate(figures_text=Cast("figures", TextField()))

    def looked_at_since(self, moment: datetime) -> Self:
        return self.filter(looked_at__gte=moment)
