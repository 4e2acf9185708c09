"""Proof of the books: each check is one set-based query that finds the rows which break a rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from crm import append_only
from loyalty.models import (
    MEMBER_KINDS,
    Account,
    AccountKind,
    Allocation,
    Entry,
    Lot,
    Transaction,
    TransactionKind,
)

BOOKS = ("loyalty_transaction", "loyalty_entry", "loyalty_lot", "loyalty_allocation")
MOST_REPORTED = 100

# Which accounts a movement of each kind may touch, and in which direction; 0 is either.
ALLOWED = {
    TransactionKind.EARN: {AccountKind.ISSUED: -1, AccountKind.MEMBER: 1, AccountKind.DEBT: 1},
    TransactionKind.REDEEM: {AccountKind.MEMBER: -1, AccountKind.REDEEMED: 1},
    TransactionKind.EXPIRE: {AccountKind.MEMBER: -1, AccountKind.EXPIRED: 1},
    TransactionKind.REVERSE: {AccountKind.ISSUED: 1, AccountKind.MEMBER: -1, AccountKind.DEBT: -1},
    TransactionKind.TRANSFER: {AccountKind.MEMBER: 0, AccountKind.DEBT: 0},
    TransactionKind.ERASURE_FORFEIT: {AccountKind.MEMBER: -1, AccountKind.DEBT: 1, AccountKind.EXPIRED: 0},
}


@dataclass(frozen=True)
class Flaw:
    """One broken rule at one row; the sentence is for the operator."""

    check: str
    row: int | str
    sentence: str

    def __str__(self) -> str:
        return f"{self.check} {self.row}: {self.sentence}"


def flaws() -> Iterator[Flaw]:
    """Every flaw found, the first hundred of each kind."""
    for name, (rows, sentence) in _checks().items():
        for row in rows.order_by("pk").values("pk", "found", "expected")[:MOST_REPORTED]:
            yield Flaw(name, row["pk"], sentence % row)
    yield from _missing_triggers()


def counts() -> dict[str, int]:
    return {
        "transactions": Transaction.objects.count(),
        "entries": Entry.objects.count(),
        "lots": Lot.objects.count(),
        "allocations": Allocation.objects.count(),
    }


def _checks() -> dict[str, tuple[QuerySet[Any], str]]:
    return {
        "unbalanced": (_unbalanced(), "the entries add up to %(found)s, not to 0"),
        "one-sided": (_one_sided(), "there are %(found)s entries, not two or more"),
        "foreign-account": (_foreign_account(), "the account belongs to another programme"),
        "wrong-side": (_wrong_side(), "%(found)s points do not belong on this account in such a movement"),
        "lot-apart": (_lot_apart(), "the lot holds %(found)s points, its entry gave %(expected)s"),
        "lot-elsewhere": (_lot_elsewhere(), "the lot lies on account %(found)s, its entry on %(expected)s"),
        "lot-early": (_lot_early(), "the lot is available before it was earned"),
        "overdrawn-lot": (_overdrawn_lot(), "%(found)s points were taken out of %(expected)s"),
        "misplaced-allocation": (_misplaced(), "the entry lies on account %(found)s, the lot on %(expected)s"),
        "unallocated": (_unallocated(), "the entry moves %(found)s points, its lots %(expected)s"),
        "balance": (_balances(), "the entries add up to %(found)s, the lots hold %(expected)s"),
        "debt": (_positive_debt(), "the debt account stands at %(found)s, above 0"),
        "over-reversed": (_over_reversed(), "%(found)s points were taken back of %(expected)s"),
        "wrong-reversal": (_wrong_reversal(), "the movement takes back one that it cannot take back"),
        "own-account": (_own_accounts(), "an own account belongs to a contact"),
    }


def _rows(rows: QuerySet[Any], found: Any, expected: Any = None) -> QuerySet[Any]:
    return rows.annotate(found=found, expected=expected if expected is not None else F("pk"))


def _unbalanced() -> QuerySet[Any]:
    return _rows(Transaction.objects.all(), Coalesce(Sum("entries__points"), 0)).exclude(found=0)


def _one_sided() -> QuerySet[Any]:
    return _rows(Transaction.objects.all(), Count("entries")).filter(found__lt=2)


def _foreign_account() -> QuerySet[Any]:
    strangers = Entry.objects.exclude(account__programme=F("transaction__programme"))
    return _rows(strangers, F("account_id"))


def _wrong_side() -> QuerySet[Any]:
    right = Q()
    for kind, sides in ALLOWED.items():
        for account, sign in sides.items():
            direction = {1: Q(points__gt=0), -1: Q(points__lt=0), 0: ~Q(points=0)}[sign]
            right |= Q(transaction__kind=kind, account__kind=account) & direction
    known = Entry.objects.filter(transaction__kind__in=ALLOWED)
    return _rows(known.exclude(right), F("points"))


def _lot_apart() -> QuerySet[Any]:
    return _rows(Lot.objects.exclude(points=F("entry__points")), F("points"), F("entry__points"))


def _lot_elsewhere() -> QuerySet[Any]:
    elsewhere = Lot.objects.exclude(account=F("entry__account"))
    return _rows(elsewhere, F("account_id"), F("entry__account_id"))


def _lot_early() -> QuerySet[Any]:
    return _rows(Lot.objects.filter(available_at__lt=F("entry__transaction__occurred_at")), F("points"))


def _overdrawn_lot() -> QuerySet[Any]:
    lots = _rows(Lot.objects.all(), Coalesce(Sum("allocations__points"), 0), F("points"))
    return lots.filter(Q(found__lt=0) | Q(found__gt=F("points")))


def _misplaced() -> QuerySet[Any]:
    elsewhere = Allocation.objects.exclude(entry__account=F("lot__account"))
    return _rows(elsewhere, F("entry__account_id"), F("lot__account_id"))


def _unallocated() -> QuerySet[Any]:
    """Each entry of a member is what it puts into its lot, less what it takes out of lots."""
    moved = Coalesce(F("lot__points"), 0) - Coalesce(Sum("allocations__points"), 0)
    entries = _rows(Entry.objects.filter(account__kind=AccountKind.MEMBER), F("points"), moved)
    return entries.exclude(expected=F("points"))


def _balances() -> QuerySet[Any]:
    """What the member has by the entries is what is left in the lots; a debt stands on an account of its own."""
    put_in = Lot.objects.filter(account=OuterRef("pk")).order_by().values("account").annotate(total=Sum("points"))
    taken = (
        Allocation.objects.filter(lot__account=OuterRef("pk"))
        .order_by()
        .values("lot__account")
        .annotate(total=Sum("points"))
    )
    left = Coalesce(Subquery(put_in.values("total")), 0) - Coalesce(Subquery(taken.values("total")), 0)
    members = _rows(Account.objects.members(), Coalesce(Sum("entries__points"), 0), left)
    return members.exclude(expected=F("found"))


def _positive_debt() -> QuerySet[Any]:
    debts = _rows(Account.objects.filter(kind=AccountKind.DEBT), Coalesce(Sum("entries__points"), 0))
    return debts.filter(found__gt=0)


def _over_reversed() -> QuerySet[Any]:
    issued = Entry.objects.filter(account__kind=AccountKind.ISSUED).order_by()
    back = (
        issued.filter(transaction__reverses=OuterRef("pk"))
        .values("transaction__reverses")
        .annotate(total=Sum("points"))
    )
    earned = issued.filter(transaction=OuterRef("pk")).values("transaction").annotate(total=-Sum("points"))
    found = Coalesce(Subquery(back.values("total")), 0)
    reversed_ = Transaction.objects.filter(reversals__isnull=False).distinct()
    movements = _rows(reversed_, found, Coalesce(Subquery(earned.values("total")), 0))
    return movements.filter(found__gt=F("expected"))


def _wrong_reversal() -> QuerySet[Any]:
    unnamed = Q(kind=TransactionKind.REVERSE, reverses__isnull=True)
    back = (TransactionKind.REVERSE, TransactionKind.RESTORE, TransactionKind.TRANSFER)
    stray = Q(reverses__isnull=False) & ~Q(kind__in=back)
    not_earned = Q(kind=TransactionKind.REVERSE, reverses__isnull=False) & ~Q(
        reverses__kind=TransactionKind.EARN, reverses__programme=F("programme")
    )
    not_moved = Q(kind=TransactionKind.TRANSFER, reverses__isnull=False) & ~Q(
        reverses__kind=TransactionKind.TRANSFER, reverses__programme=F("programme")
    )
    return _rows(Transaction.objects.filter(unnamed | stray | not_earned | not_moved), F("pk"))


def _own_accounts() -> QuerySet[Any]:
    return _rows(Account.objects.exclude(kind__in=MEMBER_KINDS).filter(contact__isnull=False), F("pk"))


def _missing_triggers() -> Iterator[Flaw]:
    """Without its triggers a table could have been changed unseen."""
    for guard in append_only.lacking(connection, append_only.guards(connection, BOOKS)):
        yield Flaw("unguarded", guard.table, f"nothing in the database forbids {guard.forbids}")
