"""Earning points: by hand of another action, by a purchase, by an answered survey."""

from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from crm.clock import day_bounds, local, zone
from feedback.models import Response
from loyalty import books
from loyalty.actions.accounts import account_to_earn
from loyalty.expiry import last_day
from loyalty.models import (
    Account,
    AccountKind,
    EarnRule,
    EarnTrigger,
    Entry,
    Lot,
    Programme,
    Transaction,
    TransactionKind,
)
from sales.models import Purchase
from staff import audit
from staff.models import Organisation, User


@transaction.atomic
def earn(
    *,
    account: Account,
    points: int,
    key: str,
    source: str,
    by: User | None = None,
    reason: str = "",
    available_at: datetime | None = None,
    expires_at: datetime | None = None,
    now: datetime | None = None,
) -> Transaction:
    """Give points to a member; what the member owes is repaid first, the rest becomes one lot.

    The same key again returns the first movement. Raises IdempotencyConflict for the key of another one.
    """
    now = now or timezone.now()
    if points <= 0 or (available_at and available_at < now):
        raise ValueError("Points are earned in a positive number, and never available before that.")
    account = books.lock(account)
    order = books.Order(account, TransactionKind.EARN, points, key, source, by, reason)
    if earlier := books.first_result(order):
        return earlier
    repaid = min(books.debt_of(account), points)
    sides = {
        books.own_account(account.programme, AccountKind.ISSUED): -points,
        account: points - repaid,
    }
    if repaid:
        sides[books.debt_account(account)] = repaid
    entries = books.post(order, sides, now)
    if account in entries:
        _open_lot(entries[account], available_at or now, expires_at)
    movement = next(iter(entries.values())).transaction
    detail = {"points": points, "source": source}
    audit.record("loyalty.earn", by=by, subject=movement, customer=account.contact_id, detail=detail, now=now)
    return movement


def earn_for_purchase(*, purchase: Purchase, by: User | None, now: datetime) -> list[Transaction]:
    """What a settled purchase earns, once, in each programme; nothing while its base amount is unknown."""
    if purchase.base_amount is None:
        return []
    return _earn_by_rule(
        trigger=EarnTrigger.PURCHASE,
        contact=purchase.contact,
        amount=purchase.base_amount,
        name=f"order:{purchase.pk}",
        source=source_of(purchase),
        by=by,
        now=now,
    )


def earn_for_survey(*, response: Response, now: datetime) -> list[Transaction]:
    return _earn_by_rule(
        trigger=EarnTrigger.SURVEY,
        contact=response.invitation.contact,
        amount=Decimal(0),
        name=f"answer:{response.pk}",
        source=f"feedback.response/{response.pk}",
        by=None,
        now=now,
    )


def source_of(purchase: Purchase) -> str:
    return f"sales.purchase/{purchase.pk}"


def points_for(rule: EarnRule, amount: Decimal) -> int:
    """The fixed points and those for the amount, rounded down once for the whole order."""
    return rule.fixed_points + int((amount * rule.points_per_unit).to_integral_value(ROUND_FLOOR))


@transaction.atomic
def _earn_by_rule(
    *,
    trigger: EarnTrigger,
    contact: Any,
    amount: Decimal,
    name: str,
    source: str,
    by: User | None,
    now: datetime,
) -> list[Transaction]:
    rules = EarnRule.objects.filter(trigger=trigger, is_active=True, programme__is_active=True)
    earned = []
    for rule in rules.select_related("programme"):
        points = points_for(rule, amount)
        account = account_to_earn(rule.programme, contact, by, now) if points else None
        if account is None:
            continue
        books.lock(account)
        if books.issued_from(rule.programme, source):
            continue
        key = f"{name}:{rule.pk}:{rule.version}{_again(rule.programme, source)}"
        earned.append(earn(account=account, points=points, key=key, source=source, by=by, now=now))
    return earned


def _again(programme: Programme, source: str) -> str:
    """What tells a second earning from the first, after the first was taken back; empty for the first."""
    earlier = Transaction.objects.filter(programme=programme, source=source, kind=TransactionKind.EARN).count()
    return f":again{earlier}" if earlier else ""


def _open_lot(entry: Entry, available_at: datetime, expires_at: datetime | None) -> Lot:
    return Lot.objects.create(
        entry=entry,
        account=entry.account,
        points=entry.points,
        available_at=available_at,
        expires_at=expires_at or _expiry(entry.account.programme, available_at),
    )


def _expiry(programme: Programme, available_at: datetime) -> datetime | None:
    if programme.valid_months is None:
        return None
    place = zone(Organisation.current().time_zone)
    day = last_day(local(available_at, place).date(), programme.valid_months)
    return day_bounds(day, place)[1]
