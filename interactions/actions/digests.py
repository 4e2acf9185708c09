"""The daily mail about one's day: once a day for each colleague, at the hour and on the days of their choice."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts.calendars import is_working_day
from crm.clock import local, to_utc, zone
from crm.templatetags.crm_ui import local_time
from interactions.models import Digest
from interactions.my_day import Row, day_of, sentence
from outreach import rules
from outreach.actions.planning import plan_message, step_of
from outreach.engine import Value
from outreach.models import Message
from staff import audit
from staff.models import User

# What was not planned by then is no news of the day any more.
LATE_FOR = timedelta(hours=4)
ROWS = 8


@transaction.atomic
def choose_digest(*, by: User, is_wanted: bool, at: time | None, weekdays: list[int]) -> Digest:
    """One's own choice: whether, at which hour and on which weekdays (Monday is 0, none: those one works)."""
    values = {"is_wanted": is_wanted, "at": at, "weekdays": sorted(set(weekdays))}
    digest, _is_new = Digest.objects.update_or_create(user=by, defaults=values)
    audit.record("interactions.digest", by=by, subject=digest)
    return digest


def plan_digests(*, now: datetime) -> dict[str, int]:
    """Plan the digests whose hour has come; whose day is empty gets none."""
    step = step_of(rules.DIGEST)
    people = User.objects.filter(is_active=True).select_related("digest").order_by("pk")
    since = now - timedelta(days=1)
    planned = set(Message.objects.filter(step=step, created_at__gte=since).values_list("user", "occurrence"))
    due = [(user, on) for user in people if (on := due_on(user, now)) and (user.pk, occurrence(on)) not in planned]
    return {"planned": sum(_plan(user, on, now) for user, on in due)}


def due_on(user: User, now: datetime) -> date | None:
    """The user's day, where its digest is due now: its hour has come, and not long ago."""
    place = zone(user.time_zone)
    today = local(now, place).date()
    digest = getattr(user, "digest", None) or Digest(user=user)
    is_day = today.weekday() in digest.weekdays if digest.weekdays else is_working_day(user.country, "", today)
    begins = to_utc(today, digest.hour_of(user), place)
    return today if digest.is_wanted and is_day and begins <= now < begins + LATE_FOR else None


def occurrence(on: date) -> str:
    return f"digest/{on}"


def _plan(user: User, on: date, now: datetime) -> bool:
    if not day_of(user, now).count:
        return False
    there = local(now, zone(user.time_zone))
    plan_message(
        rule=rules.DIGEST,
        occurrence=occurrence(on),
        user=user,
        not_before=now,
        not_after=now + LATE_FOR,
        zone=user.time_zone,
        local_date=there.date(),
        local_time=there.time(),
        variables={"day": "…", "rows": ["…"], "path": reverse("interactions:my_day")},
        now=now,
    )
    return True


def words_of_day(message: Message, now: datetime) -> dict[str, Value]:
    """What the digest says, asked while it is sent: nothing of a customer whom the colleague sees no more."""
    assert message.user is not None
    user = User.objects.get(pk=message.user.pk)
    with override(user.language), timezone.override(zone(user.time_zone)):
        day = day_of(user, now)
        rows = [_line(number, row) for number, row in enumerate(day.rows[:ROWS], start=1)]
        settings_url = settings.PUBLIC_URL + reverse("interactions:digest")
        return {"day": sentence(day), "rows": rows or [_("All done")], "settings_url": settings_url}


def _line(number: int, row: Row) -> str:
    """“1. Carol Novotná, Example Brewery: Call back. Overdue follow-up; 10:00 here, 18:00 there”."""
    who = ", ".join(_names(row))
    parts = [row.reason, *([_clocks(row)] if row.due_at else []), *([row.value] if row.value else [])]
    said = f"{row.title}. {'; '.join(parts)}" if row.title != row.reason else "; ".join(parts)
    return f"{number}. {who}: {said}" if who else f"{number}. {said}"


def _names(row: Row) -> list[str]:
    if row.contact is None:
        return []
    return [row.contact.full_name, *([row.contact.company.name] if row.contact.company else [])]


def _clocks(row: Row) -> str:
    mine = local_time(row.due_at)
    if row.contact is None:
        return mine
    return _("%(mine)s here, %(theirs)s there") % {
        "mine": mine,
        "theirs": local_time(row.due_at, row.contact.time_zone),
    }
