"""Entries of the timeline and follow-ups."""

from datetime import UTC, datetime, timedelta
from itertools import count

from contacts.models import Contact
from interactions.actions import add_entry, plan_follow_up
from interactions.models import FollowUp, FollowUpKind, Interaction, Kind
from outreach import ready_made
from staff.models import User

_numbers = count(1)


def make_entry(contact: Contact, at: datetime, **fields: object) -> Interaction:
    values = {"kind": Kind.CALL, "source": f"test/{next(_numbers)}", "is_automatic": False, **fields}
    return add_entry(contact=contact, at=at, **values)


def make_follow_up(by: User, contact: Contact, *, now: datetime, in_hours: int = 24, **fields: object) -> FollowUp:
    """A task due some hours after `now`, on the UTC clock."""
    ready_made.install(now=now)
    due = (now + timedelta(hours=in_hours)).astimezone(UTC)
    values = {"kind": FollowUpKind.TASK, "title": "Call back", "zone": "UTC", **fields}
    return plan_follow_up(
        by=by, contact=contact, local_date=due.date(), local_time=due.time().replace(microsecond=0), now=now, **values
    )
