"""Planning what is next: a task for its owner, or a mail that leaves at the customer's hour."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from interactions.care import check_may_write
from interactions.models import FollowUp, FollowUpKind, FollowUpState
from outreach import rules
from outreach.actions.planning import cancel_message, move_message, plan_message
from outreach.models import Message
from staff import audit
from staff.models import User

LATE_FOR = timedelta(hours=24)
FURTHEST = timedelta(days=3660)


@transaction.atomic
def plan_follow_up(  # long: the arguments stand one a line, twice
    *,
    by: User,
    contact: Contact,
    kind: str,
    title: str,
    local_date: date,
    local_time: time,
    zone: str,
    body: str = "",
    owner: User | None = None,
    is_second: bool = False,
    follows_contact: bool = False,
    minutes: int | None = None,
    source: str = "",
    now: datetime | None = None,
) -> FollowUp:
    """Plan the next step for a wall time in `zone`; raise ValidationError for a moment past or too far away, or for a
    mail of somebody who leaves a tense relationship to others.

    Of a time that comes twice on its day it is the first, unless `is_second`. With `follows_contact` it keeps its local
    time when the contact moves to another zone. A mail is planned in the outbox in the same transaction; a task plans
    the owner's reminder there. `source` names the record that asks for it, which asks for one alone.
    """
    now = now or timezone.now()
    if kind == FollowUpKind.MAIL:
        check_may_write(by, contact)
    follow_up = FollowUp(
        contact=contact,
        owner=owner or by,
        kind=kind,
        title=title,
        body=body,
        local_date=local_date,
        local_time=local_time,
        is_second=is_second,
        zone=zone,
        follows_contact=follows_contact,
        minutes=minutes,
        source=source,
        created_by=by,
        created_at=now,
    )
    follow_up.due_at = _due_at(follow_up, now)
    follow_up.full_clean()
    follow_up.save()
    follow_up.message = _plan_mail(follow_up, now) if kind == FollowUpKind.MAIL else _plan_reminder(follow_up, now)
    follow_up.save(update_fields=["message"])
    audit.record("interactions.plan", by=by, subject=follow_up, detail={"contact": contact.pk, "kind": kind}, now=now)
    return follow_up


def _due_at(follow_up: FollowUp, now: datetime) -> datetime:
    # The dates are compared first: the ends of the calendar have no instant in every zone.
    if follow_up.local_date > (now + FURTHEST).date():
        raise ValidationError({"local_date": _("This day is more than ten years away.")})
    if follow_up.local_date >= (now - timedelta(days=1)).date():
        due_at = follow_up.agreed_instant
        if due_at > now:
            return due_at
    raise ValidationError({"local_time": _("This moment has passed already.")})


def occurrence_of(follow_up: FollowUp) -> str:
    return f"followup/{follow_up.pk}/{follow_up.due_at:%Y-%m-%dT%H:%MZ}"


def _local_hour(follow_up: FollowUp) -> dict[str, Any]:
    """The hour that a message waits for; only one on the customer's clock moves along with them."""
    if not follow_up.follows_contact:
        return {"zone": follow_up.zone}
    return {"zone": follow_up.zone, "local_date": follow_up.local_date, "local_time": follow_up.local_time}


def _plan_mail(follow_up: FollowUp, now: datetime) -> Message:
    return plan_message(
        rule=rules.FOLLOW_UP,
        occurrence=occurrence_of(follow_up),
        contact=follow_up.contact,
        not_before=follow_up.due_at,
        not_after=follow_up.due_at + LATE_FOR,
        **_local_hour(follow_up),
        subject=follow_up.title,
        body=follow_up.body,
        sender=follow_up.owner,
        by=follow_up.created_by,
        now=now,
    )


def _plan_reminder(follow_up: FollowUp, now: datetime) -> Message:
    return plan_message(
        rule=rules.REMINDER,
        occurrence=occurrence_of(follow_up),
        user=follow_up.owner,
        not_before=follow_up.due_at,
        not_after=follow_up.due_at + LATE_FOR,
        **_local_hour(follow_up),
        variables={
            "title": follow_up.title,
            "contact": follow_up.contact.full_name,
            "path": reverse("contacts:contact_detail", args=[follow_up.contact_id]),
        },
        by=follow_up.created_by,
        now=now,
    )


@transaction.atomic
def close_follow_up(*, by: User, follow_up: FollowUp, outcome: str, now: datetime | None = None) -> None:
    """Done: the reminder or mail that still waits is withdrawn."""
    _close(by=by, follow_up=follow_up, state=FollowUpState.DONE, outcome=outcome, now=now or timezone.now())


@transaction.atomic
def cancel_follow_up(*, by: User, follow_up: FollowUp, reason: str = "", now: datetime | None = None) -> None:
    _close(by=by, follow_up=follow_up, state=FollowUpState.CANCELLED, outcome=reason, now=now or timezone.now())


def _close(*, by: User | None, follow_up: FollowUp, state: str, outcome: str, now: datetime) -> None:
    claimed = FollowUp.objects.open().filter(pk=follow_up.pk)
    if not claimed.update(state=state, closed_at=now, outcome=outcome):
        return
    if follow_up.message:
        cancel_message(follow_up.message, reason="follow_up_closed", now=now)
    audit.record("interactions.close", by=by, subject=follow_up, detail={"state": state}, now=now)


def mails_left(messages: list[Message], now: datetime) -> None:
    """The prepared mails of follow-ups were sent: the follow-ups are done."""
    FollowUp.objects.open().filter(message__in=messages, kind=FollowUpKind.MAIL).update(
        state=FollowUpState.DONE, closed_at=now
    )


@transaction.atomic
def move_with_contact(contact: Contact, now: datetime) -> None:
    """The contact lives in another zone: what was agreed on their clock keeps its local time there."""
    moving = FollowUp.objects.open().filter(contact=contact, follows_contact=True).exclude(zone=contact.time_zone)
    for follow_up in moving.select_related("message"):
        follow_up.zone = contact.time_zone
        follow_up.due_at = follow_up.agreed_instant
        follow_up.save(update_fields=["zone", "due_at"])
        if follow_up.message and follow_up.message.zone != contact.time_zone:
            move_message(follow_up.message, zone=contact.time_zone)
