"""Where our attention goes: of each segment its share of our touches beside its shares of customers and of revenue.

Counted are the customers whom the reader may see by name, so that each number opens exactly its customers. A touch is
an entry of the timeline that a colleague made of a conversation, a letter or a mail; revenue is in the base currency,
by the rates that the reader chose.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.db.models import Aggregate, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from contacts.filters import segments_for
from contacts.models import Contact, Segment
from contacts.querysets import ContactQuerySet
from contacts.segments import read_once
from interactions.models import LOGGED_KINDS, Direction, Interaction, Kind
from metrics import access
from metrics.periods import Period
from sales.models import Purchase
from sales.querysets import PurchaseQuerySet
from sales.report_rates import Basis, ReportRates
from staff.models import User
from staff.policy import Action

# So many segments stand on the page: each is a part of the three questions that it asks.
MOST = 40
TOUCHES = tuple(kind for kind in LOGGED_KINDS if kind != Kind.NOTE)
PARTS = {
    "customers": _("Customers"),
    "touches": _("Touches"),
    "revenue": _("Revenue"),
    "untouched": _("Untouched"),
}
ALL = "all"
Figure = Callable[..., Aggregate]
NUMBER = partial(Count, "pk")


@dataclass(frozen=True)
class Row:
    """One segment: how many, how much, and which share of all that is."""

    segment: Segment
    customers: int
    untouched: int
    customers_share: Fraction | None
    touches: int | None
    touches_share: Fraction | None
    revenue: Decimal | None
    revenue_share: Fraction | None

    @property
    def lead(self) -> Fraction | None:
        """By how many points the share of touches is above the share of revenue."""
        if self.touches_share is None or self.revenue_share is None:
            return None
        return (self.touches_share - self.revenue_share) * 100


@dataclass(frozen=True)
class Attention:
    """What one colleague asks: over which days, and after how many of them a customer counts as untouched."""

    user: User
    period: Period
    quiet_days: int
    rates: ReportRates
    now: datetime

    @property
    def sees_touches(self) -> bool:
        return access.sees_each(self.user, Action.VIEW_TIMELINE)

    @property
    def sees_revenue(self) -> bool:
        return access.sees_each(self.user, Action.VIEW_SALES)

    def parts(self) -> dict[str, Any]:
        hidden = {"touches": not self.sees_touches, "revenue": not self.sees_revenue}
        return {code: words for code, words in PARTS.items() if not hidden.get(code)}

    @read_once()
    def rows(self) -> list[Row]:
        """One question for each figure, whatever the number of segments and customers."""
        segments = segments_for(self.user)[:MOST]
        if not segments:
            return []
        people = self._count(self._people(), segments, "pk", NUMBER)
        untouched = self._count(self._people().filter(self._is_untouched), segments, "pk", NUMBER)
        touches = self._count(self._touches(), segments, "contact", NUMBER) if self.sees_touches else {}
        worth = self._count(self._purchases(), segments, "contact", self._worth) if self.sees_revenue else {}
        return [self._row(segment, people, untouched, touches, worth) for segment in segments]

    def customers(self, segment: Segment, part: str, language: str) -> ContactQuerySet:
        """Those behind a number, who have most of it first, and among equals as the reader sorts names."""
        found = self._members(segment)
        if part == "untouched":
            return found.filter(self._is_untouched).in_order_for(language, F("last_contact_at").asc(nulls_first=True))
        if part == "customers":
            return found.in_order_for(language)
        rows, figure = (self._touches(), NUMBER) if part == "touches" else (self._purchases(), self._worth)
        own = rows.filter(contact=OuterRef("pk")).order_by()
        amount = Subquery(own.values("contact").annotate(amount=figure()).values("amount"))
        return found.filter(Exists(own)).annotate(amount=amount).in_order_for(language, "-amount")

    @property
    def basis(self) -> Basis | None:
        """By which rates revenue is counted, and what is in none of it; None for who does not see revenue."""
        return self.rates.basis_of(self._bought()) if self.sees_revenue else None

    @property
    def _worth(self) -> Figure:
        return partial(Sum, self.rates.worth())

    def _people(self) -> ContactQuerySet:
        counted = access.customers_of(self.user)
        return (Contact.objects.all() if counted is None else counted).visible_to(self.user)

    def _members(self, segment: Segment) -> ContactQuerySet:
        return self._people().filter(pk__in=segment.shown_to(self.user, self.now).order_by().values("pk"))

    @property
    def _is_untouched(self) -> Q:
        since = self.now - timedelta(days=self.quiet_days)
        return Q(last_contact_at__isnull=True) | Q(last_contact_at__lt=since)

    def _touches(self) -> "QuerySet[Interaction]":
        days = {"at__gte": self.period.start_at, "at__lt": self.period.end_at}
        ours = Interaction.objects.standing().filter(is_automatic=False, by__isnull=False, kind__in=TOUCHES, **days)
        return ours.exclude(direction=Direction.INTERNAL).filter(contact__in=self._people().order_by().values("pk"))

    def _purchases(self) -> "QuerySet[Purchase]":
        return self._bought().filter(self.rates.known())

    def _bought(self) -> PurchaseQuerySet:
        bought = Purchase.objects.qualifying().ordered_between(self.period.start_at, self.period.end_at)
        return bought.filter(contact__in=self._people().order_by().values("pk"))

    def _count(self, rows: "QuerySet[Any]", segments: Sequence[Segment], path: str, figure: Figure) -> dict[Any, Any]:
        """The figure over all rows, and over those of each segment."""
        asked = {ALL: figure()}
        for segment in segments:
            among = Q(**{f"{path}__in": self._members(segment).values("pk")})
            asked[f"of_{segment.pk}"] = figure(filter=among)
        return rows.order_by().aggregate(**asked)

    def _row(self, segment: Segment, *counts: dict[str, Any]) -> Row:
        code = f"of_{segment.pk}"
        people, untouched, touches, worth = counts
        return Row(
            segment=segment,
            customers=people[code],
            untouched=untouched[code],
            customers_share=_share(people[code], people[ALL]),
            touches=touches.get(code),
            touches_share=_share(touches.get(code), touches.get(ALL)),
            revenue=(worth[code] or Decimal(0)) if worth else None,
            revenue_share=_share(worth[code] or 0, worth[ALL]) if worth else None,
        )


def _share(part: Any, whole: Any) -> Fraction | None:
    return Fraction(part) / Fraction(whole) if part is not None and whole else None
