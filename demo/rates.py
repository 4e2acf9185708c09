"""Invented exchange rates, one a week and currency, near what was usual."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from math import sin

from demo.house import BASE_CURRENCY
from sales.models import BudgetRate, ExchangeRate
from sales.rates import LONGEST_WAIT, SAME, Rate
from staff.models import User

SOURCE = "demo"
# What one euro is worth; the eighth currency is the euro itself.
PER_EURO = {"CZK": 24.6, "USD": 1.09, "GBP": 0.85, "PLN": 4.32, "DKK": 7.46, "JPY": 161.0, "UAH": 44.5}
PEGGED = "DKK"
# What they lost in a year, so that a renewal wants a look at the price.
DRIFTING = {"UAH": 0.11, "JPY": 0.1, "USD": 0.11}
WEEKS = 3 * 53
UNPLANNED = frozenset({"UAH"})

Rates = dict[tuple[str, date], ExchangeRate]


def build_rates(now: datetime, gaps: dict[str, date]) -> Rates:
    """Rates of three years; on the day of `gaps` a currency's rate is unknown, as happens with real sources."""
    monday = now.date() - timedelta(days=now.weekday())
    rows = []
    for number, (currency, middle) in enumerate(PER_EURO.items()):
        for week in range(WEEKS):
            on = monday - timedelta(weeks=week)
            if currency in gaps and on <= gaps[currency] <= on + LONGEST_WAIT:
                continue
            rows.append(_row(currency, on, middle * _swing(currency, number, on) * _drift(currency, monday - on), now))
    ExchangeRate.objects.bulk_create(rows, batch_size=500)
    return {(row.quote, row.date): row for row in rows}


def build_budget(now: datetime, by: User) -> None:
    """What the house plans with, this year and the last; of the money of the gaps it forgot to think."""
    for year in (now.year - 1, now.year):
        BudgetRate.objects.bulk_create(
            BudgetRate(
                base=BASE_CURRENCY,
                quote=currency,
                starts_on=date(year, 1, 1),
                ends_on=date(year, 12, 31),
                rate=Decimal(f"{middle:.2f}"),
                note=f"Plan {year}",
                entered_at=now - timedelta(days=365 * (now.year - year) + 30),
                entered_by=by,
            )
            for currency, middle in PER_EURO.items()
            if currency not in UNPLANNED
        )


def _swing(currency: str, number: int, on: date) -> float:
    """A slow wave of three per cent at most; the pegged currency stands still."""
    if currency == PEGGED:
        return 1
    week = on.toordinal() / 7
    return 1 + 0.03 * sin(week / 9 + number) * sin(week / 31)


def _drift(currency: str, ago: timedelta) -> float:
    return 1 - DRIFTING.get(currency, 0) * ago.days / 365


def _row(currency: str, on: date, rate: float, now: datetime) -> ExchangeRate:
    return ExchangeRate(
        source=SOURCE,
        base=BASE_CURRENCY,
        quote=currency,
        date=on,
        rate=Decimal(f"{rate:.4f}"),
        imported_at=now,
    )


def rate_on(rates: Rates, currency: str, on: date) -> Rate | None:
    """As `sales.rates.rate_on` answers, from the rows at hand."""
    if currency == BASE_CURRENCY:
        return Rate(Decimal(1), on, SAME)
    for back in range(LONGEST_WAIT.days + 1):
        if row := rates.get((currency, on - timedelta(days=back))):
            return Rate(1 / row.rate, row.date, row.source)
    return None
