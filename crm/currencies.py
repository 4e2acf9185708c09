"""Which money a country uses on a day, and to which step it is rounded when it is paid in coins.

`overrides.toml` beside this module holds what the packaged CLDR does not know yet.
"""

import tomllib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from babel.numbers import get_territory_currencies

_OVERRIDES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("overrides.toml").read_text(encoding="utf-8"))
ADOPTED = frozenset(_OVERRIDES["adopted"])
RETIRED = frozenset(_OVERRIDES["retired"])


def currency_of(country: str, on: date) -> str:
    """The tender of a country on a day; "" where none is known."""
    for row in _OVERRIDES["tender"]:
        if row["country"] == country and on >= row["since"]:
            return str(row["currency"])
    try:
        return next(iter(get_territory_currencies(country, on)), "") if country else ""
    except KeyError:
        return ""


def cash_step(currency: str, country: str, on: date) -> Decimal | None:
    """The smallest step in which the currency is paid in cash there on that day; None where coins suffice."""
    for row in _OVERRIDES["cash"]:
        is_there = "countries" not in row or country in row["countries"]
        if row["currency"] == currency and is_there and on >= row.get("since", date.min):
            return Decimal(row["step"])
    return None


def round_cash(amount: Decimal, currency: str, country: str, on: date) -> Decimal:
    """The amount as it is paid in coins and notes, half up; what is not paid in cash is never rounded so."""
    step = cash_step(currency, country, on)
    if step is None:
        return amount
    return (amount / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step
