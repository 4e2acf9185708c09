"""When the owner of a promise is warned that it will be due: on a working morning of their own, ahead of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from contacts.working_time import working_day
from crm.clock import local, zone
from interactions.people import desk
from staff.models import User

# A whole day to keep it, or at least some hours of what was promised for sooner.
AHEAD = (timedelta(hours=24), timedelta(hours=2))
LOOK_BACK_DAYS = 31
_DAY = timedelta(days=1)


def warning_at(due_at: datetime, owner: User, now: datetime) -> datetime | None:
    """The last working morning that leaves a day, else the last that leaves two hours; None where neither is to come.

    Mornings are those of the owner: their hours, their zone, their days of rest.
    """
    mornings = list(_mornings(due_at, owner, now))
    for ahead in AHEAD:
        if found := [morning for morning in mornings if morning <= due_at - ahead]:
            return max(found)
    return None


def _mornings(due_at: datetime, owner: User, now: datetime) -> Iterator[datetime]:
    """The beginnings of the owner's working days that are to come before the due moment, as far back as a month."""
    last = local(due_at, zone(owner.time_zone)).date()
    for days in range(LOOK_BACK_DAYS):
        for span in working_day(desk(owner), last - days * _DAY)[:1]:
            if now < span.start <= due_at:
                yield span.start
