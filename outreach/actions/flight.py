"""The marks that a sender leaves in the database around each hand-over.

A message is in flight while its sender's slot points at it. The end of one flight and the beginning of the next are
one commit; a sender that dies leaves at most one message in doubt.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from outreach import gate, marks, reasons
from outreach.addresses import address_hash
from outreach.claiming import uncount_mail
from outreach.models import Message, SendSlot, State
from outreach.rendering import Rendered
from outreach.transport import Answer, Outcome

BACK_OFF = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6)]
PROVIDER_BACK_OFF = timedelta(minutes=1)
LOST = "lost"  # instead of a state: the message was no longer this sender's


class SlotLost(Exception):
    """Another process took this sender for dead; it must stop at once."""


@dataclass(frozen=True)
class Landing:
    """What an answer makes of a message, not yet written down."""

    message: Message
    state: State
    reason: str = ""
    changes: dict[str, object] = field(default_factory=dict)
    uncounts: tuple[str, datetime] | None = None


def take_off(
    slot: SendSlot, rendered: Rendered, now: datetime, feb29: str, *, after: Landing | None = None
) -> str | None:
    """Write down how the last flight ended, mark the next message as in flight and ask everything about it once more.

    Return the state of a message that may not go, None where it may.
    """
    message, address = rendered.message, rendered.address
    last = _change(after) if after else None
    found = marks.take_off(slot, message, address, now=now, beat=timezone.now(), last=last)
    if found is None:
        _point_at_none(slot)
        return LOST
    try:
        refused = gate.refusal(message, found, address, now, feb29)
    except Exception:
        _point_at_none(slot)  # nothing was handed over, so there is no doubt
        raise
    if refused is None:
        return None
    changes: dict[str, object] = {"not_before": refused.not_before} if refused.not_before else {}
    return touch_down(slot, Landing(message, refused.state, refused.reason, changes))


@transaction.atomic
def touch_down(slot: SendSlot, landing: Landing) -> str:
    """Write down how a flight ended, and that no other follows for now."""
    _point_at_none(slot)
    if landing.uncounts is not None:
        address, at = landing.uncounts
        uncount_mail(address_hash(address), gate.local_day(landing.message, at))
    return _settle(slot, landing)


def landing_of(rendered: Rendered, outcome: Outcome, now: datetime) -> Landing:
    """What the provider's answer means for the message."""
    message = rendered.message
    answer = {"last_code": outcome.code[:10], "last_error": outcome.error[:300]}
    if outcome.answer == Answer.SENT:
        return Landing(message, State.SENT, changes={"sent_at": now, "provider_ref": outcome.reference[:200], **answer})
    if outcome.answer == Answer.UNKNOWN:
        return Landing(message, State.UNKNOWN, changes={"unknown_at": timezone.now(), **answer})
    state, reason, later = _without_success(message, outcome.answer, now)
    uncounts = (rendered.address, now) if message.step.is_capped else None
    return Landing(message, state, reason, {**later, **answer}, uncounts)


def _without_success(message: Message, answer: Answer, now: datetime) -> tuple[State, str, dict[str, object]]:
    """State, reason and changes of a message that certainly did not leave."""
    if answer == Answer.REFUSED:
        return State.FAILED, reasons.REFUSED, {}
    if answer == Answer.CONNECTION:
        return State.PENDING, "", {}
    if answer == Answer.BLOCKED:  # should it be this mail after all, another one goes first next time
        return State.PENDING, "", {"not_before": min(now + PROVIDER_BACK_OFF, message.not_after)}
    if answer == Answer.THROTTLED:
        return _again(message, now + PROVIDER_BACK_OFF, message.attempts)
    if message.attempts >= len(BACK_OFF):
        return State.FAILED, reasons.TEMPORARY, {}
    wait = BACK_OFF[message.attempts] * random.uniform(0.5, 1)
    return _again(message, now + wait, message.attempts + 1)


def _again(message: Message, at: datetime, attempts: int) -> tuple[State, str, dict[str, object]]:
    if at > message.not_after:
        return State.EXPIRED, reasons.TEMPORARY, {}
    return State.PENDING, "", {"not_before": at, "attempts": attempts}


def _point_at_none(slot: SendSlot) -> None:
    if not marks.point(slot, None, beat=timezone.now()):
        raise SlotLost


def fail(slot: SendSlot, message: Message, error: str) -> str:
    """A message that cannot be written."""
    return _settle(slot, Landing(message, State.FAILED, reasons.RENDER, {"last_error": error[:300]}))


def _settle(slot: SendSlot, landing: Landing) -> str:
    """Give a claimed message its state, if it is still this sender's."""
    return str(landing.state) if marks.settle(slot, _change(landing)) else LOST


def _change(landing: Landing) -> marks.Change:
    """What a system mail said is forgotten when it is settled."""
    message, values = landing.message, dict(landing.changes)
    if message.contact_id is None and message.user_id is None and landing.state not in (State.PENDING, State.UNKNOWN):
        values["body"] = ""
    free = {"claimed_by_id": None, "claims": 0}
    return marks.Change(message, {"state": landing.state, "reason": landing.reason, **free, **values})


@transaction.atomic
def give_back(slot: SendSlot) -> None:
    """A sender stops in good order: what it claimed and did not send waits again."""
    list(SendSlot.objects.select_for_update().filter(pk=slot.pk))  # the slot before its messages, as everywhere
    _close(slot, claims=F("claims") - 1)


def reap(*, silence: timedelta | None = None) -> dict[str, int]:
    """Take back what dead senders held; what they had in flight is unknown."""
    silence = silence or timedelta(seconds=settings.OUTREACH_SILENCE)
    counts: Counter[str] = Counter(senders=0, unknown=0, returned=0)
    for slot in SendSlot.objects.filter(beat__lt=timezone.now() - silence):
        with transaction.atomic():
            dead = SendSlot.objects.select_for_update().filter(pk=slot.pk, beat__lt=timezone.now() - silence).first()
            if dead is not None:
                counts += Counter(_close(dead))
    return {"senders": 0, "unknown": 0, "returned": 0, **counts}


def _close(slot: SendSlot, **changes: object) -> dict[str, int]:
    """What was in flight is in doubt, unless the provider has told us meanwhile that it arrived."""
    held = Message.objects.filter(state=State.CLAIMED, claimed_by=slot)
    flying = held.filter(pk__in=SendSlot.objects.filter(pk=slot.pk).values("message"))
    free = {"claimed_by": None, "claims": 0}
    flying.filter(delivered_at__isnull=False).update(state=State.SENT, sent_at=F("delivered_at"), **free)
    unknown = flying.update(state=State.UNKNOWN, unknown_at=timezone.now(), **free)
    returned = held.update(state=State.PENDING, claimed_by=None, **changes)
    SendSlot.objects.filter(pk=slot.pk).delete()
    return {"senders": 1, "unknown": unknown, "returned": returned}
