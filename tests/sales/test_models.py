from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from crm.money import Money
from sales.models import Contract, ExchangeRate, Purchase
from tests.factories.sales import make_contract, make_purchase, make_rate

DAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    "values",
    [
        {"amount": Decimal(-1)},
        {"quantity": Decimal(0)},
        {"number": "A-1"},
        {"rate": None},
        {"rate_date": None},
        {"base_amount": None},
        {"base_amount": None, "rate": None},
    ],
)
def test_the_database_refuses_a_purchase_that_cannot_be(carol, values):
    make_purchase(carol, DAY, number="A-1")
    second = make_purchase(carol, DAY, number="A-2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Purchase.objects.filter(pk=second.pk).update(**values)


@pytest.mark.parametrize("values", [{"ends_on": date(2026, 3, 8)}, {"recurring_value": Decimal(-1)}])
def test_the_database_refuses_a_contract_that_cannot_be(carol, values):
    contract = make_contract(carol, DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(**values)


@pytest.mark.django_db
class TestRatesAreAppendOnly:
    @pytest.fixture(autouse=True)
    def standing(self):
        return make_rate("EUR", "CZK", DAY, "25")

    def test_no_update(self):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            ExchangeRate.objects.update(rate=1)

    def test_no_delete(self):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            ExchangeRate.objects.all().delete()

    def test_no_raw_update_either(self):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE sales_exchangerate SET rate = 1")

    @pytest.mark.parametrize(
        ("base", "quote", "rate"), [("EUR", "CZK", "24"), ("EUR", "EUR", "1"), ("EUR", "DKK", "0")]
    )
    def test_the_database_refuses_a_rate_that_cannot_be(self, base, quote, rate):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_rate(base, quote, DAY, rate)
        assert ExchangeRate.objects.count() == 1


def test_totals(carol):
    converted = make_purchase(carol, DAY, "2500", currency="CZK", base="100")
    gap = make_purchase(carol, DAY, "2500", currency="CZK")
    assert (converted.total, converted.base_total) == (Money(Decimal(2500), "CZK"), Money(Decimal(100), "EUR"))
    assert gap.base_total is None


def test_contracts_that_cover_a_day(carol):
    running = make_contract(carol, date(2026, 1, 1))
    last_day = make_contract(carol, date(2026, 1, 1), DAY)
    first_day = make_contract(carol, DAY, DAY)
    make_contract(carol, date(2026, 1, 1), date(2026, 3, 8))
    make_contract(carol, date(2026, 3, 10))
    assert set(Contract.objects.covering(DAY)) == {running, last_day, first_day}
