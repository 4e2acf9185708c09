"""Purchases and contracts of the crowd, at the rates of the day, with their entries in the timeline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from random import Random

from crm.clock import local, zone
from crm.money import quantize
from demo.crowd.people import Person
from demo.crowd.talks import PLACE_BITS
from demo.house import BASE_CURRENCY, HOME_ZONE
from demo.names import load
from demo.rates import PER_EURO, Rates, rate_on
from demo.rows import Row, next_id, write
from demo.trade import DAYS_BETWEEN, RETURNED
from interactions.models import Direction, Interaction, Kind
from sales.models import Contract, ExchangeRate, Product, Purchase, PurchaseStatus
from sales.rates import Rate

PURCHASE_COLUMNS = (
    *("id", "contact_id", "number", "ordered_at", "status", "product_id", "quantity", "amount", "currency", "rate"),
    *("rate_date", "rate_source", "base_amount", "base_currency", "recorded_at"),
)
CONTRACT_COLUMNS = (
    *("id", "contact_id", "number", "starts_on", "ends_on", "recurring_value", "currency", "recorded_at"),
)
ENTRY_COLUMNS = (
    *("id", "contact_id", "kind", "direction", "at", "contact_zone", "is_automatic", "params", "source", "created_at"),
)
EVERY_RETURN = 30
BACK_AFTER = timedelta(days=9)
QUANTITIES = (1, 1, 2, 3, 4, 6, 10)


@dataclass(frozen=True, slots=True)
class Sale:
    """A purchase, as far as the timeline and the points ask."""

    pk: int
    number: str
    person: Person
    at: datetime
    status: str
    amount: Decimal
    currency: str
    base_amount: Decimal | None

    def back_at(self, now: datetime) -> datetime:
        return min(self.at + BACK_AFTER, now)


class Shop:
    """Invents the orders; `sales` grows while the rows are taken."""

    def __init__(self, now: datetime, rng: Random) -> None:
        self.now, self.rng = now, rng
        self.sales: list[Sale] = []
        prices = load("products")
        self.products = [(pk, prices[code]["price"]) for pk, code in Product.objects.values_list("pk", "code")]
        self.rates: Rates = {(row.quote, row.date): row for row in ExchangeRate.objects.all()}
        self.known = lru_cache(maxsize=16_384)(self._rate)

    def rows(self, start: int, people: Sequence[Person], total: int) -> Iterator[Row]:
        for count, packed in enumerate(self._moments(people, total)):
            at = datetime.fromtimestamp(packed >> PLACE_BITS, UTC)
            yield self._order(start + count, people[packed & (1 << PLACE_BITS) - 1], at)

    def _moments(self, people: Sequence[Person], total: int) -> list[int]:
        """Moments and places, sorted; who is only aware of us buys nothing."""
        buyers = [place for place, person in enumerate(people) if person.stage in DAYS_BETWEEN]
        weights = list(accumulate(self.rng.lognormvariate(0, 0.7) for _ in buyers))
        end = int((self.now - timedelta(hours=2)).timestamp())
        packed = []
        for place in self.rng.choices(buyers, cum_weights=weights, k=total) if buyers else []:
            since = int(people[place].since.timestamp()) + 4 * 86_400
            packed.append(since + int(self.rng.random() * (end - since)) << PLACE_BITS | place)
        return sorted(packed)

    def _order(self, pk: int, person: Person, at: datetime) -> Row:
        product, price = self.rng.choice(self.products)
        quantity = self.rng.choice(QUANTITIES) if price < 1000 else 1
        amount = _worth(person.currency, price * quantity, self.rng.randint(90, 100))
        known = self.known(person.currency, local(at, zone(HOME_ZONE)).date())
        base = known.convert(amount) if known else None
        number = f"LX-{at.year}-{pk:07}"
        status = _status(len(self.sales) + 1, self.rng)
        self.sales.append(Sale(pk, number, person, at, status, amount, person.currency, base))
        rate = (known.stored, known.date, known.source) if known else (None, None, "")
        order = (pk, person.pk, number, at, status, product, quantity, amount, person.currency)
        return (*order, *rate, base, BASE_CURRENCY, at)

    def _rate(self, currency: str, on: date) -> Rate | None:
        return rate_on(self.rates, currency, on)


def returned_among(total: int) -> int:
    """At most so many of the crowd's purchases come back, each with a second entry in the timeline."""
    return total // EVERY_RETURN + 1


def _status(number: int, rng: Random) -> str:
    """That of the crowd's nth order; its id would depend on what the database held before."""
    if number % EVERY_RETURN:
        return PurchaseStatus.SETTLED
    return rng.choice(RETURNED)


@lru_cache(maxsize=65_536)
def _worth(currency: str, euros: int, percent: int) -> Decimal:
    return quantize(Decimal(str(PER_EURO.get(currency, 1))) * euros * percent / 100, currency)


def write_purchases(people: Sequence[Person], total: int, now: datetime, rng: Random) -> list[Sale]:
    shop = Shop(now, rng)
    write(Purchase, PURCHASE_COLUMNS, shop.rows(next_id(Purchase), people, total))
    write(Interaction, ENTRY_COLUMNS, _purchase_entries(next_id(Interaction), shop.sales, now))
    return shop.sales


def _purchase_entries(number: int, sales: Sequence[Sale], now: datetime) -> Iterator[Row]:
    for sale in sales:
        facts = {"number": sale.number, "amount": str(sale.amount), "currency": sale.currency}
        first = {**facts, "status": str(PurchaseStatus.SETTLED)}
        source = f"sales.purchase/{sale.pk}"
        yield entry(number, sale.person, Kind.PURCHASE, sale.at, first, source)
        number += 1
        if sale.status in RETURNED:
            later = {**facts, "status": str(sale.status)}
            yield entry(number, sale.person, Kind.PURCHASE, sale.back_at(now), later, f"{source}/{sale.status}")
            number += 1


def entry(number: int, person: Person, kind: str, at: datetime, params: Mapping[str, object], source: str) -> Row:
    """What another room left in the timeline."""
    direction = Direction.BOTH if kind == Kind.CONTRACT else Direction.IN
    return (number, person.pk, kind, direction, at, person.zone, True, params, source, at)


def write_contracts(people: Sequence[Person], now: datetime, rng: Random) -> int:
    """One contract for every eighth who buys; each leaves an entry in the timeline."""
    signers = [person for place, person in enumerate(people) if place % 8 == 0 and person.stage in DAYS_BETWEEN]
    start = next_id(Contract)
    rows = [_contract(start + count, person, now, rng) for count, person in enumerate(signers)]
    write(Contract, CONTRACT_COLUMNS, rows)
    first = next_id(Interaction)
    numbered = enumerate(zip(rows, signers, strict=True), start=first)
    write(Interaction, ENTRY_COLUMNS, (_contract_entry(number, row, person) for number, (row, person) in numbered))
    return len(rows)


def _contract(pk: int, person: Person, now: datetime, rng: Random) -> Row:
    today = local(now, zone(HOME_ZONE)).date()
    starts_on = min(person.since.date() + timedelta(days=rng.randint(5, 90)), today)
    ends_on = starts_on + timedelta(days=rng.choice([364, 729, 1094])) if rng.random() < 0.6 else None
    monthly = _worth(person.currency, rng.choice([25, 40, 60, 90, 150, 280]), 100)
    return (pk, person.pk, f"C-{pk:06}", starts_on, ends_on, monthly, person.currency, person.since)


def _contract_entry(number: int, row: Row, person: Person) -> Row:
    pk, _contact, name, starts_on, ends_on, monthly, currency, recorded_at = row
    params = {
        "number": name,
        "starts_on": str(starts_on),
        "ends_on": str(ends_on or ""),
        "amount": str(monthly),
        "currency": currency,
    }
    return entry(number, person, Kind.CONTRACT, recorded_at, params, f"sales.contract/{pk}")
