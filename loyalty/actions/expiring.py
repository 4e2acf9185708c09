"""Booking points out on their last day."""

from datetime import datetime

from django.db import transaction

from loyalty import books
from loyalty.models import Account, AccountKind, Lot, TransactionKind


def expire_points(*, now: datetime) -> int:
    """Book the rest of each expired lot as expired; each member in a transaction of their own.

    Returns the points booked. A second run, or a second worker, books nothing more.
    """
    members = Account.objects.members().filter(lots__in=Lot.objects.expired(now).left()).distinct()
    return sum(_expire_member(account, now) for account in members.order_by("pk"))


@transaction.atomic
def _expire_member(account: Account, now: datetime) -> int:
    account = books.lock(account)
    expired = books.own_account(account.programme, AccountKind.EXPIRED)
    total = 0
    for lot in Lot.objects.filter(account=account).expired(now).left().nearest_expiry_first():
        order = books.Order(account, TransactionKind.EXPIRE, lot.rest, f"expire:{lot.pk}", f"loyalty.lot/{lot.pk}")
        entries = books.post(order, {account: -lot.rest, expired: lot.rest}, now)
        books.allocate(entries[account], [(lot, lot.rest)])
        total += lot.rest
    return total
