"""Named sets of promises."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, Least

from staff.models import User
from staff.policy import Action, scope

NOT_KEPT = ("late", "partial", "broken")
# Of those that count, the ones that were kept, and how the others were not.
PARTS = ("decided", "kept", "late", "partial", "undone")


class PromiseQuerySet(models.QuerySet[Any]):
    """`outcome` of a row is how the promise ended; one that did not end in time is broken from then on."""

    def visible_to(self, user: User) -> Self:
        """Those to contacts whose timeline the user may see; one's own too end with the contact's visibility."""
        return scope(user, Action.VIEW_TIMELINE, self)

    def open(self) -> Self:
        """Those to which something is still to happen, overdue or not."""
        return self.filter(outcome="")

    def waiting_for(self, user: User) -> Self:
        return self.open().filter(owner=user)

    def due_before(self, until: datetime) -> Self:
        return self.filter(due_at__lt=until)

    def due_between(self, start: datetime, end: datetime) -> Self:
        return self.filter(due_at__gte=start, due_at__lt=end)

    def kept(self, now: datetime) -> Self:
        return self.filter(is_part("kept", now))

    def broken(self, now: datetime) -> Self:
        """Those that were not wholly kept in time, however they were not."""
        return self.filter(is_part("broken", now))

    def superseded(self) -> Self:
        return self.filter(outcome="superseded")

    def untold(self) -> Self:
        """Those of which the customer was never told how it stands."""
        return self.exclude(deeds__kind="told")

    def open_first(self) -> Self:
        """What is open, soonest due first, then what ended, newest first."""
        return self.order_by(F("ended_at").desc(nulls_first=True), "due_at", "pk")

    def with_deeds(self) -> Self:
        return self.prefetch_related("deeds")

    def with_moment_of_breaking(self) -> Self:
        """Each broken one with `broken_at`: when we moved it or gave it up, else when its time was over."""
        return self.annotate(broken_at=Least("in_time_until", Coalesce("ended_at", "in_time_until")))

    def count_outcomes(self, now: datetime, *parts: str) -> dict[str, int]:
        """How many of them each part has, in one statement."""
        return self.aggregate(**{part: Count("pk", filter=is_part(part, now)) for part in parts})


def is_part(part: str, now: datetime) -> Q:
    """Whether a promise belongs to a part of the kept-rate at the moment: `decided` are `kept` and
    `broken`; of the broken ones some were kept `late`, some in part (`partial`), the others are `undone`."""
    kept = Q(outcome="kept", ended_at__lte=now)
    late = Q(outcome="late", ended_at__lte=now)
    ended = Q(outcome__in=NOT_KEPT, ended_at__lte=now)
    broken = ended | Q(outcome__in=(*NOT_KEPT, ""), in_time_until__lt=now)
    has_part = Q(partly_at__isnull=False, partly_at__lte=F("in_time_until"))
    return {
        "decided": kept | broken,
        "kept": kept,
        "broken": broken,
        "late": late,
        "partial": broken & has_part & ~late,
        "undone": broken & ~has_part & ~late,
    }[part]
