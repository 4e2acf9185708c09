"""Customers who bring customers."""

from datetime import datetime

from django.db import transaction

from contacts.models import Contact
from loyalty.models import Programme, Referral, ReferralState
from sales.models import Purchase, PurchaseStatus
from staff import audit
from staff.models import User


@transaction.atomic
def register_referral(*, contact: Contact, now: datetime) -> Referral | None:
    """Note who brought the contact, once; the first one named stays."""
    programme = Programme.objects.filter(is_active=True).order_by("pk").first()
    if programme is None or contact.referred_by_id in (None, contact.pk):
        return None
    return Referral.objects.get_or_create(
        programme=programme,
        referee=contact,
        defaults={"advocate_id": contact.referred_by_id, "created_at": now},
    )[0]


@transaction.atomic
def follow_purchase(*, purchase: Purchase, by: User | None, now: datetime) -> Referral | None:
    """A referral counts with the first settled purchase, and no longer when none is left."""
    referral = register_referral(contact=purchase.contact, now=now)
    if referral is None:
        return None
    if purchase.contact.purchases.filter(status=PurchaseStatus.SETTLED).exists():
        return _move(
            referral,
            {ReferralState.INVITED, ReferralState.REGISTERED, ReferralState.REVERSED},
            ReferralState.QUALIFIED,
            by,
            now,
        )
    return _move(referral, {ReferralState.QUALIFIED}, ReferralState.REVERSED, by, now)


def _move(
    referral: Referral, before: set[ReferralState], after: ReferralState, by: User | None, now: datetime
) -> Referral:
    qualified_at = now if after == ReferralState.QUALIFIED else None
    rows = Referral.objects.filter(pk=referral.pk, state__in=before)
    if rows.update(state=after, qualified_at=qualified_at):
        referral.refresh_from_db()
        detail = {"state": after}
        audit.record("loyalty.referral", by=by, subject=referral, customer=referral.advocate_id, detail=detail, now=now)
    return referral
