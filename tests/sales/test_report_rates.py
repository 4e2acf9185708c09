"""The rates of a report: frozen, today's, or the budget's; the same in Python and in the database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from sales.actions import enter_budget_rate
from sales.models import BudgetRate, Purchase
from sales.report_rates import AT_DATE, BUDGET, CHOICES, TODAY, Basis, ReportRates
from staff.models import AuditEntry, Organisation
from tests.factories.contacts import make_contact
from tests.factories.sales import make_purchase, make_rate

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)


def at(month, day, hour=12):
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def bought(carol, admin):
    """Money in five currencies: only some of it has a rate of each kind."""
    make_purchase(carol, at(3, 9), "100")
    make_purchase(carol, at(3, 9), "2500", currency="CZK", base="100", rate_source="ecb")
    make_purchase(carol, at(9, 9), "2600", currency="CZK", base="100", rate_source="cnb")
    make_purchase(carol, at(3, 9), "1000", currency="KZT")
    make_purchase(make_contact("Other"), at(3, 9), "500", currency="KZT")
    make_purchase(carol, at(3, 9), "300", currency="AED")
    make_purchase(carol, at(3, 9), "9", currency="USD", base="8", base_currency="GBP")
    for quote, rate, day in (("CZK", "24", 20), ("KZT", "512.3456789", 22), ("USD", "1.1", 14)):
        make_rate("EUR", quote, date(2026, 11, day), rate, source="ecb")
    enter_budget_rate(by=admin, base="EUR", quote="CZK", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30), rate=20)
    return Purchase.objects.all()


def rates_of(choice):
    return ReportRates.chosen(choice, Organisation.current(), ON)


def worth(choice, purchases):
    rates = rates_of(choice)
    columns = purchases.order_by("pk").values_list(*rates.columns, "ordered_at")
    by_python = sum(filter(None, (rates.worth_of(*row) for row in columns)), Decimal(0))
    by_database = purchases.filter(rates.known()).aggregate(sum=Sum(rates.worth()))["sum"]
    assert round(by_database, 4) == by_python
    return by_python


@pytest.mark.parametrize(
    ("choice", "sum_", "left_out"),
    [
        (AT_DATE, "300", [("300", "AED"), ("1500", "KZT"), ("9", "USD")]),
        # 100 + 5100 / 24 + 1500 / 512.3456789; the dollar's rate is eight days old.
        (TODAY, "315.4277", [("300", "AED"), ("9", "USD")]),
        # 100 + 2500 / 20; the budget is of the first half of the year.
        (BUDGET, "225", [("300", "AED"), ("2600", "CZK"), ("1500", "KZT"), ("9", "USD")]),
    ],
)
def test_each_choice_has_its_sum_and_what_it_leaves_out(bought, choice, sum_, left_out):
    assert worth(choice, bought) == Decimal(sum_)
    basis = rates_of(choice).basis_of(bought)
    assert [(Decimal(line.amount).normalize(), line.currency) for line in basis.left_out] == [
        (Decimal(amount).normalize(), currency) for amount, currency in left_out
    ]


def test_an_unknown_choice_is_the_rate_of_the_day(organisation):
    assert [rates_of(choice).choice for choice in (*CHOICES, "", "None", "yesterday")] == [*CHOICES, *[AT_DATE] * 3]


def test_it_tells_the_rates_with_source_and_day(bought):
    used = {choice: rates_of(choice).basis_of(bought).used for choice in CHOICES}
    assert [(line.currency, line.source, line.first, line.last, line.rate) for line in used[AT_DATE]] == [
        ("CZK", "cnb", "2026-09-09", "2026-09-09", ""),
        ("CZK", "ecb", "2026-03-09", "2026-03-09", ""),
    ]
    assert [(line.currency, line.source, line.first, line.rate, line.customers) for line in used[TODAY]] == [
        ("CZK", "ecb", "2026-11-20", "0.04166667", 1),
        ("KZT", "ecb", "2026-11-22", "0.00195181", 2),
    ]
    assert [(line.currency, line.first, line.last, line.rate) for line in used[BUDGET]] == [
        ("CZK", "2026-01-01", "2026-06-30", "0.05000000")
    ]


def test_lines_behind_which_few_stand_are_left_away(bought):
    basis = rates_of(TODAY).basis_of(bought).of_at_least(2)
    assert ([line.currency for line in basis.used], basis.left_out, basis.is_withheld) == (["KZT"], [], True)
    assert Basis.from_json(basis.as_json()).is_withheld


def test_that_something_is_withheld_is_told_in_words(bought):
    told = []
    for basis in (rates_of(BUDGET).basis_of(bought), rates_of(AT_DATE).basis_of(bought)):
        for customers in (1, 2, 3):
            context = {"basis": basis.of_at_least(customers)}
            written = strip_tags(render_to_string("sales/_left_out.html", context))
            told.append(" ".join(written.split()).replace("\N{NO-BREAK SPACE}", " "))
    assert told[1:3] == told[4:]
    assert told[4:] == ["Left out: 1,500.00 KZT and other amounts", "Left out: purchases of a few customers"]
    assert told[3] == "Left out: 300.00 AED, 1,500.00 KZT, 9.00 USD"


def test_what_was_stored_is_read_again(bought):
    basis = rates_of(AT_DATE).basis_of(bought)
    assert Basis.from_json(basis.as_json()) == basis


class TestBudget:
    def test_the_rate_that_was_entered_last_goes_first(self, bought, admin):
        """As the plan is mended: March at 25, the rest of the half-year as before."""
        march = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31)}
        enter_budget_rate(by=admin, base="CZK", quote="EUR", rate=Decimal("0.04"), **march)
        assert worth(BUDGET, bought) == 200

    def test_only_those_are_listed_by_which_a_purchase_counts(self, bought, admin):
        """April has no purchase, March has them all, and what the last one covers counts for none."""
        for month, rate, note in ((4, "30", "April"), (3, "24", "former"), (3, "25", "March")):
            days = {"starts_on": date(2026, month, 1), "ends_on": date(2026, month, 28)}
            enter_budget_rate(by=admin, base="EUR", quote="CZK", rate=Decimal(rate), note=note, **days)
        used = rates_of(BUDGET).basis_of(bought).used
        assert [(line.note, line.rate, line.customers) for line in used] == [("March", "0.04000000", 1)]
        assert [spell.note for spell in rates_of(BUDGET).spells["CZK"]] == ["March", "April", ""]

    def test_many_rates_are_as_good_as_one(self, carol, admin):
        """Every second day of eight years by its own rate, so that none of them covers or continues another."""
        first = date(2019, 1, 1)
        BudgetRate.objects.bulk_create(
            BudgetRate(
                base="KZT", quote="EUR", rate=1, starts_on=day, ends_on=day, entered_by=admin, entered_at=at(1, 1)
            )
            for day in (first + timedelta(days=2 * number) for number in range(1500))
        )
        for day in (0, 1, 2, 1500, 2997, 2998):
            make_purchase(carol, first + timedelta(days=day), "100", currency="KZT")
        assert worth(BUDGET, Purchase.objects.all()) == 400
        basis = rates_of(BUDGET).basis_of(Purchase.objects.all())
        assert (len(basis.used), [line.purchases for line in basis.left_out]) == (4, [2])

    def test_days_are_those_of_the_organisation_s_zone(self, carol, admin):
        Organisation.objects.update(time_zone="Asia/Tokyo")
        for moment in (at(2, 28, 14), at(2, 28, 16), at(3, 31, 14), at(3, 31, 16)):
            make_purchase(carol, moment, "100", currency="KZT")
        enter_budget_rate(
            by=admin, base="KZT", quote="EUR", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31), rate=1
        )
        assert worth(BUDGET, Purchase.objects.all()) == 200

    def test_rows_are_added_and_never_changed(self, bought):
        for change in (BudgetRate.objects.all().update, BudgetRate.objects.all().delete):
            with pytest.raises(IntegrityError), transaction.atomic():
                change(**({"rate": 1} if change.__name__ == "update" else {}))
        assert BudgetRate.objects.get().rate == 20

    def test_who_entered_it_stands_in_the_audit(self, bought, admin):
        entry = AuditEntry.objects.get(action="sales.budget_rate")
        assert (entry.actor, entry.detail["rate"], entry.detail["last"]) == (admin, "20", "2026-06-30")

    def test_it_is_entered_in_the_administration(self, sign_in, admin):
        values = {"base": "EUR", "quote": "CZK", "rate": "25", "starts_on": "2026-01-01", "note": "Plan"}
        client = sign_in(admin)
        page = client.post("/admin/sales/budgetrate/add/", values | {"ends_on": "2025-12-31"})
        assert page.context["adminform"].form.errors == {"__all__": ["The period ends before it starts."]}
        assert client.post("/admin/sales/budgetrate/add/", values | {"ends_on": "2026-12-31"}).status_code == 302
        row = BudgetRate.objects.get()
        assert (row.rate, row.note, row.entered_by) == (25, "Plan", admin)
        assert client.post(f"/admin/sales/budgetrate/{row.pk}/change/", values).status_code == 403
