"""Entries of the timeline and follow-ups."""

from datetime import UTC, datetime, timedelta
from itertools import count

from contacts.models import Contact
from interactions.actions import plan_follow_up
from interactions.actions.timeline import add_entries
from interactions.models import Direction, FollowUp, FollowUpKind, Interaction, Kind
from outreach import ready_made
from staff.models import User

_numbers = count(1)


def make_entry(contact: Contact, at: datetime, **fields: object) -> Interaction:
    told = {"kind": Kind.CALL, "direction": Direction.IN, "source": f"test/{next(_numbers)}", **fields}
    add_entries([Interaction(contact=contact, at=at, **told)])
    return Interaction.objects.select_related("contact", "by").get(source=told["source"])


def make_follow_up(by: User, contact: Contact, *, now: datetime, in_hours: int = 24, **fields: object) -> FollowUp:
    """A task due some hours after `now`, on the UTC clock."""
    ready_made.install(now=now)
    due = (now + timedelta(hours=in_hours)).astimezone(UTC)
    values = {"kind": FollowUpKind.TASK, "title": "Call back", "zone": "UTC", **fields}
    return plan_follow_up(
        by=by, contact=contact, local_date=due.date(), local_time=due.time().replace(microsecond=0), now=now, **values
    )
