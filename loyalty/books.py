"""The books in double entry: posting one movement, taking points out of lots, reading balances.

Every writer locks the member's account first. Nothing here is ever changed: a correction is a new movement.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import ngettext

from loyalty.models import (
    Account,
    AccountKind,
    Allocation,
    Entry,
    Lot,
    Programme,
    Transaction,
    TransactionKind,
)
from staff.models import User


class IdempotencyConflict(Exception):
    """The key was used before for another movement."""


class NotEnoughPoints(ValidationError):
    """The member has fewer active points than are asked for."""

    def __init__(self, active: int) -> None:
        message = ngettext(
            "There is only %(active)d point to redeem.", "There are only %(active)d points to redeem.", active
        )
        super().__init__(message % {"active": active}, code="not_enough_points")


@dataclass(frozen=True)
class Order:
    """What one movement is to do. The key makes it happen once; `points` is the amount asked for."""

    account: Account
    kind: TransactionKind
    points: int
    key: str
    source: str
    by: User | None = None
    reason: str = ""
    reverses: Transaction | None = None

    @property
    def payload_hash(self) -> str:
        """What must be equal when the same key comes again. The moment and the person may differ."""
        payload = {
            "account": self.account.pk,
            "kind": str(self.kind),
            "points": self.points,
            "source": self.source,
            "reason": self.reason,
            "reverses": self.reverses.pk if self.reverses else None,
        }
        return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Balance:
    """A member's points at one moment; `lapsed` are past their date and not yet booked as expired."""

    active: int
    pending: int
    lapsed: int
    debt: int


def lock(account: Account) -> Account:
    """Hold the account's row until the transaction ends. SQLite holds the whole database instead."""
    return Account.objects.select_for_update(of=("self",)).select_related("programme").get(pk=account.pk)


def own_account(programme: Programme, kind: AccountKind) -> Account:
    return Account.objects.get_or_create(programme=programme, kind=kind, contact=None)[0]


def debt_account(account: Account) -> Account:
    """Where the member's debt stands; it is opened with the first point owed."""
    return Account.objects.get_or_create(
        programme=account.programme,
        kind=AccountKind.DEBT,
        contact=account.holder,
        defaults={"opened_at": account.opened_at},
    )[0]


def first_result(order: Order) -> Transaction | None:
    """The movement that the key made before; raise IdempotencyConflict where it was another one."""
    found = Transaction.objects.filter(programme=order.account.programme, idempotency_key=order.key).first()
    if found is not None and found.payload_hash != order.payload_hash:
        raise IdempotencyConflict(order.key)
    return found


def post(order: Order, sides: dict[Account, int], at: datetime) -> dict[Account, Entry]:
    """Write the movement with one entry for each account whose points change."""
    sides = {account: points for account, points in sides.items() if points}
    if sum(sides.values()) or len(sides) < 2:
        raise ValueError("The entries of a movement add up to zero.")
    try:
        with transaction.atomic():
            movement = Transaction.objects.create(
                programme=order.account.programme,
                kind=order.kind,
                idempotency_key=order.key,
                payload_hash=order.payload_hash,
                reverses=order.reverses,
                source=order.source,
                actor=order.by,
                reason=order.reason,
                occurred_at=at,
            )
    except IntegrityError as error:
        # Two members' accounts are two locks, so only the unique key sees both.
        raise IdempotencyConflict(order.key) from error
    entries = Entry.objects.bulk_create(
        Entry(transaction=movement, account=account, points=points) for account, points in sides.items()
    )
    return {entry.account: entry for entry in entries}


def take(lots: Iterable[Lot], wanted: int) -> list[tuple[Lot, int]]:
    """How many points each lot gives, in the given order, until there are enough; possibly fewer."""
    taken = []
    for lot in lots:
        if wanted <= 0:
            break
        part = min(lot.rest, wanted)
        taken.append((lot, part))
        wanted -= part
    return taken


def allocate(entry: Entry, taken: list[tuple[Lot, int]]) -> None:
    Allocation.objects.bulk_create(Allocation(entry=entry, lot=lot, points=part) for lot, part in taken)


def debt_of(account: Account, at: datetime | None = None) -> int:
    owed = Entry.objects.filter(
        account__programme=account.programme_id,
        account__kind=AccountKind.DEBT,
        account__contact=account.contact_id,
    )
    if at is not None:
        owed = owed.filter(transaction__occurred_at__lte=at)
    return -(owed.aggregate(total=Sum("points"))["total"] or 0)


def lots_at(account: Account, at: datetime) -> list[Lot]:
    """The member's lots that were not used up at the moment, each with its `rest`."""
    return list(Lot.objects.filter(account=account, entry__transaction__occurred_at__lte=at).left(at))


def balance(account: Account, at: datetime, lots: list[Lot] | None = None) -> Balance:
    """The member's points as the books stood at the moment; `lots` are those of that moment, if read before."""
    left = lots_at(account, at) if lots is None else lots
    # A lot expires after it became available, so none is both.
    pending = sum(lot.rest for lot in left if lot.available_at > at)
    lapsed = sum(lot.rest for lot in left if lot.expires_at is not None and lot.expires_at <= at)
    active = sum(lot.rest for lot in left) - pending - lapsed
    return Balance(active=active, pending=pending, lapsed=lapsed, debt=debt_of(account, at))


def issued_from(programme: Programme, source: str) -> int:
    """The points that stand issued for one source: earned, less reversed."""
    entries = Entry.objects.filter(
        account__kind=AccountKind.ISSUED, transaction__programme=programme, transaction__source=source
    )
    return -(entries.aggregate(total=Sum("points"))["total"] or 0)


def left_in_lots(accounts: QuerySet[Account]) -> int:
    """What the members' entries add up to is what is left in their lots."""
    return Entry.objects.filter(account__in=accounts).aggregate(total=Sum("points"))["total"] or 0
