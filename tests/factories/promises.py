"""Promises, due on the UTC clock, and what happened to them."""

from datetime import UTC, datetime, timedelta

from contacts.models import Contact
from interactions.actions import make_promise
from interactions.models import Promise
from outreach import ready_made
from staff.models import User


def make_due(by: User, contact: Contact, *, now: datetime, in_hours: float = 24, **fields: object) -> Promise:
    """A promise due some hours after `now`, when it is made."""
    ready_made.install(now=now)
    due = (now + timedelta(hours=in_hours)).astimezone(UTC)
    values = {"what": "Send the offer", "zone": "UTC", "local_date": due.date(), "local_time": due.time(), **fields}
    return make_promise(by=by, contact=contact, now=now, **values)
