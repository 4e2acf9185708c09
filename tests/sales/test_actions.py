from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from interactions.models import Interaction
from sales.actions import end_contract, enter_rate, record_contract, record_purchase, set_purchase_status
from sales.models import Contract, ExchangeRate, Purchase
from sales.signals import purchase_recorded
from staff.models import AuditEntry
from tests.factories.sales import make_contract, make_product, make_purchase, make_rate

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ORDER = {
    "number": "A-1",
    "ordered_at": datetime(2026, 3, 9, 15, tzinfo=UTC),
    "amount": Decimal("2500"),
    "currency": "CZK",
    "now": NOW,
}


@pytest.fixture
def announced():
    """The purchases that were announced, with their status at that moment."""
    heard: list[tuple[str, str]] = []

    def listen(purchase, **kwargs):
        heard.append((purchase.number, purchase.status))

    purchase_recorded.connect(listen, weak=False)
    yield heard
    purchase_recorded.disconnect(listen)


def test_the_rate_of_the_day_is_frozen(alice, carol):
    rate = make_rate("EUR", "CZK", date(2026, 3, 9), "25")
    purchase = record_purchase(by=alice, contact=carol, **ORDER)
    purchase.refresh_from_db()
    assert (purchase.rate, purchase.rate_date, purchase.rate_source) == (Decimal("0.04"), rate.date, "test")
    assert (purchase.base_amount, purchase.base_currency) == (Decimal(100), "EUR")
    assert (purchase.recorded_by, purchase.recorded_at) == (alice, NOW)


def test_a_later_rate_changes_nothing_that_is_frozen(alice, carol):
    make_rate("EUR", "CZK", date(2026, 3, 8), "25")
    purchase = record_purchase(by=alice, contact=carol, **ORDER)
    enter_rate(by=alice, base="EUR", quote="CZK", date=date(2026, 3, 9), rate=Decimal(20), now=NOW)
    purchase.refresh_from_db()
    assert purchase.base_amount == Decimal(100)


def test_without_a_rate_the_purchase_is_kept_with_a_gap(alice, carol):
    purchase = record_purchase(by=alice, contact=carol, **ORDER)
    assert (purchase.rate, purchase.rate_date, purchase.rate_source, purchase.base_amount) == (None, None, "", None)
    assert list(Purchase.objects.without_rate()) == [purchase]


def test_the_day_is_that_of_the_organisation(alice, carol):
    """23:30 UTC on the ninth is the tenth in Prague."""
    make_rate("EUR", "CZK", date(2026, 3, 9), "25")
    make_rate("EUR", "CZK", date(2026, 3, 10), "20")
    order = ORDER | {"ordered_at": datetime(2026, 3, 9, 23, 30, tzinfo=UTC)}
    assert record_purchase(by=alice, contact=carol, **order).base_amount == Decimal(125)


def test_the_base_currency_needs_no_rate(alice, carol):
    purchase = record_purchase(by=alice, contact=carol, **ORDER | {"currency": "eur", "amount": Decimal("9.99")})
    assert (purchase.rate, purchase.rate_source, purchase.base_amount) == (Decimal(1), "same", Decimal("9.99"))


def test_a_purchase_leaves_a_timeline_entry_an_audit_entry_and_a_signal(alice, carol, announced):
    purchase = record_purchase(by=alice, contact=carol, **ORDER)
    entry = Interaction.objects.get(source=f"sales.purchase/{purchase.pk}")
    assert (entry.contact, entry.kind, entry.at, entry.by) == (carol, "purchase", ORDER["ordered_at"], alice)
    assert entry.params == {"number": "A-1", "amount": "2500.00", "currency": "CZK", "status": "settled"}
    audit = AuditEntry.objects.get(action="sales.purchase")
    assert (audit.actor, audit.subject_id, audit.at) == (alice, purchase.pk, NOW)
    assert announced == [("A-1", "settled")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount": Decimal("-0.01")}, "The amount is below zero."),
        ({"quantity": Decimal(0)}, "The quantity is not above zero."),
        ({"currency": "XXQ"}, "“XXQ” is not a known currency."),
        ({"number": " "}, "This field cannot be blank."),
        ({"ordered_at": datetime(1, 1, 1, tzinfo=UTC)}, "The date of the order is too far away."),
        ({"status": "lost"}, "Value 'lost' is not a valid choice."),
    ],
)
def test_a_purchase_that_cannot_be_right_is_refused(alice, carol, announced, change, sentence):
    with pytest.raises(ValidationError) as refusal:
        record_purchase(by=alice, contact=carol, **ORDER | change)
    assert refusal.value.messages == [sentence]
    assert (Purchase.objects.count(), Interaction.objects.count(), announced) == (0, 0, [])


def test_an_order_number_stands_once(alice, carol):
    record_purchase(by=alice, contact=carol, **ORDER)
    with pytest.raises(ValidationError) as refusal:
        record_purchase(by=alice, contact=carol, **ORDER)
    assert refusal.value.messages == ["A purchase with this order number exists already."]


def test_a_gift_costs_nothing(alice, carol):
    assert record_purchase(by=alice, contact=carol, **ORDER | {"amount": Decimal(0)}).amount == 0


def test_a_refund_is_announced_and_stands_in_the_timeline(alice, carol, announced):
    purchase = make_purchase(carol, date(2026, 3, 9), number="A-1")
    changed = set_purchase_status(by=alice, purchase=purchase, status="refunded", now=NOW)
    assert changed.status == "refunded"
    assert announced == [("A-1", "refunded")]
    assert Interaction.objects.get().source == f"sales.purchase/{purchase.pk}/refunded"
    assert AuditEntry.objects.get(action="sales.purchase.status").detail["before"] == "settled"


def test_the_same_status_again_changes_nothing(alice, carol, announced):
    purchase = make_purchase(carol, date(2026, 3, 9))
    set_purchase_status(by=alice, purchase=purchase, status="settled", now=NOW)
    assert (announced, AuditEntry.objects.count()) == ([], 0)


def test_an_unknown_status_is_refused(alice, carol):
    purchase = make_purchase(carol, date(2026, 3, 9))
    with pytest.raises(ValidationError):
        set_purchase_status(by=alice, purchase=purchase, status="lost", now=NOW)
    purchase.refresh_from_db()
    assert purchase.status == "settled"


def test_a_rate_fills_the_gaps_of_its_days(alice, carol, announced):
    waiting = record_purchase(by=alice, contact=carol, **ORDER)
    too_late = ORDER | {"number": "A-2", "ordered_at": datetime(2026, 3, 17, 15, tzinfo=UTC)}
    record_purchase(by=alice, contact=carol, **too_late)
    enter_rate(by=alice, base="EUR", quote="CZK", date=date(2026, 3, 9), rate=Decimal(25), now=NOW)
    waiting.refresh_from_db()
    assert waiting.base_amount == Decimal(100)
    assert [purchase.number for purchase in Purchase.objects.without_rate()] == ["A-2"]
    assert announced == [("A-1", "settled"), ("A-2", "settled"), ("A-1", "settled")]
    assert AuditEntry.objects.get(action="sales.rate").detail["purchases"] == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rate": Decimal(0)}, "A rate is above zero."),
        ({"quote": "EUR"}, "A rate needs two different currencies."),
        ({"base": "ABC"}, "“ABC” is not a known currency."),
    ],
)
def test_a_rate_that_cannot_be_right_is_refused(organisation, change, sentence):
    values = {"base": "EUR", "quote": "CZK", "date": date(2026, 3, 9), "rate": Decimal(25)}
    with pytest.raises(ValidationError) as refusal:
        enter_rate(by=None, **values | change)
    assert refusal.value.messages == [sentence]
    assert ExchangeRate.objects.count() == 0


def test_a_source_has_one_rate_a_day(organisation):
    values = {"base": "EUR", "quote": "CZK", "date": date(2026, 3, 9), "rate": Decimal(25)}
    enter_rate(by=None, **values)
    with pytest.raises(ValidationError) as refusal:
        enter_rate(by=None, **values)
    assert refusal.value.messages == ["This source has a rate for that day already."]


def test_a_contract_leaves_a_timeline_entry(alice, carol):
    contract = record_contract(
        by=alice,
        contact=carol,
        number="C-1",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        recurring_value=Decimal(80),
        currency="EUR",
        now=NOW,
    )
    entry = Interaction.objects.get(source=f"sales.contract/{contract.pk}")
    assert (entry.kind, entry.at, entry.params["amount"]) == ("contract", NOW, "80.00")
    assert AuditEntry.objects.get(action="sales.contract").subject_id == contract.pk


def test_a_contract_does_not_end_before_it_starts(alice, carol):
    with pytest.raises(ValidationError) as refusal:
        record_contract(
            by=alice,
            contact=carol,
            starts_on=date(2026, 1, 2),
            ends_on=date(2026, 1, 1),
            recurring_value=Decimal(80),
            currency="EUR",
        )
    assert refusal.value.messages == ["The contract ends before it starts."]
    assert Contract.objects.count() == 0


def test_the_end_of_a_contract_moves(alice, carol):
    contract = make_contract(carol, date(2026, 1, 1), date(2026, 6, 30))
    assert end_contract(by=alice, contract=contract, ends_on=date(2027, 6, 30), now=NOW).ends_on == date(2027, 6, 30)
    detail = AuditEntry.objects.get(action="sales.contract.end").detail
    assert detail == {"before": "2026-06-30", "ends_on": "2027-06-30"}


def test_a_purchase_with_a_product(alice, carol):
    product = make_product()
    purchase = record_purchase(by=alice, contact=carol, product=product, quantity=Decimal("2.5"), **ORDER)
    assert (purchase.product, purchase.quantity) == (product, Decimal("2.5"))
