"""The groups of customers behind a figure as conditions on contacts, for the database to find and to page."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from feedback.models import Answer
from interactions.models import Promise
from interactions.querysets_promises import PromiseQuerySet, is_part
from loyalty.models import Referral, ReferralState
from metrics import answers
from metrics.periods import Period, midnight
from sales.models import Contract, Purchase
from sales.querysets import PurchaseQuerySet
from sales.report_rates import ReportRates


def is_referred() -> Q:
    """Whom somebody brought: by a code, or by word of mouth."""
    by_code = Referral.objects.filter(referee=OuterRef("pk")).exclude(state=ReferralState.REVERSED)
    return Q(referred_by__isnull=False) | Q(Exists(by_code))


@dataclass(frozen=True)
class Conditions:
    """Asks the database the same as metrics.crowd.Crowd knows in numbers; sets combine by &, | and ~ too."""

    window: int
    zone: ZoneInfo
    rates: ReportRates
    # Asked of the module each time, so that a stopped clock stops this one too.
    now: datetime = field(default_factory=lambda: timezone.now())

    def came_before(self, day: date) -> Q:
        contracts = Contract.objects.filter(contact=OuterRef("pk"), starts_on__lt=day)
        return Q(Exists(self.purchases_before(day).filter(contact=OuterRef("pk")))) | Q(Exists(contracts))

    def active_on(self, day: date) -> Q:
        opening = midnight(day - timedelta(days=self.window), self.zone)
        purchases = self.purchases_before(day).filter(contact=OuterRef("pk"), ordered_at__gte=opening)
        return Q(Exists(purchases)) | Q(Exists(Contract.objects.covering(day).filter(contact=OuterRef("pk"))))

    def referred(self) -> Q:
        return is_referred()

    def brought_before(self, day: date) -> Q:
        return Q(Exists(self.worth_before(day).filter(contact=OuterRef("pk"))))

    def has_gap_before(self, day: date) -> Q:
        return Q(Exists(self.gaps_before(day).filter(contact=OuterRef("pk"))))

    def promises_in(self, period: Period, part: str) -> PromiseQuerySet:
        due = Promise.objects.due_between(period.start_at, period.end_at)
        return due.filter(is_part(part, period.seen_at(self.now)))

    def purchases_before(self, day: date) -> PurchaseQuerySet:
        return Purchase.objects.qualifying().filter(ordered_at__lt=midnight(day, self.zone))

    def worth_before(self, day: date) -> PurchaseQuerySet:
        return self.purchases_before(day).filter(self.rates.known())

    def gaps_before(self, day: date) -> PurchaseQuerySet:
        return self.purchases_before(day).exclude(self.rates.known())


def answers_in(period: Period, kind: str, scores: Collection[int]) -> "QuerySet[Answer]":
    return answers.counting().filter(
        question__kind=kind,
        value__in=scores,
        response__completed_at__gte=period.start_at,
        response__completed_at__lt=period.end_at,
    )
