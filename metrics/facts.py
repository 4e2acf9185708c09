"""What a report reads, each kind of row once for all its periods: who was active when, revenue, scores."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from heapq import merge
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When
from django.utils import timezone

from contacts.models import Contact
from crm.clock import local
from crm.statistics import default_activity_window
from interactions.models import ClockMetric, Promise, ResponseClock
from interactions.querysets_promises import PARTS, is_part
from metrics import answers, conditions
from metrics.crowd import Crowd, Deed, Kind, kind_of
from metrics.periods import Period, midnight
from metrics.revenue import UNITS, Revenue, Takings
from metrics.waits import Waits
from sales.models import Contract, Purchase
from sales.report_rates import AT_DATE, Basis, ReportRates
from staff.models import Organisation

ROWS_AT_ONCE = 5000


class Facts:
    """The rows behind a report of some periods over some contacts; people in the bin are left out.

    `contacts` is None for everyone. `window` is for how many days a purchase keeps a customer active;
    it is taken from the gaps between all purchases known on the last day, once for the whole report.
    `rates` are those by which purchases count, the frozen ones without it. A period that runs is seen at `now`, which
    decides what is overdue.
    Rows pass by one after the other and are only counted, so that memory does not grow with them.
    """

    def __init__(
        self,
        periods: Sequence[Period],
        contacts: "QuerySet[Any] | None" = None,
        *,
        window: int | None = None,
        organisation: Organisation | None = None,
        rates: ReportRates | None = None,
        now: datetime | None = None,
    ) -> None:
        self.periods = periods
        self.contacts = (Contact.objects.all() if contacts is None else contacts).counted()  # type: ignore[attr-defined]
        self.is_everyone = contacts is None
        self.organisation = organisation or Organisation.current()
        self.zone = periods[-1].zone
        self.rates = rates or ReportRates(AT_DATE, self.organisation.base_currency)
        self.now = now or timezone.now()
        self._window = window

    @cached_property
    def window(self) -> int:
        return self._window or default_activity_window(list(self._gaps()))

    @property
    def crowd(self) -> Crowd:
        return self._deeds_counted[0]

    def revenue_until(self, day: date) -> Revenue:
        """Settled purchases ordered before the midnight that begins the day."""
        return self._deeds_counted[1][day]

    def scores_in(self, period: Period, kind: str) -> Counter[int]:
        """How often each score was given; one answer per respondent and wave, the last one given."""
        found: Counter[int] = Counter()
        for (score_kind, place), scores in self._scores.items():
            if score_kind == kind and period.start_at <= self._moments[place] < period.end_at:
                found += scores
        return found

    def waits_in(self, period: Period, metric: ClockMetric) -> Waits:
        """The waits, for a first answer or for an update, that began within the period."""
        found = Waits()
        for awaited, started_at, due_at, ended_at, used in self._waits:
            if awaited == metric and period.start_at <= started_at < period.end_at:
                found.add(due_at, ended_at, used, self.now)
        return found

    @cached_property
    def _waits(self) -> list[tuple[str, datetime, datetime | None, datetime | None, int | None]]:
        rows = ResponseClock.objects.counted().filter(
            self._mine("contact"), started_at__gte=self._moments[0], started_at__lt=self._moments[-1]
        )
        return list(rows.order_by().values_list("metric", "started_at", "due_at", "ended_at", "used_seconds"))

    def promises_in(self, period: Period, part: str) -> int:
        """How many promises due in the period belong to the part, as they stood when it is seen."""
        return self._promises[f"{part}_{self.periods.index(period)}"]

    @cached_property
    def basis(self) -> Basis:
        """By which rates the purchases before the end of the last period count, and what has none."""
        last = midnight(self.periods[-1].counted_until, self.zone)
        return self.rates.basis_of(Purchase.objects.qualifying().filter(self._mine("contact"), ordered_at__lt=last))

    def _mine(self, path: str) -> Q:
        if self.is_everyone:
            return Q(**{f"{path}__deleted_at__isnull": True}) | Q(**{f"{path}__erased_at__isnull": False})
        return Q(**{f"{path}__in": self.contacts.order_by().values("pk")})

    @cached_property
    def _days(self) -> list[date]:
        return sorted({day for period in self.periods for day in (period.start, period.counted_until)})

    @cached_property
    def _midnights(self) -> list[datetime]:
        return [midnight(day, self.zone) for day in self._days]

    @cached_property
    def _deeds_counted(self) -> tuple[Crowd, dict[date, Revenue]]:
        kinds: Counter[Kind] = Counter()
        takings = Takings(len(self._days))
        contact_of = attrgetter("contact_id")
        for contact_id, rows in groupby(merge(self._purchases(), self._contracts(), key=contact_of), key=contact_of):
            deeds = list(rows)
            kinds[kind_of(deeds, is_referred=contact_id in self._referred)] += 1
            takings.add(deeds)
        return Crowd(self._days, kinds), dict(zip(self._days, takings.by_place(), strict=False))

    def _purchases(self) -> Iterator[Deed]:
        """In the order of their contacts."""
        openings = [midnight(day - timedelta(days=self.window), self.zone) for day in self._days]
        rows = Purchase.objects.qualifying().filter(self._mine("contact"), ordered_at__lt=self._midnights[-1])
        columns = rows.order_by("contact_id").values_list("contact_id", "ordered_at", *self.rates.columns)
        for contact_id, ordered_at, amount, currency in columns.iterator(ROWS_AT_ONCE):
            came, until = bisect_right(self._midnights, ordered_at), bisect_right(openings, ordered_at)
            worth = self.rates.worth_of(amount, currency, ordered_at)
            units = None if worth is None else int(worth * UNITS)
            yield Deed(contact_id, came, _span(came, until), units, is_gap=units is None)

    def _contracts(self) -> Iterator[Deed]:
        """In the order of their contacts."""
        rows = Contract.objects.filter(self._mine("contact"), starts_on__lte=self._days[-1]).order_by("contact_id")
        for contact_id, starts_on, ends_on in rows.values_list("contact_id", "starts_on", "ends_on").iterator(
            ROWS_AT_ONCE
        ):
            until = len(self._days) if ends_on is None else bisect_right(self._days, ends_on)
            came = bisect_right(self._midnights, midnight(starts_on, self.zone))
            yield Deed(contact_id, came, _span(bisect_left(self._days, starts_on), until))

    @cached_property
    def _referred(self) -> frozenset[int]:
        return frozenset(self.contacts.filter(conditions.is_referred()).order_by().values_list("pk", flat=True))

    @cached_property
    def _moments(self) -> list[datetime]:
        return sorted({moment for period in self.periods for moment in (period.start_at, period.end_at)})

    @cached_property
    def _scores(self) -> dict[tuple[str, int], Counter[int]]:
        """How often each score was given between one moment of the periods and the next, by kind of question."""
        given = answers.counting().filter(
            self._mine("response__invitation__contact"),
            response__completed_at__gte=self._moments[0],
            response__completed_at__lt=self._moments[-1],
        )
        later = [When(response__completed_at__lt=moment, then=place) for place, moment in enumerate(self._moments)]
        rows = given.annotate(place=Case(*later, output_field=IntegerField()))
        found: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
        columns = rows.order_by().values_list("question__kind", "place", "value").annotate(n=Count("pk"))
        for kind, place, value, n in columns:
            found[kind, place - 1][value] = n
        return found

    @cached_property
    def _promises(self) -> dict[str, int]:
        """By part and place of the period; one question for all of them."""
        asked = {}
        for place, period in enumerate(self.periods):
            due, seen_at = Q(due_at__gte=period.start_at, due_at__lt=period.end_at), period.seen_at(self.now)
            for part in PARTS:
                asked[f"{part}_{place}"] = Count("pk", filter=due & is_part(part, seen_at))
        first, last = self._moments[0], self._moments[-1]
        return Promise.objects.due_between(first, last).filter(self._mine("contact")).order_by().aggregate(**asked)

    def _gaps(self) -> Iterator[int]:
        """Days between the buying days of each repeat buyer, everyone's: the rule is the house's, not a team's."""
        last = midnight(self.periods[-1].as_of + timedelta(days=1), self.zone)
        counted = Q(contact__deleted_at__isnull=True) | Q(contact__erased_at__isnull=False)
        bought = Purchase.objects.qualifying().filter(counted, ordered_at__lt=last)
        rows = bought.order_by("contact_id", "ordered_at").values_list("contact_id", "ordered_at")
        for (before_id, before), (contact_id, after) in pairwise(rows.iterator(ROWS_AT_ONCE)):
            if before_id == contact_id:
                days = (local(after, self.zone).date() - local(before, self.zone).date()).days
                if days:
                    yield days


def _span(first: int, end: int) -> int:
    """A bit for each place from the first up to but without the end."""
    return ((1 << end) - 1) >> first << first
