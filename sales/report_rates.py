"""By which rates a report brings purchases to the base currency, and what it has to leave out.

At the rate of each purchase's own day, as it was frozen; at today's; or at the rate that the house entered for its
plans.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, DecimalField, F, IntegerField, Max, Min, Q, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from crm.clock import to_utc, zone
from crm.money import Money
from sales.models import BudgetRate, Purchase
from sales.querysets import PurchaseQuerySet
from sales.rates import PRECISION, SURE_PLACES, Rate, RateBook
from staff.models import Organisation

AT_DATE, TODAY, BUDGET = "at_date", "today", "budget"
CHOICES = {AT_DATE: _("Rate on the purchase day"), TODAY: _("Today’s rate"), BUDGET: _("Budget rate")}
WORDS = {
    AT_DATE: _("At the exchange rate of each purchase’s own day, as it was frozen with it."),
    TODAY: _("At the newest exchange rate of the last seven days."),
    BUDGET: _("At the budget rate for each purchase’s own day."),
}
WORTH = DecimalField(max_digits=38, decimal_places=4)
EXACT = DecimalField(max_digits=40, decimal_places=20)
DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Spell:
    """One rate, and the moments between which an order is made to count by it; None for orders of all times."""

    rate: Rate
    opens: datetime | None = None
    closes: datetime | None = None
    last_day: date | None = None
    note: str = ""

    def holds_for(self, ordered_at: datetime) -> bool:
        return (self.opens is None or self.opens <= ordered_at) and (self.closes is None or ordered_at < self.closes)

    def of(self, currency: str) -> Q:
        """The purchases in this currency that count by it, if no spell before this one holds for them."""
        return Q(currency=currency) & (Q(ordered_at__gte=self.opens, ordered_at__lt=self.closes) if self.opens else Q())


@dataclass(frozen=True, slots=True)
class Used:
    """A rate, or the rates of a source, by which purchases in one currency count; the days are those of the rates,
    for a budget those of the orders. `rate` is one unit in the base currency as text, empty where there were many."""

    currency: str
    source: str
    first: str
    last: str
    customers: int
    rate: str = ""
    note: str = ""

    @property
    def worth(self) -> Decimal | None:
        return Decimal(self.rate) if self.rate else None

    @property
    def days(self) -> tuple[date, date]:
        return date.fromisoformat(self.first), date.fromisoformat(self.last)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Purchases in one currency that have no rate, and how many customers made them. `amount` is in this currency."""

    currency: str
    amount: str
    purchases: int
    customers: int

    @property
    def total(self) -> Money:
        return Money(Decimal(self.amount), self.currency)


@dataclass(frozen=True, slots=True)
class Basis:
    """By what a sum of purchases was made, and what is not in it, never added up across currencies.

    `is_withheld` says that more was left out than the lines tell.
    """

    choice: str
    base: str
    used: Sequence[Used] = ()
    left_out: Sequence[LeftOut] = ()
    is_withheld: bool = False

    @property
    def label(self) -> Any:
        return CHOICES[self.choice]

    @property
    def words(self) -> Any:
        return WORDS[self.choice]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        used = [Used(**each) for each in stored["used"]]
        left_out = [LeftOut(**each) for each in stored["left_out"]]
        return cls(stored["choice"], stored["base"], used, left_out, stored.get("is_withheld", False))

    def of_at_least(self, customers: int) -> "Basis":
        """Without the lines that so few customers are behind that they would tell of one of them."""
        used = [line for line in self.used if line.customers >= customers]
        left_out = [line for line in self.left_out if line.customers >= customers]
        is_withheld = self.is_withheld or len(left_out) < len(self.left_out)
        return replace(self, used=used, left_out=left_out, is_withheld=is_withheld)


@dataclass(frozen=True)
class ReportRates:
    """Answers for one purchase, in Python or in the database, what it is worth in the base currency."""

    choice: str
    base: str
    spells: Mapping[str, Sequence[Spell]] = field(default_factory=dict)

    @classmethod
    def chosen(cls, choice: str, organisation: Organisation, on: date) -> Self:
        """`on` is the day that counts as today; a choice that is none is the rate of the day."""
        base = organisation.base_currency
        if choice == TODAY:
            return cls(choice, base, _of_today(base, on))
        if choice == BUDGET:
            return cls(choice, base, _of_the_budget(base, zone(organisation.time_zone)))
        return cls(AT_DATE, base)

    @property
    def columns(self) -> tuple[str, str]:
        """What `worth_of` asks of a purchase."""
        return ("base_amount", "base_currency") if self.choice == AT_DATE else ("amount", "currency")

    def worth_of(self, amount: Decimal | None, currency: str, ordered_at: datetime) -> Decimal | None:
        """The worth of these columns in the base currency; None where no rate is known, which is never zero."""
        if amount is None or currency == self.base:
            return amount
        spells = self.spells.get(currency, ())
        return next((each.rate.convert(amount) for each in spells if each.holds_for(ordered_at)), None)

    def known(self) -> Q:
        """The purchases whose worth is known."""
        if self.choice == AT_DATE:
            return Q(base_amount__isnull=False, base_currency=self.base)
        known = Q(currency=self.base)
        for currency, spells in self.spells.items():
            known |= Q(currency=currency) & _ordered_within(_spans(spells))
        return known

    def worth(self) -> Combinable:
        """The worth of a purchase as a column; to be asked of those that are `known`."""
        if self.choice == AT_DATE:
            return F("base_amount")
        return Case(
            When(currency=self.base, then=F("amount")),
            *(
                When(spell.of(currency), then=Round(F("amount") * _exact(spell.rate), precision=4, output_field=WORTH))
                for currency, spells in self.spells.items()
                for spell in spells
            ),
            output_field=WORTH,
        )

    def basis_of(self, purchases: PurchaseQuerySet) -> Basis:
        """By which rates these purchases count, and what has none; two questions."""
        counted = purchases.filter(self.known()).exclude(currency=self.base).order_by()
        used = self._frozen_with(counted) if self.choice == AT_DATE else self._listed(counted)
        without = purchases.exclude(self.known()).order_by("currency").values("currency")
        left_out = without.annotate(
            amount=Sum("amount"), purchases=Count("pk"), customers=Count("contact", distinct=True)
        )
        return Basis(
            self.choice, self.base, used, [LeftOut(**{**row, "amount": str(row["amount"])}) for row in left_out]
        )

    def _frozen_with(self, purchases: PurchaseQuerySet) -> list[Used]:
        by_source = (
            purchases.order_by("currency", "rate_source")
            .values("currency", "rate_source")
            .annotate(first=Min("rate_date"), last=Max("rate_date"), customers=Count("contact", distinct=True))
        )
        return [
            Used(row["currency"], row["rate_source"], str(row["first"]), str(row["last"]), row["customers"])
            for row in by_source
        ]

    def _listed(self, purchases: PurchaseQuerySet) -> list[Used]:
        """Those of the rates by which a purchase counts."""
        by_spell = self._by_spell(purchases) if self.spells else []
        return [
            Used(
                currency=row["currency"],
                source=spell.rate.source,
                first=str(spell.rate.date),
                last=str(spell.last_day or spell.rate.date),
                customers=row["customers"],
                rate=str(spell.rate.stored),
                note=spell.note,
            )
            for row in by_spell
            for spell in [self.spells[row["currency"]][row["spell"]]]
        ]

    def _by_spell(self, purchases: PurchaseQuerySet) -> Iterable[dict[str, Any]]:
        """How many customers' purchases count by each spell, which is named by its place in those of its currency."""
        places = [
            When(spell.of(currency), then=Value(place))
            for currency, spells in self.spells.items()
            for place, spell in enumerate(spells)
        ]
        rows = purchases.annotate(spell=Case(*places, output_field=IntegerField())).order_by("currency", "spell")
        return rows.values("currency", "spell").annotate(customers=Count("contact", distinct=True))


def _exact(rate: Rate) -> Value:
    return Value(rate.rate.quantize(SURE_PLACES, context=PRECISION), output_field=EXACT)


def _of_today(base: str, on: date) -> dict[str, list[Spell]]:
    currencies = set(Purchase.objects.order_by().values_list("currency", flat=True).distinct()) - {base}
    book = RateBook.around([on], [base, *currencies])
    known = {currency: book.rate_on(currency, base, on) for currency in sorted(currencies)}
    return {currency: [Spell(rate)] for currency, rate in known.items() if rate}


def _of_the_budget(base: str, place: ZoneInfo) -> dict[str, list[Spell]]:
    """The rates of the plans, the one that was entered last first; without those that no order can count by."""
    spells: dict[str, list[Spell]] = {}
    taken: dict[str, list[Span]] = {}
    for row in BudgetRate.objects.filter(Q(base=base) | Q(quote=base)).order_by("-entered_at", "-pk"):
        rate = Rate(row.rate, row.starts_on, BUDGET)
        currency, rate = (row.quote, rate.inverted()) if row.base == base else (row.base, rate)
        opens, closes = (to_utc(day, time.min, place) for day in (row.starts_on, row.ends_on + DAY))
        newer = taken.get(currency, [])
        if any(first <= opens and closes <= last for first, last in newer):
            continue
        taken[currency] = _merged([*newer, (opens, closes)])
        spells.setdefault(currency, []).append(Spell(rate, opens, closes, row.ends_on, row.note))
    return spells


def _spans(spells: Iterable[Spell]) -> list[Span]:
    """The moments at which one of them holds; none where one holds for all times."""
    return _merged((spell.opens, spell.closes) for spell in spells if spell.opens and spell.closes)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The same moments in as few spans as there can be, the first one first."""
    merged: list[Span] = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged


def _ordered_within(spans: Sequence[Span]) -> Q:
    """At any time where there are no spans. Halved and halved again: SQLite takes no chain of a thousand terms."""
    if not spans:
        return Q()
    whole = Q(ordered_at__gte=spans[0][0], ordered_at__lt=spans[-1][1])
    if len(spans) == 1:
        return whole
    middle = len(spans) // 2
    return whole & (_ordered_within(spans[:middle]) | _ordered_within(spans[middle:]))
