"""Planning what is next: a task for its owner, or a mail that leaves at the customer's hour."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from crm.clock import local, to_utc
from crm.clock import zone as zone_named
from interactions.care import check_may_write
from interactions.models import FollowUp, FollowUpKind, FollowUpState
from interactions.repeating import Rhythm
from outreach import rules
from outreach.actions.planning import cancel_message, move_message, move_to_instant, plan_message
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
    local_time: time | None,
    zone: str,
    body: str = "",
    owner: User | None = None,
    is_second: bool = False,
    follows_contact: bool = False,
    minutes: int | None = None,
    rhythm: Rhythm | None = None,
    source: str = "",
    now: datetime | None = None,
) -> FollowUp:
    """Plan the next step for a wall time in `zone`; raise ValidationError for a moment past or too far away, or for a
    mail of somebody who leaves a tense relationship to others.

    Without a time it is due when the day ends there. Of a time that comes twice on its day it is the first, unless
    `is_second`. With `follows_contact` it keeps its local time when the contact moves to another zone. A mail is
    planned in the outbox in the same transaction; a task plans the owner's reminder there, and the next of its
    `rhythm` when it is closed. `source` names the record that asks for it, which asks for one alone.
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
        **_repeating(rhythm),
    )
    follow_up.due_at = _due_at(follow_up, now)
    follow_up.full_clean()
    follow_up.save()
    follow_up.message = _plan_mail(follow_up, now) if kind == FollowUpKind.MAIL else plan_reminder(follow_up, now)
    follow_up.save(update_fields=["message"])
    audit.record("interactions.plan", by=by, subject=follow_up, detail={"contact": contact.pk, "kind": kind}, now=now)
    return follow_up


def _repeating(rhythm: Rhythm | None) -> dict[str, Any]:
    if rhythm is None:
        return {}
    return {
        "repeat_unit": rhythm.unit,
        "repeat_every": rhythm.every,
        "repeat_on": list(rhythm.weekdays),
        "repeat_from": rhythm.first,
    }


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


def plan_reminder(follow_up: FollowUp, now: datetime, *, again: str = "") -> Message | None:
    """The mail that reminds the owner; `again` sets a later one apart. None where the hour for it is over.

    What is due by the hour reminds at that hour; what is due by the day when the owner's work begins on it.
    """
    begins = reminds_at(follow_up)
    if begins < now:
        return None
    return plan_message(
        rule=rules.REMINDER,
        occurrence=occurrence_of(follow_up) + again,
        user=follow_up.owner,
        not_before=begins,
        not_after=follow_up.due_at if follow_up.is_by_day else follow_up.due_at + LATE_FOR,
        **_reminding_hour(follow_up, begins),
        variables={
            "title": follow_up.title,
            "contact": follow_up.contact.full_name,
            "path": reverse("contacts:contact_detail", args=[follow_up.contact_id]),
        },
        by=follow_up.created_by,
        now=now,
    )


def reminds_at(follow_up: FollowUp) -> datetime:
    if not follow_up.is_by_day:
        return follow_up.due_at
    owner, place = follow_up.owner, zone_named(follow_up.owner.time_zone)
    day = local(follow_up.due_at, place).date()
    begins = to_utc(day, owner.work_from, place)
    # The day of a customer in the west ends in the owner's night: the morning before is meant.
    return begins if begins < follow_up.due_at else to_utc(day - timedelta(days=1), owner.work_from, place)


def _reminding_hour(follow_up: FollowUp, begins: datetime) -> dict[str, Any]:
    """Where the owner's own clock decides, the mail may go at that hour, however early it is."""
    if not follow_up.is_by_day and not follow_up.snoozes:
        return _local_hour(follow_up)
    there = local(begins, zone_named(follow_up.owner.time_zone))
    return {"zone": follow_up.owner.time_zone, "local_date": there.date(), "local_time": there.time()}


def withdraw_reminder(follow_up: FollowUp, *, reason: str, now: datetime) -> None:
    if follow_up.message:
        cancel_message(follow_up.message, reason=reason, now=now)


def mails_left(messages: list[Message], now: datetime) -> None:
    """The prepared mails of follow-ups were sent: the follow-ups are done."""
    FollowUp.objects.open().filter(message__in=messages, kind=FollowUpKind.MAIL).update(
        state=FollowUpState.DONE, closed_at=now
    )


@transaction.atomic
def move_with_contact(contact: Contact, now: datetime) -> None:
    """The contact lives in another zone: what was agreed on their clock keeps its local time there."""
    moving = FollowUp.objects.open().filter(contact=contact, follows_contact=True).exclude(zone=contact.time_zone)
    for follow_up in moving.select_related("message", "owner"):
        follow_up.zone = contact.time_zone
        if not follow_up.snoozes:
            follow_up.due_at = follow_up.agreed_instant
        follow_up.save(update_fields=["zone", "due_at"])
        if follow_up.message and follow_up.is_by_day:
            move_to_instant(follow_up.message, begins=reminds_at(follow_up))
        elif follow_up.message and follow_up.message.zone != contact.time_zone and not follow_up.snoozes:
            move_message(follow_up.message, zone=contact.time_zone)
