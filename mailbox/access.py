"""The only way to mailboxes and mails for a user, and whether they may read the words of a mail."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q
from django.shortcuts import get_object_or_404

from crm.sight import shown
from mailbox.models import DropBox, IgnoredSender, Mailbox, MailPart, ReceivedMail
from staff.models import User
from staff.policy import Action, may, register
from staff.rows import Mine, Through


@dataclass(frozen=True)
class OnTimelineOrOwn:
    """Mails of customers whom the user sees, and their own; what waits for a colleague is nobody else's at all."""

    through: Through

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        of_customers = self.through.condition(user, action, model)
        return None if of_customers is None else of_customers | Q(owner=user)

    def has(self, user: User, action: Action, row: ReceivedMail) -> bool:
        return may(user, action) and (row.owner_id == user.pk or self.through.has(user, action, row))


register(Mailbox, Mine("owner"), view=Action.WRITE_TIMELINE, change=Action.WRITE_TIMELINE)
register(DropBox, Mine("user"), view=Action.WRITE_TIMELINE)
register(IgnoredSender, Mine("owner"), view=Action.WRITE_TIMELINE, change=Action.WRITE_TIMELINE)
register(ReceivedMail, OnTimelineOrOwn(Through("contact")), view=Action.VIEW_TIMELINE, change=Action.WRITE_TIMELINE)
register(MailPart, Through("mail"), view=Action.VIEW_TIMELINE)


def mailbox_for(user: User, pk: int) -> Mailbox:
    """A mailbox of the user's own; 404 for any other, the superuser's reach or not: passwords are nobody else's."""
    return get_object_or_404(Mailbox.objects.of(user), pk=pk)


def ignored_sender_for(user: User, pk: int) -> IgnoredSender:
    """A sender whom the user ignores; 404 for any other."""
    return get_object_or_404(IgnoredSender.objects.filter(owner=user), pk=pk)


def mail_for(user: User, pk: int) -> ReceivedMail:
    """A mail of the user's own, or one on a timeline that the user may see; else 404."""
    visible = ReceivedMail.objects.visible_to(user).select_related("mailbox", "owner", "contact", "suggested", "entry")
    mail = get_object_or_404(visible, pk=pk)
    if not may_read(user, mail):
        # Of several copies of one mail the timeline names the first.
        mail = visible.filter(entry=mail.entry, entry__isnull=False, owner=user).first() or mail
    return shown(mail)


def own_mail_for(user: User, pk: int) -> ReceivedMail:
    """A mail that the user decides about; 403 for one that is seen and somebody else's."""
    mail = mail_for(user, pk)
    if mail.owner_id != user.pk:
        raise PermissionDenied
    return mail


def part_for(user: User, pk: int) -> MailPart:
    """A file of a mail whose words the user may read; 403 for one of whose mail only that it came may be known."""
    parts = MailPart.objects.filter(mail__in=ReceivedMail.objects.visible_to(user).values("pk"))
    part = get_object_or_404(parts.select_related("mail__mailbox"), pk=pk)
    if not may_read(user, part.mail):
        raise PermissionDenied
    shown(part.mail)
    return part


def may_read(user: User, mail: ReceivedMail) -> bool:
    """Whether the words of a visible mail are shown to the user: to its owner, and to others where it is shared."""
    return mail.owner_id == user.pk or (mail.contact_id is not None and mail.is_open_to_colleagues)
