"""Colleagues say which mailboxes are read for them, and ask for the address of their drop-box."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from crm.encryption import encrypt, renewed
from mailbox import imap
from mailbox.models import DropBox, Mailbox, ReceivedMail
from staff import audit
from staff.models import User
from staff.policy import Action, may

# Where one of these is another, the messages are counted anew.
PLACE = ("host", "username", "folder")
# So many letters and digits that nobody guesses them, and few enough to be written down.
TOKEN_BYTES = 12


@transaction.atomic
def save_mailbox(
    *, by: User, mailbox: Mailbox, fields: Mapping[str, Any], password: str = "", now: datetime | None = None
) -> Mailbox:
    """Add or change a mailbox of one's own; without a `password` the stored one stays.

    It is read at the next turn. Raise PermissionDenied where somebody decides on drop-boxes who does not configure the
    house, and ValidationError.
    """
    now = now or timezone.now()
    is_new = mailbox.pk is None
    before = None if is_new else Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if mailbox.owner_id != by.pk:
        raise PermissionDenied
    if fields.get("takes_drops", False) != (before.takes_drops if before else False) and not may(by, Action.CONFIGURE):
        raise PermissionDenied
    for name, value in fields.items():
        setattr(mailbox, name, value)
    if password:
        mailbox.secret = encrypt(password, imap.PURPOSE)
    if before and any(getattr(before, name) != getattr(mailbox, name) for name in PLACE):
        mailbox.uid_validity, mailbox.last_uid = None, 0
    mailbox.problem, mailbox.failures, mailbox.next_read_at = "", 0, now
    mailbox.full_clean()
    mailbox.save()
    audit.record("mailbox.save", by=by, subject=mailbox, detail={"is_new": is_new}, now=now)
    return mailbox


def check_mailbox(mailbox: Mailbox) -> str:
    """Open the folder and read who signs its checks, "" where nobody does. Raise `imap.CannotRead`."""
    with imap.opened(mailbox) as folder:
        newest = folder.newer_than(0, mailbox.read_from)[-1:]
        return folder.newest_authserv_id(newest[0]) if newest else ""


@transaction.atomic
def set_paused(*, by: User, mailbox: Mailbox, is_paused: bool, now: datetime | None = None) -> None:
    if mailbox.owner_id != by.pk:
        raise PermissionDenied
    now = now or timezone.now()
    changed = Mailbox.objects.filter(pk=mailbox.pk).exclude(is_paused=is_paused)
    if changed.update(is_paused=is_paused, failures=0, problem="", next_read_at=now):
        audit.record("mailbox.pause", by=by, subject=mailbox, detail={"is_paused": is_paused}, now=now)


@transaction.atomic
def renew_drop_box(*, by: User, now: datetime | None = None) -> DropBox:
    """A new secret word; mails to the address before are nobody's from now on."""
    now = now or timezone.now()
    if not may(by, Action.WRITE_TIMELINE):
        raise PermissionDenied
    values = {"token": secrets.token_hex(TOKEN_BYTES), "renewed_at": now}
    box, _is_new = DropBox.objects.update_or_create(user=by, defaults=values)
    audit.record("mailbox.renew_drop_box", by=by, subject=box, now=now)
    return box


def renew_secrets() -> int:
    """Write each kept password anew with the present key; how many there are."""
    kept = Mailbox.objects.exclude(secret="")
    for mailbox in kept:
        Mailbox.objects.filter(pk=mailbox.pk).update(secret=renewed(mailbox.secret, imap.PURPOSE))
    return len(kept)


def hand_over(user: User, successor: User | None) -> None:
    """Shared mailboxes and what waits in them are the successor's; a personal one is read no more, nor its password
    kept, and the drop-box is closed."""
    DropBox.objects.filter(user=user).delete()
    theirs = Mailbox.objects.of(user)
    if successor is not None:
        # A folder that the successor reads already needs no second reader.
        same = Mailbox.objects.of(successor).filter(**{name: OuterRef(name) for name in PLACE})
        handed = list(theirs.filter(~Exists(same), is_shared=True).values_list("pk", flat=True))
        waiting = ReceivedMail.objects.waiting_for(user).filter(mailbox__in=handed)
        waiting.update(owner=successor)
        Mailbox.objects.filter(pk__in=handed).update(owner=successor)
    theirs.update(is_paused=True, secret="")
