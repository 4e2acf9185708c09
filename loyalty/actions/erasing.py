"""What becomes of the points of an erased person: they leave, and the books stay whole."""

from datetime import datetime

from django.db import transaction

from contacts.models import Contact
from loyalty import books
from loyalty.models import Account, AccountKind, Lot, Transaction, TransactionKind
from staff import audit
from staff.models import User


@transaction.atomic
def forfeit_points(*, people: list[Contact], by: User, now: datetime) -> list[Transaction]:
    """Book out what is left in each account, pending points too, and let go what is owed."""
    rows = Account.objects.select_for_update(of=("self",)).select_related("programme", "contact")
    accounts = rows.filter(contact__in=people, kind=AccountKind.MEMBER).order_by("pk")
    return [movement for account in list(accounts) if (movement := _forfeit(account, by, now))]


def _forfeit(account: Account, by: User, now: datetime) -> Transaction | None:
    lots = list(Lot.objects.filter(account=account).left().nearest_expiry_first())
    left, owed = sum(lot.rest for lot in lots), books.debt_of(account)
    if not left and not owed:
        return None
    key = f"erase:{account.pk}"
    order = books.Order(
        account, TransactionKind.ERASURE_FORFEIT, left, key, f"contacts.contact/{account.contact_id}", by
    )
    sides = {account: -left, books.own_account(account.programme, AccountKind.EXPIRED): left - owed}
    if owed:
        sides[books.debt_account(account)] = owed
    entries = books.post(order, sides, now)
    if left:
        books.allocate(entries[account], [(lot, lot.rest) for lot in lots])
    movement = next(iter(entries.values())).transaction
    detail = {"points": left, "owed": owed}
    audit.record("loyalty.forfeit", by=by, subject=movement, customer=account.contact_id, detail=detail, now=now)
    return movement
