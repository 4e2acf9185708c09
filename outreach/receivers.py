"""What outreach does when the ground, contacts and staff announce a fact."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from anymail.signals import tracking
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Channel, ConsentState, Contact, Merge
from contacts.signals import (
    consent_recorded,
    contact_erased,
    contact_zone_changed,
    contacts_merged,
    contacts_unmerged,
)
from crm.signals import job_ended
from crm.text import storable
from outreach import ready_made
from outreach.actions.erasing import forget_mails
from outreach.actions.events import Told, kind_of_bounce, record_event
from outreach.actions.merging import carry_mails, give_mails_back
from outreach.actions.planning import hand_over, move_to_zone, revive_skipped
from outreach.models import EventKind, Heartbeat, Message
from staff.models import User
from staff.people import Belonging
from staff.signals import belongings_asked, colleague_left, organisation_founded

LONGEST_REFERENCE, LONGEST_ADDRESS, LONGEST_WORDS = 200, 254, 300
BY_NAME = {
    "delivered": EventKind.DELIVERED,
    "complained": EventKind.COMPLAINED,
    "unsubscribed": EventKind.UNSUBSCRIBED,
}


@receiver(job_ended)
def note_heartbeat(name: str, at: datetime, **kwargs: Any) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


@receiver(organisation_founded)
def install_ready_made(now: datetime, **kwargs: Any) -> None:
    ready_made.install(now=now)


@receiver(contact_zone_changed)
def move_planned_mail(contact: Contact, now: datetime, **kwargs: Any) -> None:
    move_to_zone(contact=contact, now=now)


@receiver(consent_recorded)
def plan_again_what_was_skipped(
    contact: Contact, purpose: str, channel: str, state: str, now: datetime, **kwargs: Any
) -> None:
    if channel == Channel.EMAIL and state == ConsentState.GIVEN:
        revive_skipped(contact=contact, purpose=purpose, now=now)


@receiver(contacts_merged, dispatch_uid="outreach.contacts_merged")
def take_mails_along(merges: list[Merge], **kwargs: Any) -> None:
    for merge in merges:
        carry_mails(merge)


@receiver(contacts_unmerged, dispatch_uid="outreach.contacts_unmerged")
def bring_mails_back(merges: list[Merge], **kwargs: Any) -> None:
    for merge in merges:
        give_mails_back(merge)


@receiver(contact_erased, dispatch_uid="outreach.contact_erased")
def forget_mails_of(contacts: list[Contact], words: list[str], now: datetime, **kwargs: Any) -> None:
    forget_mails(contacts, words, now)


@receiver(belongings_asked, dispatch_uid="outreach.belongings")
def count_belongings(user: User, **kwargs: Any) -> list[Belonging]:
    return [Belonging(_("Prepared mails"), Message.objects.pending().filter(sender=user).count())]


@receiver(colleague_left, dispatch_uid="outreach.hand_over")
def hand_over_mails(user: User, successor: User | None, **kwargs: Any) -> None:
    if successor is not None:
        hand_over(user=user, successor=successor)


@receiver(tracking)
def note_what_became_of_a_mail(event: Any, esp_name: str, **kwargs: Any) -> None:
    """Opens and clicks are nobody's business here; a delay counts only where the mailbox is full."""
    words = " ".join(str(part) for part in (event.mta_response, event.description) if part)
    kind = _kind(event.event_type, event.reject_reason, words)
    if kind is None:
        return
    record_event(
        Told(
            provider=esp_name,
            event_id=storable(event.event_id or "", LONGEST_REFERENCE) or _digest(event),
            kind=kind,
            at=event.timestamp or timezone.now(),
            message_uuid=str((event.metadata or {}).get("message", "")),
            provider_ref=storable(event.message_id or "", LONGEST_REFERENCE),
            recipient=storable(event.recipient or "", LONGEST_ADDRESS),
            words=storable(words, LONGEST_WORDS),
        )
    )


def _kind(event_type: str, reject_reason: str | None, words: str) -> EventKind | None:
    if event_type in ("bounced", "rejected", "deferred"):
        kind = kind_of_bounce(words)
        if event_type == "deferred":
            return kind if kind == EventKind.MAILBOX_FULL else None
        is_plain = kind == EventKind.BOUNCED
        return EventKind.NO_SUCH_USER if is_plain and reject_reason == "invalid" else kind
    return BY_NAME.get(event_type)


def _digest(event: Any) -> str:
    """A name for an event without one: the same words give the same name."""
    words = json.dumps(event.esp_event, sort_keys=True, default=str)
    return f"sha256:{sha256(words.encode()).hexdigest()}"
