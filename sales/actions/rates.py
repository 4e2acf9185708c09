"""What is done with rates: enter one, add those of a bank's file, and fill the gaps that waited for them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from sales.actions.selling import day_of, freeze_rate
from sales.models import EARLIEST, LATEST, BudgetRate, ExchangeRate, Purchase
from sales.rate_files.lines import BadLine, Listed
from sales.rate_files.reading import read_rates
from sales.rates import LONGEST_WAIT, RateBook
from sales.signals import purchase_recorded
from staff import audit
from staff.models import Organisation, User

BATCH = 1000
AT_ONCE = 200
MOST_ERRORS = 100
FROZEN = ["rate", "rate_date", "rate_source", "base_amount", "base_currency"]
Key = tuple[str, str, date]
Item = TypeVar("Item")


@dataclass
class RateOutcome:
    """What became of a file, or would: rates that are new, that stood already, and that stood with another value."""

    new: int = 0
    unchanged: int = 0
    differing: int = 0
    errors: int = 0
    first: str = ""
    last: str = ""
    purchases: int = 0
    bad_lines: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@transaction.atomic
def enter_rate(
    *,
    by: User | None,
    base: str,
    quote: str,
    date: date,
    rate: Decimal,
    source: str = "manual",
    now: datetime | None = None,
) -> ExchangeRate:
    """Add the worth of one unit of `base` in `quote` on a day; purchases that waited for it take it."""
    now = now or timezone.now()
    row = ExchangeRate(source=source, base=base, quote=quote, date=date, rate=rate, imported_at=now)
    row.full_clean()
    row.save(force_insert=True)
    filled = _fill_gaps(date, date, by=by, now=now)
    detail = {"base": base, "quote": quote, "date": str(date), "rate": str(rate), "purchases": filled}
    audit.record("sales.rate", by=by, subject=row, detail=detail, now=now)
    return row


@transaction.atomic
def enter_budget_rate(
    *,
    by: User,
    base: str,
    quote: str,
    starts_on: date,
    ends_on: date,
    rate: Decimal,
    note: str = "",
    now: datetime | None = None,
) -> BudgetRate:
    """Add what one unit of `base` counts for in `quote` in the plans for these days, both included.

    It goes before what was entered earlier for the same days.
    """
    now = now or timezone.now()
    row = BudgetRate(base=base, quote=quote, starts_on=starts_on, ends_on=ends_on, rate=rate, note=note.strip())
    row.entered_by, row.entered_at = by, now
    row.full_clean(exclude=["entered_by"])
    row.save(force_insert=True)
    detail = {"base": base, "quote": quote, "first": str(starts_on), "last": str(ends_on), "rate": str(rate)}
    audit.record("sales.budget_rate", by=by, subject=row, detail=detail, now=now)
    return row


def import_rates(
    *, by: User | None, content: bytes, source: str, is_dry: bool = False, now: datetime | None = None
) -> RateOutcome:
    """Add the rates of a bank's file that are not known yet, and fill the gaps that they close.

    Rates are never changed: one that stands with another value stays, and is counted. Each batch is written by itself,
    so that a long file keeps nobody waiting; what broke off is done by importing it again. Raises FileRefused.
    """
    now = now or timezone.now()
    outcome = RateOutcome()
    days: set[date] = set()
    for rows in _batches(_good(read_rates(content, source), outcome), BATCH):
        days |= {row.date for row in rows}
        _add(rows, source, outcome, is_dry=is_dry, now=now)
    if days:
        outcome.first, outcome.last = str(min(days)), str(max(days))
    if is_dry:
        return outcome
    if days:
        outcome.purchases = _fill_gaps(min(days), max(days), by=by, now=now)
    facts = {"source": source, "new": outcome.new, "first": outcome.first, "last": outcome.last}
    audit.record("sales.rates", by=by, detail={**facts, "purchases": outcome.purchases}, now=now)
    return outcome


def _good(found: Iterable[Listed | BadLine], outcome: RateOutcome) -> Iterator[Listed]:
    """The rates that can be stored, each once; what cannot is counted, and the first of it is told."""
    seen: set[Key] = set()
    for each in found:
        if isinstance(each, BadLine):
            outcome.errors += 1
            if len(outcome.bad_lines) < MOST_ERRORS:
                outcome.bad_lines.append(asdict(each))
        elif (key := (each.base, each.quote, each.date)) not in seen and _is_near(each.date):
            seen.add(key)
            yield each


def _is_near(day: date) -> bool:
    return EARLIEST.date() <= day < LATEST.date()


def _add(rows: Sequence[Listed], source: str, outcome: RateOutcome, *, is_dry: bool, now: datetime) -> None:
    days = {row.date for row in rows}
    stored = ExchangeRate.objects.filter(source=source, date__range=(min(days), max(days)))
    standing: dict[Key, Decimal] = {
        (base, quote, day): rate for base, quote, day, rate in stored.values_list("base", "quote", "date", "rate")
    }
    new = [row for row in rows if (row.base, row.quote, row.date) not in standing]
    differing = sum(1 for row in rows if standing.get((row.base, row.quote, row.date), row.rate) != row.rate)
    outcome.new += len(new)
    outcome.differing += differing
    outcome.unchanged += len(rows) - len(new) - differing
    if is_dry:
        return
    ExchangeRate.objects.bulk_create(
        [ExchangeRate(source=source, imported_at=now, **asdict(row)) for row in new], ignore_conflicts=True
    )


def _fill_gaps(first: date, last: date, *, by: User | None, now: datetime) -> int:
    """Freeze the purchases of the days that these rates serve, where they have none; count them."""
    organisation = Organisation.current()
    waiting = Purchase.objects.without_rate().ordered_near(first, last + LONGEST_WAIT)
    ids = waiting.order_by("ordered_at", "pk").values_list("pk", flat=True)
    return sum(_fill(batch, organisation, by=by, now=now) for batch in _batches(list(ids), AT_ONCE))


@transaction.atomic
def _fill(ids: Sequence[int], organisation: Organisation, *, by: User | None, now: datetime) -> int:
    purchases = list(Purchase.objects.filter(pk__in=ids).select_related("contact"))
    currencies = {purchase.currency for purchase in purchases} | {organisation.base_currency}
    book = RateBook.around({day_of(purchase, organisation) for purchase in purchases}, currencies)
    filled = 0
    for purchase in purchases:
        freeze_rate(purchase, organisation, book)
        if purchase.base_amount is None:
            continue
        purchase.save(update_fields=FROZEN)
        purchase_recorded.send(sender=Purchase, purchase=purchase, by=by, now=now)
        filled += 1
    return filled


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
