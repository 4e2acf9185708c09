"""Who stands behind the addresses of a mail: colleagues, their drop-boxes, and contacts."""

import re
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.conf import settings

from contacts.models import Contact, ContactPoint, PointKind
from mailbox.headers import addresses, all_of
from mailbox.models import DropBox, IgnoredSender, Mailbox
from mailbox.parsing import Content
from outreach.models import Message
from staff.models import User
from staff.policy import Action, can, scope

DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc", "Bcc")
RECEIVED_FOR = re.compile(r"\bfor <([^<>\s]{3,320})>")


def drop_box_of(mailbox: Mailbox, content: Content) -> DropBox | None:
    """The drop-box to which the mail came, where the mailbox takes such mails."""
    if not mailbox.takes_drops:
        return None
    named = [address for _name, address in addresses(content.mail, *DELIVERED)]
    named += [found.lower() for line in all_of(content.mail, "Received") for found in RECEIVED_FOR.findall(line)]
    tokens = [token for address in named if (token := _token(mailbox, address))]
    return DropBox.objects.filter(token__in=tokens, user__is_active=True).select_related("user").first()


def is_drop_address(mailbox: Mailbox, address: str) -> bool:
    return bool(_token(mailbox, address))


def _token(mailbox: Mailbox, address: str) -> str:
    """The word after the plus sign of the mailbox's own address."""
    local, _at, domain = mailbox.address.lower().rpartition("@")
    named, _at, at = address.rpartition("@")
    plain, _plus, token = named.partition("+")
    return token if (plain, at) == (local, domain) else ""


def author_of(address: str, mailbox: Mailbox) -> User | None:
    """The colleague whose address it is; that of the mailbox is its owner's."""
    if address == mailbox.address.lower():
        return mailbox.owner
    return User.objects.filter(email__iexact=address, is_active=True).first()


def is_theirs(address: str, user: User) -> bool:
    """Whether the colleague writes from this address: the one they sign in with, or that of a mailbox of theirs."""
    own = Mailbox.objects.of(user).filter(address__iexact=address)
    return address == user.email.lower() or own.exists()


def are_colleagues(named: Iterable[str]) -> bool:
    wanted = set(named)
    known = {email.lower() for email in User.objects.filter(is_active=True).values_list("email", flat=True)}
    return bool(wanted) and wanted <= known


def contacts_at(named: Sequence[str], user: User) -> dict[str, list[Contact]]:
    """Those with whom the user may log, by their addresses, in the order given."""
    points = ContactPoint.objects.filter(kind=PointKind.EMAIL, normalised__in=named)
    reached = scope(user, Action.WRITE_TIMELINE, Contact.objects.all())
    found: dict[str, list[Contact]] = {}
    for point in points.filter(contact__in=reached).select_related("contact").order_by("contact_id"):
        found.setdefault(point.normalised, []).append(point.contact)
    return {address: found[address] for address in named if address in found}


def the_one(people: Sequence[Contact], user: User) -> Contact | None:
    """Of several with one address, the only one whom the user owns."""
    if len(people) == 1:
        return people[0]
    own = [contact for contact in people if contact.owner_id == user.pk]
    return own[0] if len(own) == 1 else None


def answered_contact(content: Content, user: User) -> Contact | None:
    """To whom the mail of our outbox went that this one answers; None where the user may not log with them."""
    pattern = re.compile(rf"<([0-9a-f-]{{36}})@{re.escape(settings.MAIL_DOMAIN)}>", re.IGNORECASE)
    ours = [uuid for one in content.answers if (found := pattern.fullmatch(one)) and (uuid := _uuid(found.group(1)))]
    sent = Message.objects.filter(uuid__in=ours, contact__isnull=False).select_related("contact").order_by("-pk")
    people = (message.contact for message in sent)
    return next((one for one in people if one is not None and can(user, Action.WRITE_TIMELINE, one)), None)


def is_ignored(address: str, user: User) -> bool:
    return IgnoredSender.objects.filter(owner=user, pattern__in=patterns_of(address)).exists()


def patterns_of(address: str) -> tuple[str, str]:
    """Under which the address may be ignored: alone, or with its whole domain."""
    return address, f"@{address.rpartition('@')[2]}"


def _uuid(words: str) -> UUID | None:
    try:
        return UUID(words)
    except ValueError:
        return None
