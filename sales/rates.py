"""Which exchange rate holds on a day: that day's, else the last one within a week, else none is known."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import BooleanField, Case, Q, Value, When

from sales.models import ExchangeRate

SAME = "same"
PIVOT = "EUR"
LONGEST_WAIT = timedelta(days=7)
RATE_PLACES = Decimal("0.00000001")
AMOUNT_PLACES = Decimal("0.0001")
SOURCE_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is worth in another; exact, rounded only where it is stored."""

    rate: Decimal
    date: date
    source: str

    @property
    def stored(self) -> Decimal:
        return self.rate.quantize(RATE_PLACES, rounding=ROUND_HALF_UP)

    def convert(self, amount: Decimal) -> Decimal:
        return (amount * self.rate).quantize(AMOUNT_PLACES, rounding=ROUND_HALF_UP)


def rate_on(base: str, quote: str, on: date) -> Rate | None:
    """The rate of one unit of `base` in `quote`: direct or inverse, else across the euro; None where unknown."""
    if base == quote:
        return Rate(Decimal(1), on, SAME)
    return _listed(base, quote, on) or _crossed(base, quote, on)


def _listed(base: str, quote: str, on: date) -> Rate | None:
    direct = Q(base=base, quote=quote)
    rows = ExchangeRate.objects.filter(direct | Q(base=quote, quote=base), date__range=(on - LONGEST_WAIT, on))
    is_direct = Case(When(direct, then=Value(True)), default=Value(False), output_field=BooleanField())
    row = rows.annotate(is_direct=is_direct).order_by("-date", "-is_direct", "-imported_at", "-id").first()
    if row is None:
        return None
    return Rate(row.rate if row.base == base else 1 / row.rate, row.date, row.source)


def _crossed(base: str, quote: str, on: date) -> Rate | None:
    if PIVOT in (base, quote):
        return None
    first = _listed(base, PIVOT, on)
    second = _listed(PIVOT, quote, on) if first else None
    if first is None or second is None:
        return None
    sources = dict.fromkeys((first.source, second.source))
    return Rate(first.rate * second.rate, min(first.date, second.date), "+".join(sources)[:SOURCE_LENGTH])
