"""Redeeming points."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from loyalty import books
from loyalty.models import Account, AccountKind, Lot, Transaction, TransactionKind
from staff import audit
from staff.models import User


@transaction.atomic
def redeem(
    *,
    account: Account,
    points: int,
    key: str,
    source: str,
    by: User | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Transaction:
    """Take points from a member, from the lots that expire first.

    The same key again returns the first movement. Raises NotEnoughPoints, and IdempotencyConflict for
    the key of another movement.
    """
    now = now or timezone.now()
    if points <= 0:
        raise ValueError("Points are redeemed in a positive number.")
    account = books.lock(account)
    order = books.Order(account, TransactionKind.REDEEM, points, key, source, by, reason)
    if earlier := books.first_result(order):
        return earlier
    lots = Lot.objects.filter(account=account).active(now).left().nearest_expiry_first()
    taken = books.take(lots, points)
    active = sum(part for _lot, part in taken)
    if active < points:
        raise books.NotEnoughPoints(active)
    redeemed = books.own_account(account.programme, AccountKind.REDEEMED)
    entries = books.post(order, {account: -points, redeemed: points}, now)
    books.allocate(entries[account], taken)
    movement = entries[account].transaction
    detail = {"points": points, "account": account.pk}
    audit.record("loyalty.redeem", by=by, subject=movement, customer=account.contact_id, detail=detail, now=now)
    return movement
