"""Points of the crowd, booked as the actions book them: earned, taken back with a refund, redeemed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Model

from demo.crowd.people import Person
from demo.crowd.trade import Sale
from demo.points import EARNS
from demo.rows import Row, next_id, write
from loyalty import books
from loyalty.actions.earning import points_for
from loyalty.models import (
    Account,
    AccountKind,
    Allocation,
    EarnRule,
    EarnTrigger,
    Entry,
    Lot,
    Programme,
    Referral,
    ReferralState,
    Transaction,
    TransactionKind,
)
from sales.models import PurchaseStatus

COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Account: ("id", "programme_id", "kind", "contact_id", "opened_at"),
    Transaction: (
        *("id", "programme_id", "kind", "idempotency_key", "payload_hash", "reverses_id", "source", "reason"),
        "occurred_at",
    ),
    Entry: ("id", "transaction_id", "account_id", "points"),
    Lot: ("id", "entry_id", "account_id", "points", "available_at"),
    Allocation: ("id", "entry_id", "lot_id", "points"),
}
REFERRAL_COLUMNS = ("id", "programme_id", "advocate_id", "referee_id", "state", "created_at", "qualified_at")
EVERY_REDEEMER = 9


@dataclass(frozen=True, slots=True)
class Earning:
    person: Person
    points: int
    key: str
    source: str
    at: datetime
    back_at: datetime | None = None


@dataclass
class Ledger:
    """The books in rows, all of whose ids are known before they are written."""

    programme: Programme
    issued: int = field(init=False)
    redeemed: int = field(init=False)

    def __post_init__(self) -> None:
        self.issued = books.own_account(self.programme, AccountKind.ISSUED).pk
        self.redeemed = books.own_account(self.programme, AccountKind.REDEEMED).pk
        self.next: dict[type[Model], int] = {
            model: next_id(model) for model in (Account, Transaction, Entry, Lot, Allocation)
        }
        self.rows: dict[type[Model], list[Row]] = {model: [] for model in self.next}
        self.accounts: dict[int, int] = {}

    def add(self, model: type[Model], *values: object) -> int:
        number = self.next[model]
        self.next[model] += 1
        self.rows[model].append((number, *values))
        return number

    def account_of(self, person: Person, at: datetime) -> int:
        """The member's account, opened with their first points."""
        found = self.accounts.get(person.pk)
        if found is None:
            found = self.add(Account, self.programme.pk, AccountKind.MEMBER, person.pk, at)
            self.accounts[person.pk] = found
        return found

    def earn(self, earning: Earning) -> tuple[int, int]:
        """Book it; the movement and the lot."""
        account = self.account_of(earning.person, earning.at)
        order = books.Order(Account(pk=account), TransactionKind.EARN, earning.points, earning.key, earning.source)
        movement = self._move(order, None, earning.at)
        given = self.add(Entry, movement, account, earning.points)
        self.add(Entry, movement, self.issued, -earning.points)
        return movement, self.add(Lot, given, account, earning.points, earning.at)

    def take_back(self, earning: Earning, movement: int, lot: int, at: datetime) -> None:
        account = self.accounts[earning.person.pk]
        order = books.Order(
            Account(pk=account),
            TransactionKind.REVERSE,
            0,
            f"reverse:{movement}",
            earning.source,
            reason=PurchaseStatus.REFUNDED,
            reverses=Transaction(pk=movement),
        )
        taken = self._out(order, movement, self.issued, earning.points, at)
        self.add(Allocation, taken, lot, earning.points)

    def redeem(self, account: int, lot: int, points: int, at: datetime) -> None:
        order = books.Order(
            Account(pk=account), TransactionKind.REDEEM, points, f"demo:crowd:{account}", "demo", reason="voucher"
        )
        taken = self._out(order, None, self.redeemed, points, at)
        self.add(Allocation, taken, lot, points)

    def _out(self, order: books.Order, reverses: int | None, to: int, points: int, at: datetime) -> int:
        """Points leave a member for one of the programme's own accounts; the member's entry."""
        movement = self._move(order, reverses, at)
        self.add(Entry, movement, to, points)
        return self.add(Entry, movement, order.account.pk, -points)

    def _move(self, order: books.Order, reverses: int | None, at: datetime) -> int:
        head = (self.programme.pk, order.kind, order.key, order.payload_hash)
        return self.add(Transaction, *head, reverses, order.source, order.reason, at)

    def write(self) -> None:
        for model, names in COLUMNS.items():
            write(model, names, self.rows.pop(model))


def write_points(sales: Sequence[Sale], answers: Sequence[tuple[int, Person, datetime]], now: datetime) -> None:
    programme = Programme.objects.get()
    ledger = Ledger(programme)
    untouched: dict[int, tuple[int, Earning]] = {}
    earnings = sorted(_earnings(programme, sales, answers, now), key=lambda earning: earning.at)
    for earning in earnings:
        movement, lot = ledger.earn(earning)
        if earning.back_at:
            ledger.take_back(earning, movement, lot, earning.back_at)
        else:
            untouched.setdefault(ledger.accounts[earning.person.pk], (lot, earning))
    for account, (lot, earning) in list(untouched.items())[::EVERY_REDEEMER]:
        if earning.points > 1:
            ledger.redeem(account, lot, earning.points // 2, min(now, earning.at + timedelta(days=30)))
    ledger.write()


def _earnings(
    programme: Programme, sales: Sequence[Sale], answers: Sequence[tuple[int, Person, datetime]], now: datetime
) -> Iterator[Earning]:
    rules = {rule.trigger: rule for rule in EarnRule.objects.filter(programme=programme, is_active=True)}
    bought, answered = rules[EarnTrigger.PURCHASE], rules[EarnTrigger.SURVEY]
    for sale in sales:
        points = points_for(bought, sale.base_amount) if sale.base_amount and sale.status in EARNS else 0
        if points:
            back_at = sale.back_at(now) if sale.status == PurchaseStatus.REFUNDED else None
            key = f"order:{sale.pk}:{bought.pk}:{bought.version}"
            yield Earning(sale.person, points, key, f"sales.purchase/{sale.pk}", sale.at, back_at)
    for response, person, at in answers:
        key = f"answer:{response}:{answered.pk}:{answered.version}"
        yield Earning(person, points_for(answered, Decimal(0)), key, f"feedback.response/{response}", at)


def write_referrals(people: Sequence[Person], sales: Sequence[Sale]) -> None:
    programme = Programme.objects.get()
    first: dict[int, datetime] = {}
    for sale in sales:
        if sale.status == PurchaseStatus.SETTLED:
            first.setdefault(sale.person.pk, sale.at)
    brought = (person for person in people if person.referrer_id)
    numbered = enumerate(brought, start=next_id(Referral))
    write(Referral, REFERRAL_COLUMNS, (_referral(number, programme, person, first) for number, person in numbered))


def _referral(number: int, programme: Programme, person: Person, first: dict[int, datetime]) -> Row:
    bought_at = first.get(person.pk)
    state = ReferralState.QUALIFIED if bought_at else ReferralState.REGISTERED
    return (number, programme.pk, person.referrer_id, person.pk, state, person.since, bought_at)
