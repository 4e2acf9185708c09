"""What a member's account shows: points now, points soon to expire, and the movements behind them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from contacts.models import Contact
from loyalty import books
from loyalty.models import MEMBER_KINDS, Account, EarnRule, EarnTrigger, Entry, Lot, Transaction
from sales.models import PurchaseStatus

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Expiring:
    points: int
    at: datetime


def next_to_expire(lots: Iterable[Lot], now: datetime) -> Expiring | None:
    """The points of these lots that run out first, within a month."""
    ends = defaultdict[datetime, int](int)
    for lot in lots:
        if lot.expires_at is not None and lot.available_at <= now < lot.expires_at <= now + SOON:
            ends[lot.expires_at] += lot.rest
    return Expiring(ends[min(ends)], min(ends)) if ends else None


def movements(account: Account) -> QuerySet[Transaction]:
    """Newest first, each with `points`: what it gave or took; points owed count as taken."""
    # From the member's own entries to their transactions: sums over all transactions read the whole ledger.
    mine = Entry.objects.filter(account__contact=account.contact_id, account__kind__in=MEMBER_KINDS)
    moved = Transaction.objects.filter(programme=account.programme_id, pk__in=mine.values("transaction"))
    of_each = mine.filter(transaction=OuterRef("pk")).order_by().values("transaction").values(total=Sum("points"))
    return moved.annotate(points=Coalesce(Subquery(of_each), 0)).order_by("-occurred_at", "-id")


def waiting_purchases(contact: Contact) -> int:
    """Settled purchases that earn nothing until their exchange rate is known."""
    earning = EarnRule.objects.filter(trigger=EarnTrigger.PURCHASE, is_active=True, programme__is_active=True)
    settled = contact.purchases.filter(status=PurchaseStatus.SETTLED)
    return settled.without_rate().filter(Exists(earning)).count()


def totals(accounts: QuerySet[Account]) -> dict[str, Any]:
    """Members, points issued and redeemed, and points left in lots, of these members."""
    contacts = accounts.values("contact")
    own = Q(entries__account__contact__in=contacts, entries__account__kind__in=MEMBER_KINDS)
    by_kind = dict(
        Transaction.objects.filter(own).order_by().values_list("kind").annotate(points=Sum("entries__points"))
    )
    return {
        "members": accounts.count(),
        "issued": by_kind.get("earn", 0) + by_kind.get("reverse", 0),
        "redeemed": -by_kind.get("redeem", 0) - by_kind.get("restore", 0),
        "left": books.left_in_lots(accounts),
    }
