"""Where a mail goes: onto a timeline, into the triage list of a colleague, or nowhere, and why.

A mail decides nothing by itself but this: no stage, no consent and no other row follows from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from contacts.models import Contact
from interactions.models import Direction
from mailbox import people
from mailbox.automatic import reason_not_a_person
from mailbox.headers import all_of
from mailbox.models import Mailbox, MailState, Reason
from mailbox.parsing import Content
from mailbox.verdicts import Verdict, verdict
from staff.models import User

DOUBTS = {Verdict.FORGED: Reason.FORGED, Verdict.UNVERIFIED: Reason.UNVERIFIED}


@dataclass(frozen=True)
class Place:
    """`contact` is whose timeline it goes onto, or who may have written it; `by` the colleague who wrote it."""

    owner: User
    state: str
    reason: str = ""
    earlier_reason: str = ""
    direction: str = Direction.IN
    contact: Contact | None = None
    others: Sequence[int] = ()
    by: User | None = None
    is_shared: bool = False


def place_of(mailbox: Mailbox, content: Content) -> Place:
    drop = people.drop_box_of(mailbox, content)
    owner, is_shared = (drop.user, True) if drop else (mailbox.owner, False)
    senders = [address for _name, address in content.senders]
    waiting = Place(owner, MailState.WAITING, is_shared=is_shared)
    ignored = replace(waiting, state=MailState.IGNORED)
    if content.is_unreadable:
        return replace(waiting, reason=Reason.UNREADABLE)
    if len(senders) != 1:
        return replace(waiting, reason=Reason.NO_SENDER)
    sender = senders[0]
    if drop and not people.is_theirs(sender, owner):
        return replace(ignored, reason=Reason.NOT_THEIR_DROP)
    if not_a_person := reason_not_a_person(content.mail, sender, content.subject):
        return replace(ignored, reason=not_a_person)
    author = owner if drop else people.author_of(sender, mailbox)
    place = _outgoing(content, waiting, author, mailbox) if author else _incoming(content, waiting, sender)
    place = _doubted(place, mailbox, content, sender, author)
    if people.is_ignored(sender, owner):
        return replace(place, state=MailState.IGNORED, reason=Reason.SENDER_IGNORED, earlier_reason=place.reason)
    return place


def _incoming(content: Content, waiting: Place, sender: str) -> Place:
    owner = waiting.owner
    found = people.contacts_at([sender], owner).get(sender, [])
    answered = people.answered_contact(content, owner)
    if answered is not None and len(found) > 1 and answered in found:
        found = [answered]
    contact = people.the_one(found, owner)
    if contact is not None:
        others = _among_recipients(content, owner)
        named = [one.pk for one in others if one != contact]
        return replace(waiting, state=MailState.TIMELINE, contact=contact, others=named)
    if found:
        return replace(waiting, reason=Reason.SEVERAL, contact=found[0])
    if answered is not None:
        return replace(waiting, reason=Reason.OTHER_ADDRESS, contact=answered)
    return replace(waiting, reason=Reason.UNKNOWN)


def _outgoing(content: Content, waiting: Place, author: User, mailbox: Mailbox) -> Place:
    """A colleague wrote it: to the first of the recipients whom we know, or forwarded what a customer wrote."""
    out = replace(waiting, direction=Direction.OUT, by=author)
    known = _among_recipients(content, waiting.owner)
    if known:
        return replace(out, state=MailState.TIMELINE, contact=known[0], others=[one.pk for one in known[1:]])
    outside = [address for _name, address in content.recipients if not people.is_drop_address(mailbox, address)]
    if not waiting.is_shared:
        # Of one's own mails, those to customers alone belong into the log.
        among_us = people.are_colleagues(outside)
        return replace(out, state=MailState.IGNORED, reason=Reason.INTERNAL if among_us else Reason.NO_RECIPIENT)
    forwarded = people.contacts_at([content.forwarded], waiting.owner).get(content.forwarded, [])
    contact = people.the_one(forwarded, waiting.owner)
    if contact is not None and not outside:
        return replace(out, state=MailState.TIMELINE, direction=Direction.IN, contact=contact)
    return replace(out, reason=Reason.NO_RECIPIENT)


def _among_recipients(content: Content, user: User) -> list[Contact]:
    found = people.contacts_at([address for _name, address in content.recipients], user)
    chosen = (people.the_one(sharing, user) for sharing in found.values())
    return list(dict.fromkeys(contact for contact in chosen if contact is not None))


def _doubted(place: Place, mailbox: Mailbox, content: Content, sender: str, author: User | None) -> Place:
    """What would go onto a timeline waits, unless the sender is who the mail says."""
    # Whatever was delivered carries the lines of the servers it went through; without them it was written right here.
    is_written_here = author == mailbox.owner and not all_of(content.mail, "Received")
    if place.state == MailState.IGNORED or is_written_here:
        return place
    found = verdict(content.mail, sender, mailbox.authserv_id)
    if found == Verdict.GENUINE:
        return place
    return replace(place, state=MailState.WAITING, reason=DOUBTS[found])
