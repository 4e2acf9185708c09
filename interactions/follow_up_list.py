"""The list of follow-ups, as its filters ask for it."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from crm.clock import day_bounds, local, zone
from interactions.models import FollowUp, HandOver
from interactions.querysets import FollowUpQuerySet
from staff.models import User

KINDS = {
    "task": Q(kind="task", minutes__isnull=True),
    "meeting": Q(kind="task", minutes__isnull=False),
    "mail": Q(kind="mail"),
    "repeating": Q(repeat_from__isnull=False),
}
ORDERS = {
    "": ("due_at", "pk"),
    "-due": ("-due_at", "-pk"),
    "-new": ("-created_at", "-pk"),
    "snoozes": ("-snoozes", "due_at", "pk"),
}


def sieved(user: User, asked: Mapping[str, str], now: datetime) -> FollowUpQuerySet:
    """Open follow-ups that the user may see, as the filters say: one's own where they do not say whose."""
    rows = _whose(FollowUp.objects.visible_to(user).open(), user, asked["whose"])
    rows = rows.filter(KINDS.get(asked["kind"], Q()), _due(user, now).get(asked["due"], Q()))
    return rows.order_by(*ORDERS.get(asked["sort"], ORDERS[""]))


def _whose(rows: FollowUpQuerySet, user: User, whose: str) -> FollowUpQuerySet:
    if whose == "team":
        return rows
    if whose == "given":
        return rows.filter(pk__in=HandOver.objects.filter(giver=user).values("follow_up")).exclude(owner=user)
    return rows.filter(owner=int(whose) if whose.isdigit() else user.pk)


def _due(user: User, now: datetime) -> dict[str, Q]:
    place = zone(user.time_zone)
    ends = day_bounds(local(now, place).date(), place)[1]
    return {
        "overdue": Q(due_at__lt=now),
        "today": Q(due_at__gte=now, due_at__lt=ends),
        "later": Q(due_at__gte=ends),
        "by_day": Q(local_time__isnull=True),
        "flagged": Q(flagged_at__isnull=False),
    }
