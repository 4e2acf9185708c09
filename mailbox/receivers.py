"""What this room does when contacts are merged or erased, and when a colleague leaves."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from contacts.merging import carry, carry_all, give_back
from contacts.models import Contact, Merge
from contacts.signals import contact_erased, contacts_merged, contacts_unmerged
from mailbox.actions.forgetting import forget_mails
from mailbox.actions.mailboxes import hand_over
from mailbox.models import Mailbox, ReceivedMail
from staff.models import User
from staff.people import Belonging
from staff.signals import belongings_asked, colleague_left


@receiver(contacts_merged, dispatch_uid="mailbox.contacts_merged")
def take_mails_along(merges: list[Merge], **kwargs: Any) -> None:
    for merge in merges:
        carry_all(merge, ReceivedMail)
        carry(merge, ReceivedMail.objects.filter(suggested=merge.merged), column="suggested_id")


@receiver(contacts_unmerged, dispatch_uid="mailbox.contacts_unmerged")
def bring_mails_back(merges: list[Merge], **kwargs: Any) -> None:
    for merge in merges:
        give_back(merge, ReceivedMail)


@receiver(contact_erased, dispatch_uid="mailbox.contact_erased")
def forget_mails_of(contacts: list[Contact], **kwargs: Any) -> None:
    forget_mails(contacts)


@receiver(belongings_asked, dispatch_uid="mailbox.belongings")
def count_belongings(user: User, **kwargs: Any) -> list[Belonging]:
    return [Belonging(_("Shared mailboxes"), Mailbox.objects.of(user).filter(is_shared=True).count())]


@receiver(colleague_left, dispatch_uid="mailbox.hand_over")
def hand_over_mailboxes(user: User, successor: User | None, **kwargs: Any) -> None:
    hand_over(user, successor)
