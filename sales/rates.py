"""Which exchange rate holds on a day: that day's, else the last one within a week, else none is known."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from sales.models import ExchangeRate, RatePreference

SAME = "same"
FIXED = "fixed"
PIVOT = "EUR"
# Central banks that list what other money is worth in their own: what they know is led on to the euro by their list.
HOMES = frozenset({"CZK", "RUB"})
LONGEST_WAIT = timedelta(days=7)
RATE_PLACES = Decimal("0.00000001")
AMOUNT_PLACES = Decimal("0.0001")
SOURCE_LENGTH = 20
# The inverse of a rate has no end: it is taken this far, and its last digits are dropped before money is rounded.
PRECISION = Context(prec=60)
CROSS_PLACES, SURE_PLACES = Decimal(1).scaleb(-40), Decimal(1).scaleb(-20)

# What one euro is worth for good in money that became the euro, or was tied to it, from this day on: Regulations (EC)
# 2866/98 and those that followed with each country.
FIXED_RATES: dict[str, tuple[Decimal, date]] = {
    code: (Decimal(rate), date.fromisoformat(since))
    for code, rate, since in (
        ("ATS", "13.7603", "1999-01-01"),
        ("BEF", "40.3399", "1999-01-01"),
        ("BGN", "1.95583", "1999-01-01"),
        ("CYP", "0.585274", "2008-01-01"),
        ("DEM", "1.95583", "1999-01-01"),
        ("EEK", "15.6466", "1999-01-01"),
        ("ESP", "166.386", "1999-01-01"),
        ("FIM", "5.94573", "1999-01-01"),
        ("FRF", "6.55957", "1999-01-01"),
        ("GRD", "340.750", "2001-01-01"),
        ("HRK", "7.53450", "2023-01-01"),
        ("IEP", "0.787564", "1999-01-01"),
        ("ITL", "1936.27", "1999-01-01"),
        ("LTL", "3.45280", "2002-02-02"),
        ("LUF", "40.3399", "1999-01-01"),
        ("LVL", "0.702804", "2014-01-01"),
        ("MTL", "0.429300", "2008-01-01"),
        ("NLG", "2.20371", "1999-01-01"),
        ("PTE", "200.482", "1999-01-01"),
        ("SIT", "239.640", "2007-01-01"),
        ("SKK", "30.1260", "2009-01-01"),
    )
}


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
        worth = PRECISION.multiply(amount, self.rate).quantize(SURE_PLACES, context=PRECISION)
        return worth.quantize(AMOUNT_PLACES, rounding=ROUND_HALF_UP)

    def inverted(self) -> "Rate":
        return Rate(_divided(Decimal(1), self.rate), self.date, self.source)

    def then(self, other: "Rate") -> "Rate":
        """This rate and that one after it, as old as the older and named after both."""
        sources = dict.fromkeys(source for source in (self.source, other.source) if source != SAME)
        rate = PRECISION.multiply(self.rate, other.rate).quantize(CROSS_PLACES, context=PRECISION)
        return Rate(rate.normalize(PRECISION), min(self.date, other.date), "+".join(sources)[:SOURCE_LENGTH])


def _divided(one: Decimal, other: Decimal) -> Decimal:
    return PRECISION.divide(one, other)


@dataclass(frozen=True, slots=True)
class RateBook:
    """The listed rates of some currencies around some days, read once for as many questions as there are."""

    rows: dict[tuple[str, str], list[ExchangeRate]] = field(default_factory=dict)
    preferred: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def around(cls, days: Collection[date], currencies: Iterable[str]) -> "RateBook":
        """With every rate between these currencies, the euro and the listing banks' own money; two queries."""
        codes = {*currencies, PIVOT, *HOMES}
        wanted = {day - timedelta(days=back) for day in days for back in range(LONGEST_WAIT.days + 1)}
        listed = ExchangeRate.objects.filter(base__in=codes, quote__in=codes, date__in=wanted)
        rows: dict[tuple[str, str], list[ExchangeRate]] = {}
        for row in listed.order_by("-date", "-imported_at", "-id"):
            rows.setdefault((row.base, row.quote), []).append(row)
        preferences = RatePreference.objects.filter(currency__in=codes)
        return cls(rows, {each.currency: list(each.sources) for each in preferences})

    def rate_on(self, base: str, quote: str, on: date) -> Rate | None:
        """The rate of one unit of `base` in `quote`: direct or inverse, else across the euro; None where unknown."""
        if base == quote:
            return Rate(Decimal(1), on, SAME)
        return self._known(base, quote, on) or self._crossed(base, quote, on)

    def _known(self, base: str, quote: str, on: date) -> Rate | None:
        return _fixed(base, quote, on) or self._listed(base, quote, on)

    def _crossed(self, base: str, quote: str, on: date) -> Rate | None:
        first, second = self._in_euro(base, on), self._in_euro(quote, on)
        return first.then(second.inverted()) if first and second else None

    def _in_euro(self, currency: str, on: date) -> Rate | None:
        """What one unit is worth in euro: as listed, else over the money of a bank that lists both."""
        if currency == PIVOT:
            return Rate(Decimal(1), on, SAME)
        known = self._known(currency, PIVOT, on)
        if known is not None:
            return known
        return next((rate for home in sorted(HOMES - {currency}) if (rate := self._over(currency, home, on))), None)

    def _over(self, currency: str, home: str, on: date) -> Rate | None:
        """Over the bank's own money, by one list alone: both rates are of one source and day."""
        for row in self._within_a_week(currency, home, on):
            for euro in self._within_a_week(PIVOT, home, on):
                if (euro.source, euro.date) == (row.source, row.date):
                    return Rate(_divided(row.rate, euro.rate), row.date, row.source)
        return None

    def _listed(self, base: str, quote: str, on: date) -> Rate | None:
        row = next(self._within_a_week(base, quote, on), None)
        if row is None:
            return None
        rate = Rate(row.rate, row.date, row.source)
        return rate if row.base == base else rate.inverted()

    def _within_a_week(self, base: str, quote: str, on: date) -> Iterator[ExchangeRate]:
        """The rows of a pair that may serve the day, the best first: by preferred source, day, and direction."""
        order = self.preferred.get(base) or self.preferred.get(quote) or []
        near = [
            row
            for pair in ((base, quote), (quote, base))
            for row in self.rows.get(pair, [])
            if on - LONGEST_WAIT <= row.date <= on
        ]
        place = {source: number for number, source in enumerate(order)}
        near.sort(key=lambda row: (place.get(row.source, len(order)), -row.date.toordinal(), row.base != base))
        yield from near


def _fixed(base: str, quote: str, on: date) -> Rate | None:
    for legacy, other, is_direct in ((quote, base, True), (base, quote, False)):
        rate, since = FIXED_RATES.get(legacy, (Decimal(0), date.max))
        if other == PIVOT and on >= since:
            known = Rate(rate, on, FIXED)
            return known if is_direct else known.inverted()
    return None


def rate_on(base: str, quote: str, on: date) -> Rate | None:
    """The rate of one unit of `base` in `quote` on a day; None where none is known, which is never zero."""
    return RateBook.around([on], [base, quote]).rate_on(base, quote, on)
