"""Taking a time that was found: a timed follow-up of whoever asked, with everybody who takes part."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from crm.clock import local, to_utc
from crm.clock import zone as zone_named
from interactions.actions.follow_ups import plan_follow_up
from interactions.models import FollowUp, FollowUpKind, Participant
from staff.actions import notify
from staff.models import User

MEETING = "meeting_planned"


@transaction.atomic
def plan_meeting(
    *,
    by: User,
    contacts: Sequence[Contact],
    users: Sequence[User],
    start: datetime,
    minutes: int,
    title: str,
    poor_for: Collection[str] = (),
    now: datetime | None = None,
) -> FollowUp:
    """Plan a meeting with the contacts, at the first of whom it stands, and the colleagues; ValidationError.

    `poor_for` holds the keys of those for whom the hour is a poor one, “c3” or “u5”: they are spared next time.
    """
    now = now or timezone.now()
    if not contacts:
        raise ValidationError(_("A meeting needs one customer at least."))
    follow_up = plan_follow_up(
        by=by, contact=contacts[0], kind=FollowUpKind.TASK, title=title, minutes=minutes, now=now, **_wall(start, by)
    )
    rows = [Participant(follow_up=follow_up, user=user, is_inconvenient=f"u{user.pk}" in poor_for) for user in users]
    rows += [
        Participant(follow_up=follow_up, contact=one, is_inconvenient=f"c{one.pk}" in poor_for) for one in contacts
    ]
    Participant.objects.bulk_create(rows)
    for user in users:
        if user != by:
            _tell(user, follow_up, now)
    return follow_up


def _wall(start: datetime, by: User) -> dict[str, Any]:
    """The moment on the clock of whoever plans; the second of an hour that comes twice has a name in UTC alone."""
    for zone in (by.time_zone, "UTC"):
        there = local(start, zone_named(zone))
        if to_utc(there.date(), there.time(), zone_named(zone)) == start:
            break
    return {"local_date": there.date(), "local_time": there.time(), "zone": zone}


def _tell(user: User, follow_up: FollowUp, now: datetime) -> None:
    """No customer is named: not every colleague who takes part sees them."""
    there = local(follow_up.due_at, zone_named(user.time_zone))
    notify(
        user=user,
        kind=MEETING,
        key=f"{MEETING}:{follow_up.pk}",
        params={"by": follow_up.owner.full_name, "when": f"{there:%Y-%m-%d %H:%M}", "minutes": follow_up.minutes},
        url=reverse("contacts:contact_detail", args=[follow_up.contact_id]),
        now=now,
    )
