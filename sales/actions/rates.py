"""What is done with rates: enter one, add those of a bank's file, and fill the gaps that waited for them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from sales.actions.selling import day_of, freeze_rate
from sales.models import EARLIEST, LATEST, BudgetRate, ExchangeRate, Purchase
from sales.querysets import PurchaseQuerySet
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
    """What became of a file, or would: rates that are new, that stood already, and that stood with another value.

    `waiting` are, of a dry run, the purchases of these days that have no rate though it is known already.
    """

    new: int = 0
    unchanged: int = 0
    differing: int = 0
    errors: int = 0
    first: str = ""
    last: str = ""
    purchases: int = 0
    waiting: int = 0
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


def nobody_asks() -> None:
    """For work that nobody else may take over."""


def import_rates(
    *,
    by: User | None,
    content: bytes,
    source: str,
    is_dry: bool = False,
    now: datetime | None = None,
    go_on: Callable[[], None] = nobody_asks,
) -> RateOutcome:
    """Add the rates of a bank's file that are not known yet, and fill the gaps that they close.

    Rates are never changed: one that stands with another value stays, and is counted. Each batch is written by itself,
    so that a long file keeps nobody waiting; what broke off is done by importing it again. `go_on` is called within the
    transaction of each batch, and what it raises ends the work. Raises FileRefused.
    """
    now = now or timezone.now()
    outcome = RateOutcome()
    days: set[date] = set()
    for rows in _batches(_good(read_rates(content, source, now), outcome), BATCH):
        days |= {row.date for row in rows}
        with transaction.atomic():
            go_on()
            _add(rows, source, outcome, is_dry=is_dry, now=now)
    if days:
        outcome.first, outcome.last = str(min(days)), str(max(days))
    if is_dry:
        outcome.waiting = _waiting(min(days), max(days), go_on) if days else 0
        return outcome
    if days:
        outcome.purchases = _fill_gaps(min(days), max(days), by=by, now=now, go_on=go_on)
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
    new, differing = _compared(rows, source)
    if not is_dry:
        try:
            _store(new, source, now)
        except IntegrityError:  # another import added some of them since they were looked for
            new, differing = _compared(rows, source)
            _store(new, source, now)
    outcome.new += len(new)
    outcome.differing += differing
    outcome.unchanged += len(rows) - len(new) - differing


def _compared(rows: Sequence[Listed], source: str) -> tuple[list[Listed], int]:
    """Those that are not known yet, and how many stand with another value."""
    days = {row.date for row in rows}
    stored = ExchangeRate.objects.filter(source=source, date__range=(min(days), max(days)))
    standing: dict[Key, Decimal] = {
        (base, quote, day): rate for base, quote, day, rate in stored.values_list("base", "quote", "date", "rate")
    }
    new = [row for row in rows if (row.base, row.quote, row.date) not in standing]
    return new, sum(1 for row in rows if standing.get((row.base, row.quote, row.date), row.rate) != row.rate)


@transaction.atomic
def _store(rows: Sequence[Listed], source: str, now: datetime) -> None:
    ExchangeRate.objects.bulk_create(ExchangeRate(source=source, imported_at=now, **asdict(row)) for row in rows)


def _without_rate(first: date, last: date) -> Iterator[list[int]]:
    """The purchases of the days that these rates serve, where they have none: a batch of keys at a time."""
    found = Purchase.objects.without_rate().ordered_near(first, last + LONGEST_WAIT)
    return _batches(list(found.order_by("ordered_at", "pk").values_list("pk", flat=True)), AT_ONCE)


def _waiting(first: date, last: date, go_on: Callable[[], None]) -> int:
    organisation, waiting = Organisation.current(), 0
    for ids in _without_rate(first, last):
        go_on()
        waiting += len(_frozen(Purchase.objects.without_rate().filter(pk__in=ids), organisation))
    return waiting


def _fill_gaps(
    first: date, last: date, *, by: User | None, now: datetime, go_on: Callable[[], None] = nobody_asks
) -> int:
    """Freeze the purchases that waited for these rates; count them."""
    organisation, filled = Organisation.current(), 0
    for ids in _without_rate(first, last):
        with transaction.atomic():
            go_on()
            filled += _fill(ids, organisation, by=by, now=now)
    return filled


def _fill(ids: Sequence[int], organisation: Organisation, *, by: User | None, now: datetime) -> int:
    """In the caller's transaction. What was frozen since the keys were listed keeps its rate."""
    still = Purchase.objects.without_rate().filter(pk__in=ids).select_related("contact")
    filled = _frozen(still.select_for_update(of=("self",)), organisation)
    for purchase in filled:
        purchase.save(update_fields=FROZEN)
        purchase_recorded.send(sender=Purchase, purchase=purchase, by=by, now=now)
    return len(filled)


def _frozen(waiting: PurchaseQuerySet, organisation: Organisation) -> list[Purchase]:
    """Those whose rate is known, with it on the row; nothing is saved."""
    purchases: list[Purchase] = list(waiting.order_by("ordered_at", "pk"))
    currencies = {purchase.currency for purchase in purchases} | {organisation.base_currency}
    book = RateBook.around({day_of(purchase, organisation) for purchase in purchases}, currencies)
    for purchase in purchases:
        freeze_rate(purchase, organisation, book)
    return [purchase for purchase in purchases if purchase.base_amount is not None]


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
