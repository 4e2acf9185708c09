"""A mail goes onto a timeline, or is taken off it. The entry names the mail; the words stay with the mail."""

from collections.abc import Sequence
from datetime import datetime

from contacts.models import Contact
from interactions.actions import add_entry, void_taken_back
from interactions.models import Direction, Kind
from mailbox.models import MailState, Reason, ReceivedMail
from staff.models import User

# Characters of the copy key: enough for no two mails to meet, and the source of an entry is short.
KEY = 40


def put_on_timeline(mail: ReceivedMail, contact: Contact, *, by: User | None, others: Sequence[int] = ()) -> None:
    """One entry for all copies of the mail that are this contact's; `others` are the other contacts it names, on whose
    timelines it stands too.

    The subject stands in the entry only where everybody who sees the timeline may read the mail.
    """
    mail.entry = add_entry(
        contact=contact,
        kind=Kind.EMAIL,
        source=_source(mail, contact),
        at=mail.at,
        params={"mail": mail.pk},
        beside=others,
        by=by,
        direction=mail.direction,
        is_automatic=False,
        summary=mail.subject if mail.is_open_to_colleagues else "",
    )
    mail.contact, mail.state, mail.reason, mail.earlier_reason = contact, MailState.TIMELINE, "", ""
    mail.suggested = None
    mail.turns += 1
    mail.save(update_fields=["entry", "contact", "state", "reason", "earlier_reason", "suggested", "turns"])


def take_off_timeline(mail: ReceivedMail, *, by: User, now: datetime) -> None:
    """The entry stays, as everything on a timeline does; another one says that it was a mistake, and nobody waits."""
    contact, entry = mail.contact, mail.entry
    if contact is None or entry is None:
        return
    add_entry(
        contact=contact,
        kind=Kind.EMAIL,
        source=f"{entry.source}/back",
        at=now,
        params={"taken_back": True},
        by=by,
        direction=Direction.INTERNAL,
        corrects=entry,
    )
    void_taken_back(entry, by=by, now=now)
    mail.suggested, mail.contact, mail.entry = contact, None, None
    mail.state, mail.reason = MailState.WAITING, Reason.TAKEN_BACK
    mail.save(update_fields=["suggested", "contact", "entry", "state", "reason"])


def _source(mail: ReceivedMail, contact: Contact) -> str:
    return f"mail/{mail.copy_key[:KEY]}/{contact.pk}/{mail.turns}"
