"""Purchases, contracts, rates and products, past the actions: what tests need to stand already."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from contacts.models import Contact
from sales.models import Contract, ExchangeRate, Product, Purchase

_numbers = count(1)


def make_purchase(
    contact: Contact,
    ordered_at: datetime | date,
    amount: str | None = "100",
    *,
    currency: str = "EUR",
    base: str | None = None,
    status: str = "settled",
    **fields: object,
) -> Purchase:
    """A purchase in the base currency at rate 1; `base` is its worth in EUR, None in another currency is a gap."""
    if not isinstance(ordered_at, datetime):
        ordered_at = datetime(ordered_at.year, ordered_at.month, ordered_at.day, 12, tzinfo=UTC)
    worth = Decimal(base) if base is not None else Decimal(amount) if currency == "EUR" else None
    frozen = {} if worth is None else {"rate": Decimal(1), "rate_date": ordered_at.date(), "rate_source": "test"}
    return Purchase.objects.create(
        contact=contact,
        ordered_at=ordered_at,
        amount=Decimal(amount),
        currency=currency,
        base_amount=worth,
        status=status,
        **{"number": f"T-{next(_numbers)}", "base_currency": "EUR", **frozen, **fields},
    )


def make_contract(
    contact: Contact, starts_on: date, ends_on: date | None = None, value: str = "50", currency: str = "EUR"
) -> Contract:
    return Contract.objects.create(
        contact=contact, starts_on=starts_on, ends_on=ends_on, recurring_value=Decimal(value), currency=currency
    )


def make_rate(base: str, quote: str, on: date, rate: str, source: str = "test") -> ExchangeRate:
    return ExchangeRate.objects.create(base=base, quote=quote, date=on, rate=Decimal(rate), source=source)


def make_product(code: str = "crate", name: str = "Crate of pilsner", **fields: object) -> Product:
    return Product.objects.create(code=code, name=name, name_en=name, **fields)
