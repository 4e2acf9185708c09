"""What sales does when contacts are merged."""

from typing import Any

from django.dispatch import receiver

from contacts.merging import carry_all, give_back
from contacts.models import Merge
from contacts.signals import contacts_merged, contacts_unmerged
from sales.models import Contract, Purchase


@receiver(contacts_merged, dispatch_uid="sales.contacts_merged")
def take_sales_along(merges: list[Merge], **kwargs: Any) -> None:
    for merge in merges:
        carry_all(merge, Purchase, Contract)


@receiver(contacts_unmerged, dispatch_uid="sales.contacts_unmerged")
def bring_sales_back(merges: list[Merge], **kwargs: Any) -> None:
    for merge in merges:
        give_back(merge, Purchase, Contract)
