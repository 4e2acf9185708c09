"""Closing a next step, which asks for the one after it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.clock import Feb29
from interactions.actions.follow_ups import FURTHEST, plan_follow_up, withdraw_reminder
from interactions.models import FollowUp, FollowUpKind, FollowUpState, Participant
from outreach import reasons
from staff import audit
from staff.models import Organisation, User

SOURCE = "interactions.followup/"


@dataclass(frozen=True)
class NextStep:
    """The task that whoever closes one has next with the same customer; without a time by the end of the day."""

    title: str
    local_date: date
    local_time: time | None
    zone: str


@transaction.atomic
def close_follow_up(
    *,
    by: User,
    follow_up: FollowUp,
    outcome: str,
    next_step: NextStep | None = None,
    none_because: str = "",
    now: datetime | None = None,
) -> FollowUp | None:
    """Done: what still waits in the outbox is withdrawn, and what is next is planned and returned.

    That is the `next_step`, or the next one of what repeats, or nothing, which wants a reason. Raise ValidationError
    where neither is said. Closed again nothing happens.
    """
    now = now or timezone.now()
    if not (next_step or none_because or follow_up.rhythm):
        raise ValidationError(_("Plan the next step, or say why none is needed."))
    if not _close(follow_up, FollowUpState.DONE, now, outcome=outcome, none_because=none_because):
        return None
    audit.record("interactions.close", by=by, subject=follow_up, detail={"state": FollowUpState.DONE}, now=now)
    follows = _plan_next_occurrence(follow_up, by, now)
    return _plan_next_step(follow_up, next_step, by, now) if next_step else follows


@transaction.atomic
def cancel_follow_up(*, by: User, follow_up: FollowUp, reason: str = "", now: datetime | None = None) -> None:
    """Not to be done, nor what it would repeat."""
    now = now or timezone.now()
    if _close(follow_up, FollowUpState.CANCELLED, now, outcome=reason):
        detail = {"state": FollowUpState.CANCELLED}
        audit.record("interactions.close", by=by, subject=follow_up, detail=detail, now=now)


@transaction.atomic
def stop_repeating(*, by: User, follow_up: FollowUp, now: datetime | None = None) -> bool:
    """This one stays, and none comes after it; False where it did not repeat."""
    repeating = FollowUp.objects.open().filter(pk=follow_up.pk, repeat_from__isnull=False)
    if not repeating.update(repeat_unit="", repeat_from=None):
        return False
    audit.record("interactions.stop_repeating", by=by, subject=follow_up, now=now or timezone.now())
    return True


def next_occurrence(follow_up: FollowUp, now: datetime) -> date | None:
    """The first date of its rhythm after the agreed one that is still to come, however late this one is."""
    if follow_up.rhythm is None:
        return None
    feb29 = cast("Feb29", Organisation.current().feb29)
    later = (on for on in follow_up.rhythm.dates(feb29) if on > follow_up.local_date)
    on = next((on for on in later if _at(follow_up, on).agreed_instant > now), None)
    return on if on is None or on <= (now + FURTHEST).date() else None


def _at(follow_up: FollowUp, on: date) -> FollowUp:
    return FollowUp(local_date=on, local_time=follow_up.local_time, zone=follow_up.zone)


def _close(follow_up: FollowUp, state: FollowUpState, now: datetime, **words: str) -> bool:
    claimed = FollowUp.objects.open().filter(pk=follow_up.pk)
    if not claimed.update(state=state, closed_at=now, flagged_at=None, **words):
        return False
    withdraw_reminder(follow_up, reason=reasons.FOLLOW_UP_CLOSED, now=now)
    return True


def _plan_next_occurrence(follow_up: FollowUp, by: User, now: datetime) -> FollowUp | None:
    """Counted from the agreed date and not from the day it was done; its source is this one, which has one alone."""
    on = next_occurrence(follow_up, now)
    if on is None:
        return None
    follows = plan_follow_up(
        by=by,
        contact=follow_up.contact,
        owner=follow_up.owner,
        kind=follow_up.kind,
        title=follow_up.title,
        local_date=on,
        local_time=follow_up.local_time,
        zone=follow_up.zone,
        follows_contact=follow_up.follows_contact,
        minutes=follow_up.minutes,
        rhythm=follow_up.rhythm,
        source=f"{SOURCE}{follow_up.pk}",
        now=now,
    )
    people = follow_up.participants.values_list("contact", "user")
    Participant.objects.bulk_create(
        Participant(follow_up=follows, contact_id=contact, user_id=user) for contact, user in people
    )
    return follows


def _plan_next_step(follow_up: FollowUp, step: NextStep, by: User, now: datetime) -> FollowUp:
    return plan_follow_up(
        by=by,
        contact=follow_up.contact,
        kind=FollowUpKind.TASK,
        title=step.title,
        local_date=step.local_date,
        local_time=step.local_time,
        zone=step.zone,
        now=now,
    )
