"""What this room does when another announces a fact."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from contacts.models import Contact, Merge
from contacts.signals import contact_erased, contacts_merged, contacts_unmerged
from feedback.models import Response
from feedback.signals import response_completed
from loyalty import actions, ready_made
from loyalty.actions.earning import source_of
from sales.models import Purchase, PurchaseStatus
from sales.signals import purchase_recorded
from staff.models import User
from staff.signals import organisation_founded

TAKEN_BACK = (PurchaseStatus.CANCELLED, PurchaseStatus.REFUNDED)


@receiver(organisation_founded)
def install_programme(now: datetime, **kwargs: Any) -> None:
    ready_made.install(now=now)


@receiver(purchase_recorded)
def follow_purchase(purchase: Purchase, by: User | None, now: datetime, **kwargs: Any) -> None:
    if purchase.status == PurchaseStatus.SETTLED:
        actions.earn_for_purchase(purchase=purchase, by=by, now=now)
    elif purchase.status in TAKEN_BACK:
        actions.reverse_source(source=source_of(purchase), by=by, reason=purchase.status, now=now)
    actions.follow_purchase(purchase=purchase, by=by, now=now)


@receiver(response_completed)
def thank_for_answer(response: Response, now: datetime, **kwargs: Any) -> None:
    actions.earn_for_survey(response=response, now=now)


@receiver(contacts_merged, dispatch_uid="loyalty.contacts_merged")
def take_points_along(merges: list[Merge], by: User, now: datetime, **kwargs: Any) -> None:
    for merge in merges:
        actions.carry_points(merge=merge, by=by, now=now)


@receiver(contacts_unmerged, dispatch_uid="loyalty.contacts_unmerged")
def bring_points_back(merges: list[Merge], by: User, now: datetime, **kwargs: Any) -> None:
    for merge in merges:
        actions.give_points_back(merge=merge, by=by, now=now)


@receiver(contact_erased, dispatch_uid="loyalty.contact_erased")
def let_points_go(contacts: list[Contact], by: User, now: datetime, **kwargs: Any) -> None:
    actions.forfeit_points(people=contacts, by=by, now=now)
