"""What a provider tells us about a mail afterwards, and what follows from it. Telling it twice changes nothing."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from outreach import reasons
from outreach.actions.subscriptions import ADVERTISING, unsubscribe
from outreach.addresses import address_hash
from outreach.models import EventKind, InboundEvent, Message, State, Suppression

FULL_TIMES = 3
FULL_WITHIN = timedelta(days=7)
FULL_HOLDS = timedelta(days=30)
DOUBT_LASTS = timedelta(hours=72)

# Enhanced status codes of RFC 3463, and the words of servers that send none.
_FULL = re.compile(r"\b[45]\.2\.2\b|mailbox (is )?full|over quota|quota exceeded", re.IGNORECASE)
_POLICY = re.compile(r"\b[45]\.7\.\d+\b", re.IGNORECASE)
_NO_SUCH_USER = re.compile(r"\b5\.1\.\d+\b|(user|mailbox|recipient|address) (is )?unknown|no such user", re.IGNORECASE)
BOUNCES = (EventKind.NO_SUCH_USER, EventKind.MAILBOX_FULL, EventKind.POLICY, EventKind.BOUNCED)


@dataclass(frozen=True)
class Told:
    """One event in a provider's words."""

    provider: str
    event_id: str
    kind: EventKind
    at: datetime
    message_uuid: str = ""
    provider_ref: str = ""
    recipient: str = ""
    words: str = ""


def kind_of_bounce(words: str) -> EventKind:
    if _FULL.search(words):
        return EventKind.MAILBOX_FULL
    if _POLICY.search(words):
        return EventKind.POLICY
    return EventKind.NO_SUCH_USER if _NO_SUCH_USER.search(words) else EventKind.BOUNCED


@transaction.atomic
def record_event(told: Told) -> bool:
    """Keep the event and let it take effect; False for one that is known, or about a mail that is not ours."""
    message = _message(told)
    if message is None:
        return False
    address = message.address or told.recipient
    event = InboundEvent(
        provider=told.provider,
        event_id=told.event_id[:200],
        kind=told.kind,
        message=message,
        address_hash=address_hash(address),
        words=told.words[:300],
        at=told.at,
    )
    if not _insert_once(event):
        return False
    _apply(event, message)
    return True


def _message(told: Told) -> Message | None:
    """Ours by its own number, which comes back with the event, or else by the provider's."""
    rows = Message.objects.select_for_update(of=("self",)).select_related("contact")
    try:
        return rows.filter(uuid=UUID(told.message_uuid)).first()
    except ValueError:
        return rows.filter(provider_ref=told.provider_ref).first() if told.provider_ref else None


def _insert_once(event: InboundEvent) -> bool:
    """The unique key decides which of two deliveries of one event counts."""
    known = InboundEvent.objects.filter(provider=event.provider, event_id=event.event_id)
    if known.exists():
        return False
    InboundEvent.objects.bulk_create([event], ignore_conflicts=True)
    return known.filter(created_at=event.created_at, kind=event.kind).exists()


def _apply(event: InboundEvent, message: Message) -> None:
    row = Message.objects.filter(pk=message.pk)
    # Whatever is told about it afterwards, it has left.
    row.filter(state__in=[State.UNKNOWN, State.CLOSED]).update(state=State.SENT, sent_at=event.at, reason="")
    if event.kind == EventKind.DELIVERED:
        row.update(delivered_at=Coalesce(F("delivered_at"), event.at))
    elif event.kind in BOUNCES:
        row.update(bounced_at=Coalesce(F("bounced_at"), event.at))
        _suppress_after_bounce(event)
    elif event.kind == EventKind.COMPLAINED:
        row.update(complained_at=Coalesce(F("complained_at"), event.at))
        for purpose in ADVERTISING:
            _suppress(event.address_hash, purpose, reasons.COMPLAINED)
    elif message.contact is not None:
        unsubscribe(contact=message.contact, message=message, purpose=message.purpose, everything=False, now=event.at)


def _suppress_after_bounce(event: InboundEvent) -> None:
    if event.kind == EventKind.NO_SUCH_USER:
        _suppress(event.address_hash, Suppression.ALL, reasons.BOUNCED)
    elif event.kind == EventKind.MAILBOX_FULL:
        lately = InboundEvent.objects.filter(
            address_hash=event.address_hash, kind=event.kind, at__gt=event.at - FULL_WITHIN, at__lte=event.at
        )
        if lately.count() >= FULL_TIMES:
            _suppress(event.address_hash, Suppression.ALL, reasons.MAILBOX_FULL, until=event.at + FULL_HOLDS)


def _suppress(hashed: str, scope: str, reason: str, until: datetime | None = None) -> None:
    """What stands without an end is never shortened."""
    row = Suppression(address_hash=hashed, scope=scope, reason=reason, until=until)
    Suppression.objects.bulk_create([row], ignore_conflicts=True)
    ending = Suppression.objects.filter(address_hash=hashed, scope=scope, until__isnull=False)
    ending.update(reason=reason, until=until)


def close_unknown(*, now: datetime) -> int:
    """Nobody has told us within three days whether it left, so nobody will. What a system mail said is forgotten."""
    doubted = Message.objects.filter(state=State.UNKNOWN).annotate(since=Coalesce("unknown_at", "created_at"))
    old = doubted.filter(since__lt=now - DOUBT_LASTS)
    system = old.filter(contact=None, user=None).update(state=State.CLOSED, reason=reasons.NO_ANSWER, body="")
    return system + old.update(state=State.CLOSED, reason=reasons.NO_ANSWER)
