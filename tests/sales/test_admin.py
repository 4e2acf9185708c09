from datetime import date
from decimal import Decimal

import pytest

from interactions.models import Interaction
from sales.models import Contract, ExchangeRate, Product, Purchase
from staff.models import AuditEntry
from tests.factories.sales import make_contract, make_product, make_purchase, make_rate

ORDERED = {"ordered_at_0": "2026-03-09", "ordered_at_1": "15:00:00"}


@pytest.fixture
def office(sign_in, admin):
    return sign_in(admin)


def test_a_purchase_is_recorded_by_the_action(office, carol):
    make_rate("EUR", "CZK", date(2026, 3, 9), "25")
    values = {"contact": carol.pk, "number": "A-1", "status": "settled", "quantity": "1", "amount": "2500"}
    response = office.post("/admin/sales/purchase/add/", values | ORDERED | {"currency": "CZK"})
    assert response.status_code == 302
    purchase = Purchase.objects.get()
    assert (purchase.base_amount, purchase.rate_source) == (Decimal(100), "test")
    assert Interaction.objects.get().source == f"sales.purchase/{purchase.pk}"


def test_a_negative_amount_is_one_sentence(office, carol):
    values = {"contact": carol.pk, "number": "A-1", "status": "settled", "quantity": "1", "amount": "-1"}
    response = office.post("/admin/sales/purchase/add/", values | ORDERED | {"currency": "EUR"})
    assert response.context["adminform"].form.errors == {"amount": ["The amount is below zero."]}


def test_a_far_away_order_is_one_sentence(office, carol):
    values = {"contact": carol.pk, "number": "A-1", "status": "settled", "quantity": "1", "amount": "1"}
    values |= {"ordered_at_0": "1066-03-09", "ordered_at_1": "15:00:00", "currency": "EUR"}
    response = office.post("/admin/sales/purchase/add/", values)
    assert response.context["adminform"].form.errors == {"ordered_at": ["The date of the order is too far away."]}
    assert Purchase.objects.count() == 0


def test_a_purchase_worth_more_than_can_be_kept_stays_without_a_rate(office, carol):
    purchase = make_purchase(carol, date(2026, 3, 9), "999999999999999", currency="CZK")
    values = {"source": "manual", "date": "2026-03-09", "base": "EUR", "quote": "CZK", "rate": "0.00000001"}
    assert office.post("/admin/sales/exchangerate/add/", values).status_code == 302
    purchase.refresh_from_db()
    assert (purchase.rate, purchase.base_amount) == (None, None)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_rate_of_a_far_away_day_is_one_sentence(office, day):
    values = {"source": "manual", "date": day, "base": "EUR", "quote": "CZK", "rate": "25"}
    response = office.post("/admin/sales/exchangerate/add/", values)
    assert response.context["adminform"].form.errors == {"date": ["The dates of the period are too far away."]}
    assert ExchangeRate.objects.count() == 0


def test_what_is_frozen_stays_and_the_status_changes(office, carol):
    purchase = make_purchase(carol, date(2026, 3, 9), "100")
    office.post(f"/admin/sales/purchase/{purchase.pk}/change/", {"status": "refunded", "amount": "1"})
    purchase.refresh_from_db()
    assert (purchase.status, purchase.amount) == ("refunded", Decimal(100))
    assert AuditEntry.objects.filter(action="sales.purchase.status").count() == 1


def test_a_purchase_is_not_deleted(office, carol):
    purchase = make_purchase(carol, date(2026, 3, 9))
    assert office.post(f"/admin/sales/purchase/{purchase.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_rate_is_added_and_fills_gaps(office, carol):
    purchase = make_purchase(carol, date(2026, 3, 9), "2500", currency="CZK")
    values = {"source": "manual", "date": "2026-03-09", "base": "EUR", "quote": "CZK", "rate": "25"}
    assert office.post("/admin/sales/exchangerate/add/", values).status_code == 302
    purchase.refresh_from_db()
    assert purchase.base_amount == Decimal(100)


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"rate": "0"}, {"rate": ["A rate is above zero."]}),
        ({"quote": "EUR"}, {"__all__": ["A rate needs two different currencies."]}),
        ({"base": "XXQ"}, {"base": ["“XXQ” is not a known currency."]}),
        ({"date": "2026-03-08"}, {"__all__": ["This source has a rate for that day already."]}),
    ],
)
def test_a_rate_that_cannot_be_right(office, change, errors):
    make_rate("EUR", "CZK", date(2026, 3, 8), "25", source="manual")
    values = {"source": "manual", "date": "2026-03-09", "base": "EUR", "quote": "CZK", "rate": "25"}
    response = office.post("/admin/sales/exchangerate/add/", values | change)
    assert response.context["adminform"].form.errors == errors
    assert ExchangeRate.objects.count() == 1


def test_a_rate_is_neither_changed_nor_deleted(office):
    rate = make_rate("EUR", "CZK", date(2026, 3, 9), "25")
    assert office.post(f"/admin/sales/exchangerate/{rate.pk}/change/", {"rate": "1"}).status_code == 403
    assert office.post(f"/admin/sales/exchangerate/{rate.pk}/delete/", {"post": "yes"}).status_code == 403
    rate.refresh_from_db()
    assert rate.rate == 25


def test_a_contract_is_recorded_by_the_action(office, carol):
    values = {"contact": carol.pk, "number": "C-1", "starts_on": "2026-01-01", "ends_on": "", "currency": "EUR"}
    assert office.post("/admin/sales/contract/add/", values | {"recurring_value": "80"}).status_code == 302
    assert Interaction.objects.get().source == f"sales.contract/{Contract.objects.get().pk}"


def test_a_product_has_its_name_in_each_language(office):
    names = {f"name_{code}": f"Crate {code}" for code in ("en", "ru", "cs", "da", "lt", "ar")}
    assert office.post("/admin/sales/product/add/", {"code": "crate", "is_active": "on"} | names).status_code == 302
    assert Product.objects.values("name_en", "name_cs", "name_ar").get() == {
        "name_en": "Crate en",
        "name_cs": "Crate cs",
        "name_ar": "Crate ar",
    }


@pytest.mark.parametrize("model", ["product", "purchase", "contract", "exchangerate"])
def test_lists_and_pages_open(office, carol, model):
    row = {
        "product": lambda: make_product(),
        "purchase": lambda: make_purchase(carol, date(2026, 3, 9)),
        "contract": lambda: make_contract(carol, date(2026, 3, 9)),
        "exchangerate": lambda: make_rate("EUR", "CZK", date(2026, 3, 9), "25"),
    }[model]()
    addresses = (f"/admin/sales/{model}/", f"/admin/sales/{model}/{row.pk}/change/")
    assert [office.get(address).status_code for address in addresses] == [200, 200]
