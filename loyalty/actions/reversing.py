"""Taking earned points back, as when a purchase is refunded."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.merging import survivor_of
from loyalty import books
from loyalty.models import (
    Account,
    AccountKind,
    Allocation,
    Entry,
    Lot,
    Transaction,
    TransactionKind,
)
from staff import audit
from staff.models import User


class NothingToReverse(ValidationError):
    """More points should be taken back than still stand."""

    def __init__(self) -> None:
        super().__init__(_("These points have been taken back already."), code="nothing_to_reverse")


@transaction.atomic
def reverse(
    *,
    movement: Transaction,
    key: str,
    points: int | None = None,
    by: User | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Transaction:
    """Take back the points of one earning, or so many of them; what was spent already becomes a debt.

    They leave the lot that they made, then the member's other lots. The same key again returns the first
    movement. Raises NothingToReverse where fewer stand, and IdempotencyConflict.
    """
    now = now or timezone.now()
    if movement.kind != TransactionKind.EARN:
        raise ValueError("Only earned points are taken back.")
    account = books.lock(_member_account(movement))
    # Without a number the order is "whatever still stands": the number cannot be part of what is compared.
    order = books.Order(account, TransactionKind.REVERSE, points or 0, key, movement.source, by, reason, movement)
    if earlier := books.first_result(order):
        return earlier
    standing = reversible(movement)
    points = standing if points is None else points
    if not 0 < points <= standing:
        raise NothingToReverse
    taken = _take_back(movement, account, points, now)
    covered = sum(part for _lot, part in taken)
    sides = {books.own_account(account.programme, AccountKind.ISSUED): points, account: -covered}
    if covered < points:
        sides[books.debt_account(account)] = covered - points
    entries = books.post(order, sides, now)
    if taken:
        books.allocate(entries[account], taken)
    reversal = next(iter(entries.values())).transaction
    detail = {"points": points, "source": movement.source}
    audit.record("loyalty.reverse", by=by, subject=reversal, customer=account.contact_id, detail=detail, now=now)
    return reversal


@transaction.atomic
def reverse_source(*, source: str, by: User | None = None, reason: str = "", now: datetime) -> list[Transaction]:
    """Take back whatever still stands of the points that one source earned."""
    earnings = Transaction.objects.filter(source=source, kind=TransactionKind.EARN).order_by("pk")
    reversals = []
    for movement in earnings:
        books.lock(_member_account(movement))
        if reversible(movement):
            key = f"reverse:{movement.pk}"
            reversals.append(reverse(movement=movement, key=key, by=by, reason=reason, now=now))
    return reversals


def reversible(movement: Transaction) -> int:
    """Points earned, less those reversed already, and less those that expired: they are gone anyway."""
    issued = Entry.objects.filter(account__kind=AccountKind.ISSUED)
    earned = _total(issued.filter(transaction=movement))
    reversed_ = _total(issued.filter(transaction__reverses=movement))
    return -earned - reversed_ - _expired(movement, -earned)


def _expired(movement: Transaction, earned: int) -> int:
    """Points of this earning that ran out, also where a merge of members had moved them to another lot."""
    lots, seen, expired = Lot.objects.filter(entry__transaction=movement), set[int](), 0
    while ids := {lot.pk for lot in lots} - seen:
        seen |= ids
        taken = Allocation.objects.filter(lot__in=ids)
        expired += _total(taken.filter(entry__transaction__kind=TransactionKind.EXPIRE))
        moved = taken.filter(entry__transaction__kind=TransactionKind.TRANSFER).values("entry__transaction")
        lots = Lot.objects.filter(entry__transaction__in=moved)
    return min(expired, earned)


def _total(rows: QuerySet[Any]) -> int:
    return rows.aggregate(total=Sum("points"))["total"] or 0


def _member_account(movement: Transaction) -> Account:
    """Of whom the points were given to, or of whom they are part by now."""
    entry = movement.entries.exclude(account__contact=None).select_related("account__contact__merged_into")[:1].get()
    contact = survivor_of(entry.account.holder)
    return Account.objects.members().get(programme=movement.programme_id, contact=contact)


def _take_back(movement: Transaction, account: Account, points: int, now: datetime) -> list[tuple[Lot, int]]:
    own = Lot.objects.filter(entry__transaction=movement).left()
    others = Lot.objects.filter(account=account).exclude(entry__transaction=movement).unexpired(now).left()
    return books.take([*own, *others.nearest_expiry_first()], points)
