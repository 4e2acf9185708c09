"""What else a day holds: the meetings in it, and the mails that leave by themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from contacts.models import Contact
from crm.clock import day_bounds, local, zone
from interactions.models import FollowUp
from outreach.access import for_eyes_of, may_stop
from outreach.languages import know_last_languages
from outreach.models import Message
from outreach.rendering import expected_language
from staff.models import Organisation, User

LEAVING_SHOWN = 8
MEETINGS_SHOWN = 8


@dataclass(frozen=True)
class Meeting:
    """A meeting of the day; without a contact for a reader who does not see them."""

    at: datetime
    minutes: int
    title: str
    contact: Contact | None


@dataclass(frozen=True)
class LeavingMail:
    """A mail with the language it will go in, which need not be the first that the contact reads."""

    message: Message
    language: str
    may_stop: bool


def _day_of(user: User, now: datetime) -> tuple[datetime, datetime]:
    place = zone(user.time_zone)
    return day_bounds(local(now, place).date(), place)


def meetings_today(user: User, now: datetime) -> list[Meeting]:
    """Open meetings that are the user's, or in which they take part; the earliest first."""
    start, end = _day_of(user, now)
    theirs = Q(owner=user) | Q(pk__in=user.meetings.values("follow_up"))
    timed = FollowUp.objects.open().filter(theirs, minutes__isnull=False, due_at__gte=start, due_at__lt=end)
    rows = list(timed.select_related("contact__company")[:MEETINGS_SHOWN])
    seen = set(FollowUp.objects.visible_to(user).filter(pk__in=[one.pk for one in rows]).values_list("pk", flat=True))
    return [
        Meeting(one.due_at, one.minutes, one.title if one.pk in seen else "", one.contact if one.pk in seen else None)
        for one in rows
        if one.minutes
    ]


def leaving_today(user: User, now: datetime) -> list[LeavingMail]:
    """Mails that leave by themselves before the user's day is over; one more than LEAVING_SHOWN at most."""
    waiting = (
        Message.objects.visible_to(user).pending().filter(not_before__lt=_day_of(user, now)[1], contact__isnull=False)
    )
    related = waiting.select_related("contact__company", "step__journey", "template")
    messages = list(related.order_by("not_before", "id")[: LEAVING_SHOWN + 1])
    for_eyes_of(user, messages)
    know_last_languages(messages)
    house = Organisation.current()
    return [LeavingMail(one, expected_language(one, house), may_stop(user, one)) for one in messages]
