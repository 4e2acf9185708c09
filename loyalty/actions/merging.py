"""What a merge of contacts does to points, and its undoing: nothing in the books is changed, points are transferred.

Both members' accounts are locked in the order of their ids before anything is read.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from contacts.merging import carry, give_back, note_made
from contacts.models import Merge
from loyalty import books
from loyalty.models import Account, AccountKind, Entry, Lot, Referral, Transaction, TransactionKind
from staff.models import User


@dataclass(frozen=True)
class Transfer:
    """Points that pass from one account to another for a merge's sake."""

    giver: Account
    taker: Account
    merge: Merge
    by: User
    at: datetime

    def order(self, points: int, key: str, reverses: Transaction | None = None) -> books.Order:
        kind, source = TransactionKind.TRANSFER, source_of(self.merge)
        return books.Order(self.giver, kind, points, key, source, self.by, reverses=reverses)


def source_of(merge: Merge) -> str:
    return f"contacts.merge/{merge.pk}"


@transaction.atomic
def carry_points(*, merge: Merge, by: User, now: datetime) -> None:
    """Transfer lot by lot what the merged contact has and owes, and move their referrals."""
    for account in _lock_both(merge):
        if account.contact_id == merge.merged_id:
            transfer = Transfer(account, _opened(merge, account), merge, by, now)
            if account.kind == AccountKind.DEBT:
                _carry_debt(transfer)
            else:
                _carry_lots(transfer)
    carry(merge, Referral.objects.exclude(referee=merge.survivor_id), "advocate_id")
    has_referrer = Referral.objects.filter(referee=merge.survivor_id).values_list("programme", flat=True)
    brought = Referral.objects.exclude(advocate=merge.survivor_id).exclude(programme__in=list(has_referrer))
    carry(merge, brought, "referee_id")


@transaction.atomic
def give_points_back(*, merge: Merge, by: User, now: datetime) -> None:
    """Transfer the same points back; what of them the survivor spent meanwhile comes from their others, or is owed.

    What ran out meanwhile would have run out anyway, and a debt that was repaid stays so.
    """
    accounts = {account.pk: account for account in _lock_both(merge)}
    moved = Transaction.objects.filter(source=source_of(merge), kind=TransactionKind.TRANSFER, reverses=None)
    for movement in moved.order_by("-pk"):
        of_each = {accounts[entry.account_id].contact_id: entry for entry in movement.entries.all()}
        gave, took = of_each[merge.merged_id], of_each[merge.survivor_id]
        transfer = Transfer(accounts[took.account_id], accounts[gave.account_id], merge, by, now)
        if transfer.giver.kind == AccountKind.DEBT:
            _return_debt(transfer, movement, gave.points)
        else:
            _return_lot(transfer, movement, Lot.objects.with_rest().get(entry=took))
    give_back(merge, Referral, Account)


def _lock_both(merge: Merge) -> list[Account]:
    contacts = [merge.survivor_id, merge.merged_id]
    rows = Account.objects.select_for_update(of=("self",)).select_related("programme", "contact")
    return list(rows.filter(contact__in=contacts).order_by("pk"))


def _opened(merge: Merge, account: Account) -> Account:
    """The survivor's account of the same kind, opened when the merged contact's was where there is none."""
    taker, is_new = Account.objects.get_or_create(
        programme=account.programme,
        contact=merge.survivor,
        kind=account.kind,
        defaults={"opened_at": account.opened_at},
    )
    if is_new:
        note_made(merge, taker)
    return taker


def _carry_lots(transfer: Transfer) -> None:
    lots = Lot.objects.filter(account=transfer.giver).unexpired(transfer.at).left()
    for lot in lots.nearest_expiry_first():
        order = transfer.order(lot.rest, f"merge:{transfer.merge.pk}:{lot.pk}")
        entries = books.post(order, {transfer.giver: -lot.rest, transfer.taker: lot.rest}, transfer.at)
        books.allocate(entries[transfer.giver], [(lot, lot.rest)])
        _open_lot(transfer, entries[transfer.taker], lot, lot.rest)


def _carry_debt(transfer: Transfer) -> None:
    owed = books.debt_of(transfer.giver)
    if owed:
        order = transfer.order(owed, f"merge:{transfer.merge.pk}:debt:{transfer.giver.pk}")
        books.post(order, {transfer.giver: owed, transfer.taker: -owed}, transfer.at)


def _return_debt(transfer: Transfer, movement: Transaction, owed: int) -> None:
    still = min(owed, books.debt_of(transfer.giver))
    if still:
        order = transfer.order(still, f"unmerge:{movement.pk}", movement)
        books.post(order, {transfer.giver: still, transfer.taker: -still}, transfer.at)


def _return_lot(transfer: Transfer, movement: Transaction, lot: Lot) -> None:
    if lot.expires_at is not None and lot.expires_at <= transfer.at:
        return
    points = lot.points
    others = Lot.objects.filter(account=transfer.giver).exclude(pk=lot.pk).unexpired(transfer.at).left()
    taken = books.take([*([lot] if lot.rest else []), *others.nearest_expiry_first()], points)
    covered = sum(part for _lot, part in taken)
    sides = {transfer.giver: -covered, transfer.taker: points}
    if covered < points:
        sides[books.debt_account(transfer.giver)] = covered - points
    entries = books.post(transfer.order(points, f"unmerge:{movement.pk}", movement), sides, transfer.at)
    if taken:
        books.allocate(entries[transfer.giver], taken)
    _open_lot(transfer, entries[transfer.taker], lot, points)


def _open_lot(transfer: Transfer, entry: Entry, like: Lot, points: int) -> None:
    """As the points were: available from, and until, the same moments, though never before they came here."""
    Lot.objects.create(
        entry=entry,
        account=transfer.taker,
        points=points,
        available_at=max(like.available_at, transfer.at),
        expires_at=like.expires_at,
    )
