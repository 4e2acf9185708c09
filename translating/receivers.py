"""What this room does when a contact is merged or erased."""

from typing import Any

from django.dispatch import receiver

from contacts.merging import carry_all, give_back
from contacts.models import Contact, Merge
from contacts.signals import contact_erased, contacts_merged, contacts_unmerged
from crm.privacy import forget_words
from translating.models import Translation


@receiver(contacts_merged, dispatch_uid="translating.contacts_merged")
def take_translations_along(merges: list[Merge], **kwargs: Any) -> None:
    for merge in merges:
        carry_all(merge, Translation)


@receiver(contacts_unmerged, dispatch_uid="translating.contacts_unmerged")
def bring_translations_back(merges: list[Merge], **kwargs: Any) -> None:
    for merge in merges:
        give_back(merge, Translation)


@receiver(contact_erased, dispatch_uid="translating.contact_erased")
def forget_translations_of(contacts: list[Contact], **kwargs: Any) -> None:
    forget_words(Translation.objects.filter(contact__in=contacts))
