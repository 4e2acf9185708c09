"""What outreach forgets with a person: the words of mails, whose they were, and what waits for them."""

from datetime import datetime

from django.db.models import Q

from contacts.models import Contact, ContactPoint, PointKind
from crm.privacy import forget_words, naming
from outreach import reasons
from outreach.addresses import address_hashes
from outreach.models import CapCount, Hold, InboundEvent, Message, State
from staff import tokens
from staff.models import AccessToken, TokenPurpose


def forget_mails(people: list[Contact], words: list[str], now: datetime) -> None:
    """Mails to them, and reminders about them: nothing leaves any more, and only when and whether it left stays.

    A suppressed address stays suppressed: no more than a keyed hash of it is kept, so that nobody writes again.
    """
    theirs = Message.objects.filter(contact__in=people)
    about_them = naming(Message.objects.filter(user__isnull=False), ["variables", "subject", "body"], words)
    for rows in (theirs, Message.objects.filter(pk__in=list(about_them.values_list("pk", flat=True)))):
        waiting = rows.filter(state=State.PENDING)
        waiting.update(state=State.CANCELLED, reason=reasons.ERASED)
        forget_words(rows)
    hashes = _hashes(people)
    forget_words(InboundEvent.objects.filter(Q(message__contact__in=people) | Q(address_hash__in=hashes)))
    CapCount.objects.filter(address_hash__in=hashes).delete()
    Hold.objects.filter(contact__in=people).delete()
    _close_links(people, now)


def _hashes(people: list[Contact]) -> list[str]:
    points = ContactPoint.objects.filter(contact__in=people, kind=PointKind.EMAIL).values_list("value", flat=True)
    return [digest for address in points for digest in address_hashes(address)]


def _close_links(people: list[Contact], now: datetime) -> None:
    for person in people:
        tokens.revoke(TokenPurpose.PREFERENCES, subject_id=person.pk, now=now)
    mails = Message.objects.filter(contact__in=people).values("pk")
    links = AccessToken.objects.filter(purpose=TokenPurpose.UNSUBSCRIBE, subject_id__in=mails)
    links.filter(revoked_at__isnull=True).update(revoked_at=now)
