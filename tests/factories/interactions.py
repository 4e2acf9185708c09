"""Entries of the timeline and follow-ups."""

from datetime import UTC, datetime, timedelta
from itertools import count

from contacts.models import Contact
from interactions.actions import add_entry, log_interaction, plan_follow_up
from interactions.actions.recaps import send_recap
from interactions.models import FollowUp, FollowUpKind, Interaction, Kind, Recap
from outreach import ready_made
from staff import tokens
from staff.models import TokenPurpose, User

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


def make_recap(entry: Interaction, *, by: User, now: datetime, **fields: object) -> Recap:
    """A recap that was sent of the entry, with its own points unless others are given."""
    ready_made.install(now=now)
    return send_recap(by=by, interaction=entry, now=now, **{"points": entry.points, **fields})


def make_recap_link(recap: Recap, *, now: datetime) -> str:
    return tokens.issue(TokenPurpose.RECAP, subject_id=recap.pk, expires_at=recap.expires_at, now=now)


def make_talk(by: User, contact: Contact, at: datetime, **fields: object) -> Interaction:
    """A call that a colleague logged as soon as it was over."""
    values = {"kind": Kind.CALL, "direction": "both", **fields}
    return log_interaction(by=by, contact=contact, at=at, now=at, **values)
