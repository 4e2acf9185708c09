"""What is done with money: record a purchase, settle or refund it, sign a contract."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from crm.clock import local, zone
from interactions.actions import add_entry
from sales.models import EARLIEST, LATEST, Contract, Product, Purchase, PurchaseStatus
from sales.rates import RateBook
from sales.signals import purchase_recorded
from staff import audit
from staff.models import Organisation, User

# What its column holds; a purchase worth more counts as one without a rate.
TOO_MUCH = Decimal(10**15)
RETURNED = (PurchaseStatus.CANCELLED, PurchaseStatus.REFUNDED)


@transaction.atomic
def record_purchase(
    *,
    by: User | None,
    contact: Contact,
    number: str,
    ordered_at: datetime,
    amount: Decimal,
    currency: str,
    product: Product | None = None,
    quantity: Decimal = Decimal(1),
    status: str = PurchaseStatus.SETTLED,
    now: datetime | None = None,
) -> Purchase:
    """Record one order and freeze its rate of that day. Raises ValidationError; then nothing is kept."""
    now = now or timezone.now()
    _refuse_far_away(ordered_at)
    purchase = Purchase(
        contact=contact,
        number=number.strip(),
        ordered_at=ordered_at,
        amount=amount,
        currency=currency.upper(),
        product=product,
        quantity=quantity,
        status=status,
        recorded_at=now,
        recorded_by=by,
    )
    freeze_rate(purchase, Organisation.current())
    _store(purchase)
    audit.record("sales.purchase", by=by, subject=purchase, detail=_facts(purchase), now=now)
    _enter_in_timeline(purchase, by=by, at=ordered_at, source=f"sales.purchase/{purchase.pk}")
    purchase_recorded.send(sender=Purchase, purchase=purchase, by=by, now=now)
    return purchase


@transaction.atomic
def set_purchase_status(*, by: User | None, purchase: Purchase, status: str, now: datetime | None = None) -> Purchase:
    """Settle, cancel or refund a purchase; the same status again changes nothing."""
    now = now or timezone.now()
    fresh = Purchase.objects.select_for_update(of=("self",)).select_related("contact").get(pk=purchase.pk)
    before = fresh.status
    if before == status:
        return fresh
    fresh.status = status
    fresh.full_clean(validate_unique=False)
    fresh.save(update_fields=["status"])
    audit.record("sales.purchase.status", by=by, subject=fresh, detail=_facts(fresh) | {"before": before}, now=now)
    if status in RETURNED:
        _enter_in_timeline(fresh, by=by, at=now, source=f"sales.purchase/{fresh.pk}/{status}")
    purchase_recorded.send(sender=Purchase, purchase=fresh, by=by, now=now)
    return fresh


@transaction.atomic
def record_contract(
    *,
    by: User | None,
    contact: Contact,
    starts_on: date,
    recurring_value: Decimal,
    currency: str,
    ends_on: date | None = None,
    number: str = "",
    now: datetime | None = None,
) -> Contract:
    """Record an agreement; `recurring_value` is per month, `ends_on` the last day that is paid for."""
    now = now or timezone.now()
    contract = Contract(
        contact=contact,
        number=number.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        recurring_value=recurring_value,
        currency=currency.upper(),
        recorded_at=now,
        recorded_by=by,
    )
    contract.full_clean()
    contract.save(force_insert=True)
    detail = {"number": contract.number, "starts_on": str(starts_on), "ends_on": str(ends_on or "")}
    audit.record("sales.contract", by=by, subject=contract, detail=detail, now=now)
    add_entry(
        contact=contact,
        kind="contract",
        source=f"sales.contract/{contract.pk}",
        at=now,
        params=detail | {"amount": str(contract.monthly.quantized().amount), "currency": contract.currency},
        by=by,
        direction="both",
        is_automatic=by is None,
    )
    return contract


@transaction.atomic
def end_contract(*, by: User | None, contract: Contract, ends_on: date | None, now: datetime | None = None) -> Contract:
    """Move the last paid day of a contract; None leaves it open-ended."""
    fresh = Contract.objects.select_for_update().get(pk=contract.pk)
    before = fresh.ends_on
    if before == ends_on:
        return fresh
    fresh.ends_on = ends_on
    fresh.full_clean()
    fresh.save(update_fields=["ends_on"])
    detail = {"before": str(before or ""), "ends_on": str(ends_on or "")}
    audit.record("sales.contract.end", by=by, subject=fresh, detail=detail, now=now)
    return fresh


def day_of(purchase: Purchase, organisation: Organisation) -> date:
    """The order's day in the organisation's zone, whose rate counts."""
    return local(purchase.ordered_at, zone(organisation.time_zone)).date()


def freeze_rate(purchase: Purchase, organisation: Organisation, book: RateBook | None = None) -> None:
    """Put the rate of the order's day on the row; leave a gap where none is known."""
    purchase.base_currency = organisation.base_currency
    on, currencies = day_of(purchase, organisation), (purchase.currency, purchase.base_currency)
    known = (book or RateBook.around([on], currencies)).rate_on(*currencies, on)
    if known is None or known.convert(purchase.amount) >= TOO_MUCH:
        return
    purchase.rate, purchase.rate_date, purchase.rate_source = known.stored, known.date, known.source
    purchase.base_amount = known.convert(purchase.amount)


def _store(purchase: Purchase) -> None:
    """Check and insert with few queries, as files bring purchases by the ten thousand."""
    purchase.full_clean(exclude=["contact", "product", "recorded_by"], validate_constraints=False)
    try:
        with transaction.atomic():
            purchase.save(force_insert=True)
    except IntegrityError as error:
        if not Purchase.objects.filter(number=purchase.number).exists():
            raise
        taken = _("A purchase with this order number exists already.")
        raise ValidationError({"number": taken}) from error


def _refuse_far_away(ordered_at: datetime) -> None:
    if ordered_at.tzinfo is None:
        raise ValueError("an order needs a moment with its time zone")
    if not EARLIEST <= ordered_at < LATEST:
        raise ValidationError({"ordered_at": _("The date of the order is too far away.")})


def _facts(purchase: Purchase) -> dict[str, str]:
    return {
        "number": purchase.number,
        "amount": str(purchase.total.quantized().amount),
        "currency": purchase.currency,
        "status": str(purchase.status),
    }


def _enter_in_timeline(purchase: Purchase, *, by: User | None, at: datetime, source: str) -> None:
    add_entry(
        contact=purchase.contact,
        kind="purchase",
        source=source,
        at=at,
        params=_facts(purchase),
        by=by,
        direction="in",
        is_automatic=by is None,
    )
