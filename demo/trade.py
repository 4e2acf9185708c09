"""What the invented people bought and signed, in eight currencies, at the rates of the day."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from contacts.models import Contact, Stage
from crm.clock import local, to_utc, zone
from crm.money import quantize
from demo.house import BASE_CURRENCY, HOME_ZONE, House
from demo.names import countries, load
from demo.rates import DRIFTING, PER_EURO, build_rates, rate_on
from interactions.models import Direction, Interaction, Kind
from sales.models import Contract, Product, Purchase, PurchaseStatus

GAP_CURRENCY = "UAH"
# Days between two orders, from … to; who is only aware of us buys nothing.
DAYS_BETWEEN = {
    Stage.EXPLORATION: (150, 420),
    Stage.EXPANSION: (80, 220),
    Stage.COMMITMENT: (40, 130),
    Stage.DISSOLUTION: (60, 160),
}
SIGNS = {Stage.EXPANSION: 0.3, Stage.COMMITMENT: 0.5, Stage.DISSOLUTION: 0.6}
RETURNED = (PurchaseStatus.CANCELLED, PurchaseStatus.REFUNDED)
AGES = timedelta(days=200)


def currency_of(contact: Contact) -> str:
    return countries()[contact.country].currency if contact.country else BASE_CURRENCY


def build_purchases(
    people: Sequence[Contact], products: Sequence[Product], now: datetime, rng: Random
) -> list[Purchase]:
    """Orders with their frozen rates, and the entry that each leaves in the timeline."""
    rows = [row for contact in people for row in _orders(contact, products, now, rng)]
    rows.sort(key=lambda row: (row.ordered_at, row.contact_id))
    rates = build_rates(now, _gaps(rows))
    number = count(1)
    for row in rows:
        row.number = f"LL-{row.ordered_at.year}-{next(number):05}"
        known = rate_on(rates, row.currency, local(row.ordered_at, zone(HOME_ZONE)).date())
        if known:
            row.rate, row.rate_date, row.rate_source = known.stored, known.date, known.source
            row.base_amount = known.convert(row.amount)
    Purchase.objects.bulk_create(rows, batch_size=500)
    Interaction.objects.bulk_create((entry for row in rows for entry in _purchase_entries(row, now)), batch_size=500)
    return rows


def _gaps(rows: Sequence[Purchase]) -> dict[str, date]:
    """The day of one order on which its currency had no rate."""
    waiting = [row for row in rows if row.currency == GAP_CURRENCY]
    if not waiting:
        return {}
    return {GAP_CURRENCY: local(waiting[len(waiting) // 2].ordered_at, zone(HOME_ZONE)).date()}


def _orders(contact: Contact, products: Sequence[Product], now: datetime, rng: Random) -> Iterator[Purchase]:
    if contact.stage not in DAYS_BETWEEN:
        return
    shortest, longest = DAYS_BETWEEN[Stage(contact.stage)]
    end = now - timedelta(hours=2)
    if contact.stage == Stage.DISSOLUTION or rng.random() < 0.1:
        end -= AGES * rng.uniform(0.8, 1.6)
    at = contact.created_at + timedelta(days=rng.randint(4, 60))
    while (ordered_at := _shop_hour(at, contact, rng)) < end:
        yield _order(contact, rng.choice(products), ordered_at, now, rng)
        at += timedelta(days=rng.randint(shortest, longest))


def _shop_hour(at: datetime, contact: Contact, rng: Random) -> datetime:
    return to_utc(at.date(), time(rng.randint(8, 20), rng.randrange(60)), contact.zone)


def _order(contact: Contact, product: Product, ordered_at: datetime, now: datetime, rng: Random) -> Purchase:
    price = load("products")[product.code]["price"]
    quantity = rng.choice([1, 1, 2, 3, 4, 6, 10]) if price < 1000 else 1
    currency = currency_of(contact)
    worth = Decimal(str(PER_EURO.get(currency, 1))) * price * quantity * Decimal(str(round(rng.uniform(0.9, 1), 2)))
    return Purchase(
        contact=contact,
        ordered_at=ordered_at,
        status=_status(ordered_at, now, rng),
        product=product,
        quantity=Decimal(quantity),
        amount=quantize(worth, currency),
        currency=currency,
        base_currency=BASE_CURRENCY,
        recorded_at=ordered_at,
    )


def _status(ordered_at: datetime, now: datetime, rng: Random) -> str:
    chance = rng.random()
    if now - ordered_at < timedelta(days=15):
        return PurchaseStatus.PENDING if chance < 0.3 else PurchaseStatus.SETTLED
    if chance < 0.03:
        return PurchaseStatus.CANCELLED
    return PurchaseStatus.REFUNDED if chance < 0.05 else PurchaseStatus.SETTLED


def _purchase_entries(row: Purchase, now: datetime) -> Iterator[Interaction]:
    """The same entries as the action leaves: one for the order, one more when the money went back."""
    facts = {"number": row.number, "amount": str(row.amount), "currency": row.currency}
    source = f"sales.purchase/{row.pk}"
    first = PurchaseStatus.SETTLED if row.status in RETURNED else row.status
    yield _entry(row.contact, Kind.PURCHASE, source, row.ordered_at, {**facts, "status": str(first)})
    if row.status in RETURNED:
        later = min(row.ordered_at + timedelta(days=9), now)
        yield _entry(row.contact, Kind.PURCHASE, f"{source}/{row.status}", later, {**facts, "status": str(row.status)})


def _entry(contact: Contact, kind: str, source: str, at: datetime, params: dict[str, str]) -> Interaction:
    return Interaction(
        contact=contact,
        kind=kind,
        direction=Direction.BOTH if kind == Kind.CONTRACT else Direction.IN,
        at=at,
        contact_zone=contact.time_zone,
        is_automatic=True,
        params=params,
        source=source,
        created_at=at,
    )


def build_contracts(people: Sequence[Contact], house: House, now: datetime, rng: Random) -> list[Contract]:
    """Running, ended, and two of Alice's that end within two months."""
    rows = [_contract(contact, now, rng) for contact in people if rng.random() < SIGNS.get(Stage(contact.stage), 0)]
    hers = [row for row in rows if row.contact.owner_id == house["alice"].pk]
    hers.sort(key=lambda row: row.currency not in DRIFTING)
    for row, days in zip(hers, (17, 44), strict=False):
        row.starts_on, row.ends_on = _day(now) - timedelta(days=348 - days), _day(now) + timedelta(days=days)
    for number, row in enumerate(rows, start=1):
        row.number = f"C-{number:04}"
    Contract.objects.bulk_create(rows, batch_size=500)
    Interaction.objects.bulk_create(map(_contract_entry, rows), batch_size=500)
    return rows


def _contract(contact: Contact, now: datetime, rng: Random) -> Contract:
    starts_on = min(contact.created_at.date() + timedelta(days=rng.randint(5, 90)), _day(now))
    ends_on: date | None = None
    if contact.stage == Stage.DISSOLUTION:
        ends_on = max(starts_on, _day(now) - timedelta(days=rng.randint(20, 300)))
    elif rng.random() < 0.6:
        ends_on = starts_on + timedelta(days=rng.choice([364, 729, 1094]))
    currency = currency_of(contact)
    monthly = Decimal(rng.choice([25, 40, 60, 90, 150, 280])) * Decimal(str(PER_EURO.get(currency, 1)))
    return Contract(
        contact=contact,
        starts_on=starts_on,
        ends_on=ends_on,
        recurring_value=quantize(monthly, currency),
        currency=currency,
        recorded_at=contact.created_at,
    )


def _day(now: datetime) -> date:
    return local(now, zone(HOME_ZONE)).date()


def _contract_entry(row: Contract) -> Interaction:
    params = {
        "number": row.number,
        "starts_on": str(row.starts_on),
        "ends_on": str(row.ends_on or ""),
        "amount": str(row.recurring_value),
        "currency": row.currency,
    }
    return _entry(row.contact, Kind.CONTRACT, f"sales.contract/{row.pk}", row.recorded_at, params)
