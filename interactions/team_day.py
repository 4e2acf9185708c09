"""What waits for each colleague of a team, as its lead sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q

from crm.clock import day_bounds, local, zone
from interactions.models import FollowUp
from interactions.people import who_talks
from staff.models import User
from staff.policy import Action, Scope, reach


@dataclass(frozen=True)
class Load:
    """Open tasks of one colleague; `today` are due before their own day ends, `waiting` are mails yet to leave."""

    user: User
    open: int = 0
    overdue: int = 0
    today: int = 0
    flagged: int = 0
    waiting: int = 0


def colleagues_of(user: User) -> list[User]:
    """Who talks with customers in the user's team; in the house for whose reach is everybody."""
    people = who_talks()
    if reach(user, Action.VIEW_TIMELINE) != Scope.ALL:
        people = people.filter(team=user.team_id) if user.team_id else people.filter(pk=user.pk)
    return list(people.select_related("team"))


def team_day(user: User, now: datetime) -> list[Load]:
    """The colleagues with what the user sees of theirs, who has most overdue first; in two statements."""
    people = colleagues_of(user)
    if not people:
        return []
    task = Q(kind="task")
    rows = FollowUp.objects.visible_to(user).open().filter(owner__in=people).order_by().values("owner")
    counted = rows.annotate(
        open=Count("pk", filter=task),
        overdue=Count("pk", filter=task & Q(due_at__lt=now)),
        today=Count("pk", filter=task & Q(due_at__gte=now) & _before_day_ends(people, now)),
        flagged=Count("pk", filter=task & Q(flagged_at__isnull=False)),
        waiting=Count("pk", filter=~task),
    )
    found = {row["owner"]: row for row in counted}
    loads = [_load(person, found.get(person.pk, {})) for person in people]
    return sorted(loads, key=lambda load: (-load.overdue, -load.open, load.user.full_name))


def _load(user: User, counted: Mapping[str, Any]) -> Load:
    return Load(user, **{name: count for name, count in counted.items() if name != "owner"})


def _before_day_ends(people: list[User], now: datetime) -> Q:
    zones = {person.time_zone for person in people}
    return reduce(or_, (Q(owner__time_zone=name, due_at__lt=_end_of_day(name, now)) for name in zones))


def _end_of_day(zone_name: str, now: datetime) -> datetime:
    place = zone(zone_name)
    return day_bounds(local(now, place).date(), place)[1]
