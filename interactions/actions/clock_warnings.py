"""Telling colleagues that the time of a response clock runs out: at half of it, at 80 %, and when it is over."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from contacts.working_time import is_at_work
from interactions.models import CalendarKind, ResponseClock
from interactions.models.response_clock import WARNED_AT
from interactions.people import desk, who_talks
from staff.actions import notify
from staff.models import User

AT_A_TIME = 500


def warn_of_clocks(now: datetime) -> int:
    """Warn of each running clock at the highest mark that it has passed, once for each mark; how many warnings."""
    return sum(_warn_at(percent, now) for percent in sorted(WARNED_AT, reverse=True))


def _warn_at(percent: int, now: datetime) -> int:
    passed = ResponseClock.objects.running().filter(
        Q(**{f"{WARNED_AT[percent]}__lte": now}), warned__lt=percent, contact__deleted_at__isnull=True
    )
    told = 0
    for clock in passed.select_related("contact__owner")[:AT_A_TIME]:
        # Whoever writes the mark first tells of it.
        if ResponseClock.objects.running().filter(pk=clock.pk, warned__lt=percent).update(warned=percent):
            told += 1
            for user in _who_cares(clock, now):
                notify(
                    user=user,
                    kind=f"clock_{percent}",
                    params={"contact": clock.contact.full_name},
                    url=reverse("contacts:contact_detail", args=[clock.contact_id]),
                    key=f"clock/{clock.pk}/{percent}",
                    now=now,
                )
    return told


def _who_cares(clock: ResponseClock, now: datetime) -> list[User]:
    """The owner of the customer; whoever talks in the team of one whom nobody owns. Where the hours of the team count
    and the owner has gone home, those of it who are at work too."""
    contact = clock.contact
    owner = contact.owner if contact.owner is not None and contact.owner.is_active else None
    if owner is not None and (clock.calendar_kind != CalendarKind.TEAM or is_at_work(desk(owner), now)):
        return [owner]
    team = list(who_talks().filter(team=contact.team_id)) if contact.team_id else []
    if owner is None:
        return team
    return [owner, *(one for one in team if one != owner and is_at_work(desk(one), now))]
