"""Reading mailboxes. Each mail, its files, its timeline entry and how far the folder is read are one transaction."""

import time
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction

from mailbox import imap, parsing
from mailbox.actions.timeline import put_on_timeline
from mailbox.models import Mailbox, MailPart, MailState, ReceivedMail
from mailbox.parsing import Content
from mailbox.people import is_drop_address
from mailbox.placing import Place, place_of

# A worker that died holds a mailbox no longer than this; one at work gives it back much earlier.
LEASE = timedelta(minutes=10)
SECONDS_AT_ONCE = 300
MOST_AT_ONCE = 2000
# A sender's clock may be wrong; that of our server counts where they are further apart.
CLOCKS_APART = timedelta(days=2)


def read_mailboxes(*, now: datetime) -> dict[str, int]:
    """Read every mailbox whose turn has come; how many mails are new, and how many mailboxes could not be read."""
    counts = {"read": 0, "failed": 0}
    for mailbox in Mailbox.objects.readable(now).select_related("owner").order_by("next_read_at", "pk"):
        counts["read"] += read_mailbox(mailbox=mailbox, now=now)
        counts["failed"] += bool(mailbox.problem)
    return counts


def read_mailbox(*, mailbox: Mailbox, now: datetime) -> int:
    """How many mails are new; 0 where another worker reads the mailbox. What goes wrong is told to the owner."""
    if not Mailbox.objects.readable(now).filter(pk=mailbox.pk).update(leased_until=now + LEASE):
        return 0
    stored = 0
    until = time.monotonic() + SECONDS_AT_ONCE
    try:
        with imap.opened(mailbox) as folder:
            _begin(mailbox, folder.uid_validity)
            newer = folder.newer_than(mailbox.last_uid, mailbox.read_from)
            for fetched in folder.fetch(newer[:MOST_AT_ONCE]):
                stored += store(mailbox=mailbox, fetched=fetched, now=now)
                if time.monotonic() > until:
                    break
    except imap.CannotRead as error:
        _failed(mailbox, error.problem, now)
    else:
        _succeeded(mailbox, now)
    return stored


def _begin(mailbox: Mailbox, uid_validity: int) -> None:
    """Where the server counts anew, everything is looked at again; what was stored is known by its digest."""
    if mailbox.uid_validity == uid_validity:
        return
    mailbox.uid_validity, mailbox.last_uid = uid_validity, 0
    mailbox.save(update_fields=["uid_validity", "last_uid"])


def _failed(mailbox: Mailbox, problem: str, now: datetime) -> None:
    mailbox.problem, mailbox.next_read_at = problem, now + mailbox.pause_after_failure()
    mailbox.failures = min(mailbox.failures + 1, 1000)
    mailbox.leased_until = None
    mailbox.save(update_fields=["problem", "next_read_at", "failures", "leased_until"])


def _succeeded(mailbox: Mailbox, now: datetime) -> None:
    mailbox.problem, mailbox.failures = "", 0
    mailbox.read_at = mailbox.next_read_at = now
    mailbox.leased_until = None
    mailbox.save(update_fields=["problem", "failures", "read_at", "next_read_at", "leased_until"])


@transaction.atomic
def store(*, mailbox: Mailbox, fetched: imap.Fetched, now: datetime) -> bool:
    """Keep the mail and put it where it goes; False for one that was kept before."""
    content = parsing.read_headers(fetched.raw) if fetched.is_cut else parsing.read(fetched.raw)
    place = place_of(mailbox, content)
    mail = _row(mailbox, fetched, content, place, now)
    is_new = _insert(mail)
    if is_new:
        MailPart.objects.bulk_create(_parts(mail, content))
        if place.state == MailState.TIMELINE and place.contact is not None:
            put_on_timeline(mail, place.contact, by=place.by, others=place.others)
    behind = Mailbox.objects.filter(pk=mailbox.pk, uid_validity=mailbox.uid_validity, last_uid__lt=fetched.uid)
    behind.update(last_uid=fetched.uid)
    return is_new


def _insert(mail: ReceivedMail) -> bool:
    if ReceivedMail.objects.filter(mailbox=mail.mailbox, digest=mail.digest).exists():
        return False
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        if ReceivedMail.objects.filter(mailbox=mail.mailbox, digest=mail.digest).exists():
            return False
        raise
    return True


def _row(mailbox: Mailbox, fetched: imap.Fetched, content: Content, place: Place, now: datetime) -> ReceivedMail:
    """Not yet on a timeline: the entry there names this row."""
    name, sender = content.senders[0] if len(content.senders) == 1 else ("", "")
    is_placed = place.state == MailState.TIMELINE
    return ReceivedMail(
        mailbox=mailbox,
        owner=place.owner,
        digest=sha256(fetched.raw + str(fetched.size if fetched.is_cut else "").encode()).hexdigest(),
        copy_key=content.copy_key,
        thread=content.thread,
        state=MailState.WAITING if is_placed else place.state,
        reason=place.reason,
        earlier_reason=place.earlier_reason,
        direction=place.direction,
        suggested=None if is_placed else place.contact,
        is_shared=place.is_shared,
        message_id=content.message_id,
        answers=content.answers,
        sender=sender,
        sender_name=name,
        # The secret word of a drop-box is told to nobody who reads the mail.
        recipients=[pair for pair in content.recipients if not is_drop_address(mailbox, pair[1])],
        subject=content.subject,
        at=_moment(fetched.received_at, content.said_at, now),
        text=content.text,
        quoted=content.quoted,
        html=content.html,
        size=fetched.size,
        is_cut=fetched.is_cut,
        read_at=now,
    )


def _moment(received_at: datetime | None, said_at: datetime | None, now: datetime) -> datetime:
    received = received_at or now
    if said_at is None or abs(said_at - received) > CLOCKS_APART:
        said_at = received
    return min(said_at, now)


def _parts(mail: ReceivedMail, content: Content) -> list[MailPart]:
    return [
        MailPart(
            mail=mail,
            position=position,
            name=file.name,
            content_type=file.content_type,
            size=len(file.content),
            content=file.content,
        )
        for position, file in enumerate(content.files, start=1)
    ]
