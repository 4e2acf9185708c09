"""How well we keep our promises: by colleague, team and company, over the promises due in a period.

Counted are promises to customers whose timeline the reader may see, so that each number opens exactly its promises.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Company
from crm.clock import local
from crm.statistics import Envelope, mean, proportion, ratio
from interactions.models import Promise
from interactions.querysets_promises import PromiseQuerySet, is_part
from metrics import access
from metrics.definitions.promises import PROMISES
from metrics.periods import Period
from sales.rates import RateBook
from staff.models import Team, User

PARTS = PROMISES.parts
DAY = timedelta(days=1)
NOBODY = 0


class By(NamedTuple):
    """What the promises are put together by: the column that names it, and the rows that have the name."""

    label: Any
    column: str
    named: Callable[[Iterable[int]], dict[int, Any]]


BY = {
    "owner": By(_("Colleague"), "owner_id", User.objects.in_bulk),
    "team": By(_("Team"), "owner__team_id", Team.objects.in_bulk),
    "company": By(_("Company"), "contact__company_id", Company.objects.in_bulk),
}


class Due(NamedTuple):
    """One promise that counts: whose it is, how it ended, by how much it was late, and its worth in base currency.

    `worth` is None for one without a value, and for one without a known rate, which `is_gap` tells.
    """

    of: int
    part: str
    late: timedelta | None
    worth: Decimal | None
    is_gap: bool


@dataclass(frozen=True)
class Row:
    """The promises of one colleague, team or company; `by_value` weighs each by its worth."""

    of: int
    name: Any
    counts: dict[str, int]
    rate: Envelope
    by_value: Fraction | None
    gaps: int
    days_late: Fraction | None


def row_of(of: int, name: Any, promises: Sequence[Due]) -> Row:
    counts = {part: sum(1 for one in promises if part in ("decided", one.part)) for part in PARTS}
    worth = [(one.part, one.worth) for one in promises if one.worth is not None]
    late = [Fraction(one.late // timedelta(microseconds=1)) for one in promises if one.late is not None]
    mean_late = mean(late)
    return Row(
        of=of,
        name=name,
        counts=counts,
        rate=proportion(counts["kept"], counts["decided"]),
        by_value=ratio(sum(value for part, value in worth if part == "kept"), sum(value for _part, value in worth)),
        gaps=sum(1 for one in promises if one.is_gap),
        days_late=None if mean_late is None else mean_late / Fraction(DAY // timedelta(microseconds=1)),
    )


@dataclass(frozen=True)
class KeptPromises:
    """What one colleague asks: over which days, put together by what."""

    user: User
    period: Period
    by: str
    base: str
    now: datetime

    def rows(self) -> tuple[Row, list[Row]]:
        """All of them together, and each group: those with the most broken promises first."""
        due = self._due()
        of = defaultdict(list)
        for one in due:
            of[one.of].append(one)
        names = BY[self.by].named([pk for pk in of if pk != NOBODY])
        rows = [row_of(pk, names.get(pk), promises) for pk, promises in of.items()]
        rows.sort(key=lambda row: (row.counts["kept"] - row.counts["decided"], str(row.name or ""), row.of))
        return row_of(NOBODY, None, due), rows

    def behind(self, part: str, of: int | None) -> PromiseQuerySet:
        """The promises of one part of one group, or of all."""
        found = self._promises().filter(is_part(part, self._seen_at))
        if of is not None:
            found = found.filter(Q(**{BY[self.by].column: of or None}))
        return found.select_related("contact__company", "owner").order_by("-due_at", "-pk")

    @property
    def _seen_at(self) -> datetime:
        return self.period.seen_at(self.now)

    def _promises(self) -> PromiseQuerySet:
        counted = access.customers_of(self.user)
        due = Promise.objects.visible_to(self.user).due_between(self.period.start_at, self.period.end_at)
        return due.filter(contact__deleted_at__isnull=True) if counted is None else due.filter(contact__in=counted)

    def _due(self) -> list[Due]:
        column = BY[self.by].column
        columns = ("outcome", "ended_at", "due_at", "in_time_until", "partly_at", "amount", "currency")
        decided = self._promises().filter(is_part("decided", self._seen_at)).order_by()
        rows = list(decided.values_list(column, *columns))
        days = {row[3]: local(row[3], self.period.zone).date() for row in rows if row[7]}
        book = RateBook.around(set(days.values()), {row[7] for row in rows if row[7]} | {self.base})
        return [self._read(row, days, book) for row in rows]

    def _read(self, row: Sequence[Any], days: dict[datetime, Any], book: RateBook) -> Due:
        of, outcome, ended_at, due_at, in_time_until, partly_at, amount, currency = row
        is_late = outcome == "late" and ended_at <= self._seen_at
        if outcome == "kept" or is_late:
            part = str(outcome)
        else:
            part = "partial" if partly_at and partly_at <= in_time_until else "undone"
        rate = book.rate_on(currency, self.base, days[due_at]) if currency else None
        worth = rate.convert(amount) if rate else None
        return Due(of or NOBODY, part, ended_at - due_at if is_late else None, worth, bool(currency) and rate is None)
