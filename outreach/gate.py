"""May this message leave now? Asked in the transaction that marks it as in flight, never only when planning."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contacts.access import out_of_sight
from contacts.consent import verdict_on
from contacts.models import Channel, Contact, Purpose
from crm.clock import day_bounds, local
from outreach import reasons, windows
from outreach.access import about
from outreach.addresses import address_hash
from outreach.claiming import count_mail
from outreach.marks import Facts
from outreach.models import Anchor, Message, State
from outreach.yearly import is_kept_on
from staff.models import User
from staff.policy import Action, scope

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Refusal:
    """What becomes of a message that may not leave now; `not_before` where it waits for later."""

    state: State
    reason: str = ""
    not_before: datetime | None = None


def refusal(message: Message, found: Facts, address: str, now: datetime, feb29: str) -> Refusal | None:
    """The first reason against sending, or None. Counts the mail when nothing else stands against it.

    The message may have been loaded a while ago; `found` is what holds now.
    """
    _refresh(message, found)
    if found.is_late:
        return Refusal(State.EXPIRED, reasons.TOO_LATE)
    if not found.is_running:
        return Refusal(State.PENDING, not_before=message.not_before)
    code = recipient_refuses(message, found) or yearly_refuses(message, found, feb29) or sender_refuses(message)
    if code:
        return Refusal(State.CANCELLED if code == reasons.DATE_CHANGED else State.SKIPPED, code)
    if not address:
        return Refusal(State.SKIPPED, reasons.NO_ADDRESS)
    if found.is_suppressed:
        return Refusal(State.SKIPPED, reasons.SUPPRESSED)
    if not windows.is_open(message, now):
        return _postponed(message, now, reasons.QUIET_HOURS, State.EXPIRED)
    if message.step.is_capped and not count_mail(address_hash(address), local_day(message, now)):
        return _over_cap(message, now)
    return None


def _refresh(message: Message, found: Facts) -> None:
    """Let the recipient be what they are now."""
    if message.contact:
        message.contact.deleted_at = found.deleted_at
        message.contact.merged_into_id = found.merged_into_id
        message.contact.do_not_contact = found.do_not_contact
        message.contact.time_zone = found.contact_zone
    elif message.user:
        message.user.is_active = found.user_is_active
        message.user.time_zone = found.user_zone


def recipient_refuses(message: Message, found: Facts) -> str:
    """The code of the recipient's or a room's no; "" where there is none."""
    if message.user:
        if not message.user.is_active:
            return reasons.INACTIVE
        return reasons.OUT_OF_SIGHT if is_out_of_sight(message) else ""
    if message.contact is None:
        return ""
    verdict = verdict_on(message.contact, message.purpose, Channel.EMAIL, found.newest_consent)
    if not verdict:
        return verdict.code
    return reasons.HOLD if message.purpose != Purpose.SERVICE and found.is_held else ""


def is_out_of_sight(message: Message) -> bool:
    """Whether the colleague lost the customer of whom they were to be reminded; asked of their roles now."""
    card = about(message)
    return message.user is not None and bool(card and out_of_sight(User.objects.get(pk=message.user.pk), [card]))


def yearly_refuses(message: Message, found: Facts, feb29: str) -> str:
    """A greeting for a day that is no longer the contact's, or too soon after the last one."""
    if message.step.journey.anchor != Anchor.BIRTHDAY or message.contact is None:
        return ""
    if not is_kept_on(found.birthday, message.local_date, message.step, feb29):
        return reasons.DATE_CHANGED
    return reasons.RECENTLY_SENT if found.was_greeted else ""


def sender_refuses(message: Message) -> str:
    """Who prepared a mail in their own name may have left since, or may no longer write to this customer.

    Only their own words are asked about: ready-made ones are the house's, whoever stands as the sender. Asked anew and
    not of the joined sender, who was read with the batch.
    """
    if message.template_id is not None or message.sender_id is None or message.contact_id is None:
        return ""
    sender = User.objects.get(pk=message.sender_id)
    theirs = scope(sender, Action.MAIL_CONTACT, Contact.objects.filter(pk=message.contact_id))
    return "" if theirs.exists() else reasons.SENDER


def local_day(message: Message, at: datetime) -> date:
    return local(at, windows.recipient_zone(message)).date()


def _over_cap(message: Message, now: datetime) -> Refusal:
    day_ends = day_bounds(local_day(message, now), windows.recipient_zone(message))[1]
    return _postponed(message, day_ends - MOMENT, reasons.CAP, State.SKIPPED)


def _postponed(message: Message, after: datetime, reason: str, otherwise: State) -> Refusal:
    opening = windows.next_opening(message, after)
    if opening > message.not_after:
        return Refusal(otherwise, reason)
    return Refusal(State.PENDING, reason, opening)
