"""Until when a task can be put off, on the clock of whoever does it."""

from datetime import date, datetime, timedelta

from crm.clock import day_bounds, local, to_utc, zone
from interactions.models import FollowUp
from interactions.models.follow_up import MOMENT
from staff.models import User

LATER, TOMORROW, NEXT_WEEK, ON_DATE = "later", "tomorrow", "week", "date"
A_WHILE = timedelta(hours=3)
QUARTER = timedelta(minutes=15)


def offered(follow_up: FollowUp, user: User, now: datetime) -> dict[str, datetime]:
    """The moments on offer by their code; later today only as long as there is a later."""
    today = local(now, zone(user.time_zone)).date()
    monday = today + timedelta(days=7 - today.weekday())
    found = {TOMORROW: on_day(follow_up, user, today + timedelta(days=1)), NEXT_WEEK: on_day(follow_up, user, monday)}
    later = _later_today(follow_up, user, now)
    return {LATER: later, **found} if later else found


def on_day(follow_up: FollowUp, user: User, on: date) -> datetime:
    """When the user's work begins on the day; its end for what is due by the day."""
    place = zone(user.time_zone)
    if follow_up.is_by_day:
        return day_bounds(on, place)[1] - MOMENT
    return to_utc(on, user.work_from, place)


def _later_today(follow_up: FollowUp, user: User, now: datetime) -> datetime | None:
    """In three hours, at the next full quarter; the end of the day for what is due by the day and is not today's."""
    place = zone(user.time_zone)
    ends = day_bounds(local(now, place).date(), place)[1] - MOMENT
    if follow_up.is_by_day:
        return ends if follow_up.due_at < now else None
    later = now + A_WHILE
    later += -timedelta(minutes=later.minute % 15, seconds=later.second, microseconds=later.microsecond) % QUARTER
    return later if later <= ends else None
