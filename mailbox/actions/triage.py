"""What a colleague decides about a mail: whose it is, that it is nobody's, who reads it; and taking that back."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from contacts.actions.contacts import create_contact, update_contact
from contacts.models import Contact, PointKind
from interactions.models import Direction
from mailbox.actions.timeline import put_on_timeline, take_off_timeline
from mailbox.models import IgnoredSender, MailState, Reason, ReceivedMail
from mailbox.people import patterns_of
from staff import audit
from staff.models import User
from staff.policy import Action, can, may

# Mails of a remembered address that waited for nothing else than that somebody says whose it is.
WAITED_FOR_THE_NAME = (Reason.UNKNOWN, Reason.OTHER_ADDRESS)


class Ignore(StrEnum):
    MAIL = "mail"
    SENDER = "sender"
    DOMAIN = "domain"


@transaction.atomic
def assign(
    *, by: User, mail: ReceivedMail, contact: Contact, remember: bool = False, now: datetime | None = None
) -> None:
    """The mail is this contact's. With `remember` its address becomes one of theirs, and what waits from it goes along.

    Raise PermissionDenied where the colleague may not log with them; nothing happens to a mail that is on a timeline.
    """
    now = now or timezone.now()
    _check(by, mail)
    if not can(by, Action.WRITE_TIMELINE, contact):
        raise PermissionDenied
    if remember:
        _remember(by, mail, contact, now)
    along = ReceivedMail.objects.none()
    if remember and mail.direction == Direction.IN:
        waiting = ReceivedMail.objects.waiting_for(by).filter(sender=mail.sender, reason__in=WAITED_FOR_THE_NAME)
        along = waiting.exclude(pk=mail.pk).select_related("mailbox").order_by("at", "pk")
    for one in (mail, *along):
        _put(one, contact, by, now)


def _put(mail: ReceivedMail, contact: Contact, by: User, now: datetime) -> None:
    if not _claimed(mail, MailState.WAITING, MailState.IGNORED):
        return
    put_on_timeline(mail, contact, by=by if mail.direction == Direction.OUT else None)
    audit.record("mailbox.assign", by=by, subject=mail, customer=contact.pk, now=now)


def _remember(by: User, mail: ReceivedMail, contact: Contact, now: datetime) -> None:
    if not can(by, Action.EDIT_CONTACTS, contact):
        raise PermissionDenied
    points = contact.points.filter(kind=PointKind.EMAIL).order_by("position", "pk")
    emails = list(points.values_list("value", "label"))
    update_contact(by=by, contact=contact, fields={}, emails=[*emails, (mail.sender, "")], now=now)


@transaction.atomic
def create_from(*, by: User, mail: ReceivedMail, full_name: str, now: datetime | None = None) -> Contact:
    """A new contact with the address of the mail, which goes onto their timeline with what else waits from there."""
    now = now or timezone.now()
    _check(by, mail)
    if not may(by, Action.EDIT_CONTACTS):
        raise PermissionDenied
    contact = create_contact(by=by, owner=by, fields={"full_name": full_name}, emails=[(mail.sender, "")], now=now)
    assign(by=by, mail=mail, contact=contact, remember=True, now=now)
    return contact


@transaction.atomic
def ignore(*, by: User, mail: ReceivedMail, what: Ignore, now: datetime | None = None) -> None:
    """This mail, or whatever waits and will come from its sender or their domain; for this colleague alone."""
    now = now or timezone.now()
    _check(by, mail)
    if what == Ignore.MAIL:
        rows, reason = ReceivedMail.objects.waiting_for(by).filter(pk=mail.pk), Reason.BY_HAND
    else:
        address, domain = patterns_of(mail.sender)
        ignored, _is_new = IgnoredSender.objects.get_or_create(
            owner=by, pattern=domain if what == Ignore.DOMAIN else address, defaults={"created_at": now}
        )
        rows, reason = ReceivedMail.objects.waiting_for(by).sent_by(ignored.pattern), Reason.SENDER_IGNORED
    for one in rows:
        ReceivedMail.objects.filter(pk=one.pk, state=MailState.WAITING).update(
            state=MailState.IGNORED, reason=reason, earlier_reason=one.reason
        )
    audit.record("mailbox.ignore", by=by, subject=mail, detail={"what": what.value}, now=now)


@transaction.atomic
def undo(*, by: User, mail: ReceivedMail, now: datetime | None = None) -> None:
    """The mail waits again: taken off its timeline, or ignored no more, and its sender neither."""
    now = now or timezone.now()
    _check(by, mail)
    if mail.state == MailState.TIMELINE:
        if _claimed(mail, MailState.TIMELINE):
            take_off_timeline(mail, by=by, now=now)
    elif mail.reason == Reason.SENDER_IGNORED:
        _heed_again(by, mail)
    else:
        _let_wait(ReceivedMail.objects.ignored_by(by).filter(pk=mail.pk))
    audit.record("mailbox.undo", by=by, subject=mail, now=now)


def _heed_again(by: User, mail: ReceivedMail) -> None:
    address, domain = patterns_of(mail.sender)
    deleted = [
        pattern for pattern in (address, domain) if IgnoredSender.objects.filter(owner=by, pattern=pattern).delete()[0]
    ]
    rows = ReceivedMail.objects.ignored_by(by).filter(reason=Reason.SENDER_IGNORED)
    _let_wait(rows.sent_by(domain if domain in deleted else address))


@transaction.atomic
def heed(*, by: User, ignored: IgnoredSender, now: datetime | None = None) -> None:
    """Ignore this address or domain no more: what was ignored on its account waits again, unless another one of the
    colleague's ignored senders still covers it."""
    if ignored.owner_id != by.pk:
        raise PermissionDenied
    audit.record("mailbox.heed", by=by, subject=ignored, now=now or timezone.now())
    ignored.delete()
    still = set(IgnoredSender.objects.filter(owner=by).values_list("pattern", flat=True))
    rows = ReceivedMail.objects.ignored_by(by).filter(reason=Reason.SENDER_IGNORED).sent_by(ignored.pattern)
    _let_wait(row for row in rows if still.isdisjoint(patterns_of(row.sender)))


def _let_wait(rows: Iterable[ReceivedMail]) -> None:
    for one in rows:
        ReceivedMail.objects.filter(pk=one.pk).update(
            state=MailState.WAITING, reason=one.earlier_reason or one.reason, earlier_reason=""
        )


@transaction.atomic
def share(*, by: User, mail: ReceivedMail, is_shared: bool, now: datetime | None = None) -> None:
    """Whether all who see the customer's timeline read the words of this one mail."""
    _check(by, mail)
    if ReceivedMail.objects.filter(pk=mail.pk).exclude(is_shared=is_shared).update(is_shared=is_shared):
        audit.record("mailbox.share", by=by, subject=mail, detail={"is_shared": is_shared}, now=now)


def _check(by: User, mail: ReceivedMail) -> None:
    if mail.owner_id != by.pk:
        raise PermissionDenied


def _claimed(mail: ReceivedMail, *states: MailState) -> bool:
    """Whether the mail still is in one of the states, seen under a lock where the engine has one."""
    return ReceivedMail.objects.select_for_update().filter(pk=mail.pk, state__in=states).exists()
