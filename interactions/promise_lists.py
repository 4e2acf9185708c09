"""Which promises a list shows, and how many of those that fell due were kept."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from interactions.models import Promise
from interactions.querysets_promises import PromiseQuerySet
from staff.models import User

RATE_DAYS = 365

WHOSE = {"mine": _("Mine"), "team": _("My team’s"), "all": _("All")}
STATES: Mapping[str, Any] = {
    "open": _("Open"),
    "overdue": _("Overdue"),
    "kept": _("Kept in time"),
    "broken": _("Broken"),
    "untold": _("Broken, and the customer was not told"),
    "superseded": _("Settled otherwise"),
    "all": _("All"),
}
_SETS: dict[str, Callable[[PromiseQuerySet, datetime], PromiseQuerySet]] = {
    "open": lambda rows, now: rows.open(),
    "overdue": lambda rows, now: rows.open().due_before(now),
    "kept": lambda rows, now: rows.kept(now),
    "broken": lambda rows, now: rows.broken(now),
    "untold": lambda rows, now: rows.broken(now).untold(),
    "superseded": lambda rows, now: rows.superseded(),
    "all": lambda rows, now: rows,
}


class KeptRate(NamedTuple):
    """Of the promises that fell due in a year, how many were kept, and how many count."""

    kept: int
    decided: int


def chosen(user: User, whose: str, state: str, now: datetime) -> PromiseQuerySet:
    """The promises of such owners in such a state, as far as the user sees their customers; what is open soonest
    first, what ended newest first."""
    rows = Promise.objects.visible_to(user)
    if whose == "mine" or (whose == "team" and user.team_id is None):
        rows = rows.filter(owner=user)
    elif whose == "team":
        rows = rows.filter(owner__team=user.team_id)
    found = _SETS[state](rows, now)
    return found.order_by("due_at", "pk") if state in ("open", "overdue") else found.order_by("-due_at", "-pk")


def kept_rate(promises: PromiseQuerySet, now: datetime) -> KeptRate:
    """In one statement, over the promises due in the year before the moment."""
    due = promises.order_by().due_between(now - timedelta(days=RATE_DAYS), now)
    return KeptRate(**due.count_outcomes(now, "kept", "decided"))
