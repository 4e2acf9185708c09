"""Points for what was bought and answered, booked in bulk exactly as the actions book them one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from contacts.models import Contact
from demo.rows import inform_planner
from feedback.models import Response
from loyalty import books
from loyalty.actions import redeem, reverse_source
from loyalty.actions.earning import points_for, source_of
from loyalty.models import (
    Account,
    AccountKind,
    EarnRule,
    EarnTrigger,
    Entry,
    Lot,
    Programme,
    Referral,
    ReferralState,
    Transaction,
    TransactionKind,
)
from sales.models import Purchase, PurchaseStatus

EARNS = (PurchaseStatus.SETTLED, PurchaseStatus.REFUNDED)


@dataclass(frozen=True)
class Earning:
    contact: Contact
    points: int
    key: str
    source: str
    at: datetime


def build_points(
    people: Sequence[Contact],
    purchases: Sequence[Purchase],
    responses: Sequence[Response],
    now: datetime,
    rng: Random,
) -> None:
    programme = Programme.objects.get()
    earnings = sorted(_earnings(programme, purchases, responses), key=lambda earning: (earning.at, earning.key))
    accounts = _open_accounts(programme, earnings)
    _book(programme, accounts, earnings)
    inform_planner()
    _take_back(purchases, now)
    _redeem(accounts, now, rng)
    _refer(programme, people, purchases)


def _earnings(programme: Programme, purchases: Sequence[Purchase], responses: Sequence[Response]) -> list[Earning]:
    rules = {rule.trigger: rule for rule in EarnRule.objects.filter(programme=programme, is_active=True)}
    bought, answered = rules[EarnTrigger.PURCHASE], rules[EarnTrigger.SURVEY]
    found = [
        _earning(bought, row.contact, row.base_amount, f"order:{row.pk}", source_of(row), row.ordered_at)
        for row in purchases
        if row.status in EARNS and row.base_amount is not None
    ]
    found += [
        _earning(
            answered,
            row.invitation.contact,
            Decimal(0),
            f"answer:{row.pk}",
            f"feedback.response/{row.pk}",
            row.completed_at,
        )
        for row in responses
    ]
    return [earning for earning in found if earning.points]


def _earning(rule: EarnRule, contact: Contact, amount: Decimal, name: str, source: str, at: datetime) -> Earning:
    return Earning(contact, points_for(rule, amount), f"{name}:{rule.pk}:{rule.version}", source, at)


def _open_accounts(programme: Programme, earnings: Sequence[Earning]) -> dict[int, Account]:
    first: dict[int, Earning] = {}
    for earning in earnings:
        first.setdefault(earning.contact.pk, earning)
    rows = [
        Account(programme=programme, kind=AccountKind.MEMBER, contact=earning.contact, opened_at=earning.at)
        for earning in first.values()
    ]
    return {row.contact_id: row for row in Account.objects.bulk_create(rows, batch_size=500) if row.contact_id}


def _book(programme: Programme, accounts: dict[int, Account], earnings: Sequence[Earning]) -> None:
    issued = books.own_account(programme, AccountKind.ISSUED)
    movements = Transaction.objects.bulk_create(
        [_movement(programme, accounts[earning.contact.pk], earning) for earning in earnings], batch_size=500
    )
    given = [
        Entry(transaction=movement, account=accounts[earning.contact.pk], points=earning.points)
        for movement, earning in zip(movements, earnings, strict=True)
    ]
    Entry.objects.bulk_create(given, batch_size=500)
    Entry.objects.bulk_create(
        [Entry(transaction=entry.transaction, account=issued, points=-entry.points) for entry in given],
        batch_size=500,
    )
    Lot.objects.bulk_create(
        [
            Lot(entry=entry, account=entry.account, points=entry.points, available_at=earning.at)
            for entry, earning in zip(given, earnings, strict=True)
        ],
        batch_size=500,
    )


def _movement(programme: Programme, account: Account, earning: Earning) -> Transaction:
    order = books.Order(account, TransactionKind.EARN, earning.points, earning.key, earning.source)
    return Transaction(
        programme=programme,
        kind=TransactionKind.EARN,
        idempotency_key=earning.key,
        payload_hash=order.payload_hash,
        source=earning.source,
        occurred_at=earning.at,
    )


def _take_back(purchases: Sequence[Purchase], now: datetime) -> None:
    for row in purchases:
        if row.status == PurchaseStatus.REFUNDED and row.base_amount:
            later = min(row.ordered_at + timedelta(days=9), now)
            reverse_source(source=source_of(row), reason=row.status, now=later)


def _redeem(accounts: dict[int, Account], now: datetime, rng: Random) -> None:
    """Every ninth member took something for the points."""
    for number, account in enumerate(list(accounts.values())[::9]):
        active = books.balance(account, now).active
        if active >= 100:
            points = active // rng.choice([2, 3, 4])
            redeem(account=account, points=points, key=f"demo:{number}", source="demo", reason="voucher", now=now)


def _refer(programme: Programme, people: Sequence[Contact], purchases: Sequence[Purchase]) -> None:
    first: dict[int, datetime] = {}
    for row in purchases:
        if row.status == PurchaseStatus.SETTLED:
            first.setdefault(row.contact_id, row.ordered_at)
    Referral.objects.bulk_create(
        [
            Referral(
                programme=programme,
                advocate_id=contact.referred_by_id,
                referee=contact,
                state=ReferralState.QUALIFIED if contact.pk in first else ReferralState.REGISTERED,
                created_at=contact.created_at,
                qualified_at=first.get(contact.pk),
            )
            for contact in people
            if contact.referred_by_id
        ],
        batch_size=500,
    )
