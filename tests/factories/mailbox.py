"""Mailboxes, and mails as they were read in one."""

from datetime import UTC, date, datetime
from itertools import count

from contacts.models import Contact
from crm.encryption import encrypt
from mailbox.actions.reading import store
from mailbox.imap import PURPOSE, Fetched
from mailbox.models import DropBox, Mailbox, ReceivedMail
from staff.models import User

MX = "mx.fair.example"
READ_AT = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
_numbers = count(1)


def make_mailbox(owner: User, **fields: object) -> Mailbox:
    number = next(_numbers)
    values = {
        "address": owner.email,
        "host": "imap.fair.example",
        "username": f"{owner.email}/{number}",
        "secret": encrypt("open sesame", PURPOSE),
        "authserv_id": MX,
        "read_from": date(2020, 1, 1),
        "uid_validity": 1,
        "next_read_at": READ_AT,
        "created_at": READ_AT,
    }
    return Mailbox.objects.create(owner=owner, **{**values, **fields})


def make_drop_box(user: User, token: str = "s3cretw0rd") -> DropBox:
    return DropBox.objects.create(user=user, token=token)


def letter(
    sender: str = "Carol <carol@customer.example>",
    to: str = "alice@fair.example",
    body: str = "Good morning, when do the lamps come?",
    *,
    subject: str = "Lamps",
    checks: str = "pass",
    more: tuple[str, ...] = (),
    message_id: str = "",
) -> bytes:
    """A mail as it stands in the mailbox: with what our server noted above it. `checks` "" is a mail nobody checked."""
    domain = sender.rpartition("@")[2].rstrip(">")
    noted = f"Authentication-Results: {MX}; dmarc={checks} header.from={domain}" if checks else ""
    lines = [
        noted,
        "Received: from out.example by mx.fair.example for <x@fair.example>; Wed, 18 Nov 2026 09:00:01 +0000",
        *more,
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        "Date: Wed, 18 Nov 2026 09:00:00 +0000",
        f"Message-ID: {message_id or f'<{next(_numbers)}@customer.example>'}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "\r\n".join([*(line for line in lines if line), "", body]).encode()


def read_letter(mailbox: Mailbox, raw: bytes, *, now: datetime = READ_AT) -> ReceivedMail:
    """The mail as the job keeps it."""
    number = next(_numbers)
    store(mailbox=mailbox, fetched=Fetched(number, now, len(raw), raw), now=now)
    return ReceivedMail.objects.filter(mailbox=mailbox).latest("pk")


def make_mail(owner: User, contact: Contact | None = None, **written: object) -> ReceivedMail:
    """One that waits, or with a contact one on their timeline, in a mailbox of its own."""
    mailbox = make_mailbox(owner)
    address = "nobody@else.example"
    if contact is not None:
        address = contact.points.filter(kind="email").earliest("pk").value
    return read_letter(mailbox, letter(**{"sender": f"Carol <{address}>", **written}))
