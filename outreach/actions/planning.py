"""Planning one message and taking the plan back. The unique key stops a second one, whoever asks."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from contacts.models import Contact
from crm.clock import to_utc
from crm.clock import zone as zone_named
from crm.doorbell import ring_on_commit
from outreach import ready_made, reasons
from outreach.models import JourneyStep, Message, State
from staff import audit
from staff.models import User


def step_of(rule: str) -> JourneyStep:
    """The first step of a journey by its code; the ready-made journeys are made when first asked for."""
    steps = JourneyStep.objects.filter(journey__code=rule).select_related("journey", "template")
    found = steps.order_by("position").first()
    if found is None:
        ready_made.install()
        found = steps.order_by("position").get()
    return found


def plan_message(  # long: the arguments of a plan stand one a line, twice
    *,
    rule: str,
    occurrence: str,
    contact: Contact | None = None,
    user: User | None = None,
    address: str = "",
    not_before: datetime,
    not_after: datetime,
    zone: str = "UTC",
    local_date: date | None = None,
    local_time: time | None = None,
    subject: str = "",
    body: str = "",
    variables: dict[str, Any] | None = None,
    sender: User | None = None,
    by: User | None = None,
    now: datetime | None = None,
) -> Message:
    """Put one message into the outbox, or return the one that stands there under the same key.

    The recipient is a contact, a colleague or an address. A `body` is one-to-one text and wins over the
    rule's template. A message whose time has passed is born expired.
    """
    now = now or timezone.now()
    if [contact is not None, user is not None, bool(address)].count(True) != 1:
        raise ValueError("a message has one recipient: a contact, a colleague or an address")
    if not_after < not_before:
        raise ValueError("a message must be given a time in which it may leave")
    step = step_of(rule)
    message = Message(
        step=step,
        contact=contact,
        user=user,
        address=address,
        occurrence=occurrence,
        purpose=step.journey.purpose,
        priority=step.priority,
        state=State.EXPIRED if not_after < now else State.PENDING,
        reason=reasons.TOO_LATE if not_after < now else "",
        not_before=not_before,
        not_after=not_after,
        zone=zone,
        local_date=local_date,
        local_time=local_time,
        template=None if body else step.template,
        variables=variables or {},
        subject=" ".join(subject.split())[:200],
        body=body,
        sender=sender,
        created_at=now,
        created_by=by,
    )
    if message.not_before <= now:
        ring_on_commit("outreach.pump")
    return insert_once(message)


def insert_once(message: Message) -> Message:
    """Insert unless the key is taken; return the row that stands."""
    if message.contact_id is None and message.user_id is None:
        message.save(force_insert=True)
        return message
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return Message.objects.select_related("step__journey").get(
        step=message.step, contact=message.contact, user=message.user, occurrence=message.occurrence
    )


def cancel_message(message: Message, *, reason: str, now: datetime) -> bool:
    """Withdraw a message that still waits; False when it has left, is leaving, or was settled before."""
    waiting = Message.objects.pending().filter(pk=message.pk)
    return bool(waiting.update(state=State.CANCELLED, reason=reason[:60]))


@transaction.atomic
def skip_message(*, by: User, message: Message, now: datetime | None = None) -> bool:
    """A colleague decides that a planned mail shall not go."""
    now = now or timezone.now()
    if not cancel_message(message, reason=reasons.SKIPPED_BY_HAND, now=now):
        return False
    audit.record("outreach.skip", by=by, subject=message, now=now)
    return True


def revive_skipped(*, contact: Contact, purpose: str, now: datetime) -> int:
    """The contact has agreed: what was skipped for want of consent, and may still leave, is planned again."""
    skipped = Message.objects.filter(
        contact=contact,
        purpose=purpose,
        state=State.SKIPPED,
        reason__in=reasons.CONSENT_CODES,
        not_after__gt=now,
    )
    return skipped.update(state=State.PENDING, reason="")


@transaction.atomic
def move_to_zone(*, contact: Contact, now: datetime) -> int:
    """The contact lives elsewhere: what waits for a local hour waits for it there."""
    waiting = Message.objects.pending().filter(Q(contact=contact), ~Q(zone=contact.time_zone))
    return sum(move_message(message, zone=contact.time_zone) for message in waiting.select_for_update())


def hand_over(*, user: User, successor: User) -> int:
    """What a colleague prepared and has not left yet goes out in the successor's name; their reminders come to them."""
    waiting = Message.objects.pending()
    known = Message.objects.filter(user=successor).values("occurrence")
    waiting.filter(user=user).exclude(occurrence__in=known).update(user=successor)
    return waiting.filter(sender=user).update(sender=successor)


def move_message(message: Message, *, zone: str) -> bool:
    """Let a message that waits for a local hour wait for it in another zone; False if it waits for none."""
    if message.local_date is None or message.local_time is None:
        return False
    lasts = message.not_after - message.not_before
    begins = to_utc(message.local_date, message.local_time, zone_named(zone))
    waiting = Message.objects.pending().filter(pk=message.pk)
    return bool(waiting.update(zone=zone, not_before=begins, not_after=begins + lasts))


def move_to_instant(message: Message, *, begins: datetime) -> bool:
    """Let a message that waits leave at another instant, for as long as it was to wait; False where it does not."""
    lasts = message.not_after - message.not_before
    waiting = Message.objects.pending().filter(pk=message.pk)
    return bool(waiting.update(not_before=begins, not_after=begins + lasts))


def expire_overdue(*, now: datetime) -> int:
    """What still waits after its time is too late; secrets in mails of the system are forgotten."""
    system = Message.objects.overdue(now).filter(contact=None, user=None)
    expired = system.update(state=State.EXPIRED, reason=reasons.TOO_LATE, body="")
    return expired + Message.objects.overdue(now).update(state=State.EXPIRED, reason=reasons.TOO_LATE)
