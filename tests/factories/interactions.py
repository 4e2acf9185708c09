"""Entries of the timeline and follow-ups."""

from datetime import UTC, datetime, timedelta
from itertools import count

from contacts.models import Contact
from interactions.actions import log_interaction, note_entry, plan_follow_up, save_policy
from interactions.actions.recaps import send_recap
from interactions.actions.timeline import add_entries
from interactions.models import (
    Direction,
    FollowUp,
    FollowUpKind,
    Interaction,
    Kind,
    Recap,
    ResponseClock,
    ResponsePolicy,
)
from outreach import ready_made
from staff import tokens
from staff.models import TokenPurpose, User

_numbers = count(1)


def make_entry(contact: Contact, at: datetime, *, now: datetime | None = None, **fields: object) -> Interaction:
    """An entry with any of its columns, written down at `now`; a customer who writes awaits an answer."""
    told = {"kind": Kind.CALL, "direction": Direction.IN, "source": f"test/{next(_numbers)}", **fields}
    add_entries([Interaction(contact=contact, at=at, **told)], now or at)
    entry = Interaction.objects.select_related("contact", "by").get(source=told["source"])
    note_entry(entry, now=now or at)
    return entry


def make_follow_up(by: User, contact: Contact, *, now: datetime, in_hours: int = 24, **fields: object) -> FollowUp:
    """A task due some hours after `now`, on the UTC clock."""
    ready_made.install(now=now)
    due = (now + timedelta(hours=in_hours)).astimezone(UTC)
    values = {"kind": FollowUpKind.TASK, "title": "Call back", "zone": "UTC", **fields}
    return plan_follow_up(
        by=by, contact=contact, local_date=due.date(), local_time=due.time().replace(microsecond=0), now=now, **values
    )


def make_policy(by: User, **fields: object) -> ResponsePolicy:
    """Four hours of the customer's working time to the first answer, whatever and whoever it is."""
    values = {"name": "Everybody", "first_response_minutes": 240, **fields}
    return save_policy(by=by, policy=ResponsePolicy(**values))


def make_question(contact: Contact, at: datetime, **fields: object) -> Interaction:
    """A mail from the customer, who awaits an answer."""
    values = {"kind": Kind.EMAIL, "direction": Direction.IN, "summary": "Where are the lamps?", "now": at, **fields}
    return make_entry(contact, at, **values)


def make_answer(contact: Contact, at: datetime, **fields: object) -> Interaction:
    return make_entry(contact, at, **{"kind": Kind.EMAIL, "direction": Direction.OUT, "now": at, **fields})


def make_clock(contact: Contact, at: datetime, **fields: object) -> ResponseClock:
    """The one that a mail of the customer starts; a policy must be there."""
    return ResponseClock.objects.get(entry=make_question(contact, at, **fields))


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
