import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from sales.actions import import_rates
from sales.models import ExchangeRate, Purchase
from sales.rates import rate_on
from staff.models import AuditEntry
from tests.factories.sales import make_purchase, make_rate
from tests.sales.rate_samples import CBR, CNB_DAY, ECB, ECB_XML, zipped

ONE_DAY = b"Date,USD,CZK\n2024-12-24,N/A,25.179\n"
pytestmark = pytest.mark.django_db


def run(path, *more):
    out = StringIO()
    call_command("import_rates", str(path), "--json", *more, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def history(tmp_path):
    path = tmp_path / "eurofxref-hist.zip"
    path.write_bytes(zipped(("eurofxref-hist.csv", ECB.encode())))
    return path


def test_a_file_is_imported_once(organisation, history):
    first = run(history)
    assert (first["new"], first["unchanged"], first["first"], first["last"]) == (13, 0, "2022-03-01", "2024-12-27")
    assert (run(history)["new"], run(history)["unchanged"]) == (0, 13)
    assert ExchangeRate.objects.count() == 13
    assert set(ExchangeRate.objects.values_list("source", flat=True)) == {"ecb"}


def test_a_dry_run_stores_nothing(organisation, history):
    assert run(history, "--dry-run")["new"] == 13
    assert (ExchangeRate.objects.count(), AuditEntry.objects.filter(action="sales.rates").count()) == (0, 0)


def test_a_rate_that_stands_with_another_value_stays_and_is_counted(organisation, history):
    make_rate("EUR", "CZK", date(2024, 12, 24), "26", source="ecb")
    outcome = run(history)
    assert (outcome["new"], outcome["differing"]) == (12, 1)
    assert ExchangeRate.objects.get(quote="CZK", date=date(2024, 12, 24)).rate == 26


def test_bad_lines_are_told_and_the_rest_is_imported(organisation, tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text("Date,USD\n2024-12-24,1.0395\n2024-12-23,much\n")
    outcome = run(path)
    assert (outcome["new"], outcome["errors"]) == (1, 1)
    assert outcome["bad_lines"] == [{"line": 3, "reason": "“much” is not a rate of USD."}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This is no file of the European Central Bank: its first line names no date and no USD."),
        (b"PK\x03\x04", "The archive is broken and cannot be opened."),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(organisation, tmp_path, content, said):
    path = tmp_path / "bad"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run(path)
    assert str(refused.value) == said


def test_a_file_that_is_not_there(organisation, tmp_path):
    with pytest.raises(CommandError, match=r"^The file .* cannot be read: No such file or directory\.$"):
        run(tmp_path / "none.csv")


def test_christmas_day_takes_the_rate_of_christmas_eve(organisation):
    import_rates(by=None, content=ECB.encode(), source="ecb")
    known = rate_on("EUR", "CZK", date(2024, 12, 25))
    assert (known.rate, known.date, known.source) == (Decimal("25.179"), date(2024, 12, 24), "ecb")


def test_the_ecb_has_no_rate_of_a_ruble_of_2026(organisation):
    import_rates(by=None, content=ECB.encode(), source="ecb")
    assert rate_on("RUB", "EUR", date(2022, 3, 1)).stored == Decimal("0.00853235")
    assert rate_on("RUB", "EUR", date(2022, 3, 9)) is None
    assert rate_on("RUB", "EUR", date(2026, 6, 1)) is None


@pytest.mark.parametrize(
    ("content", "source", "on", "rate"),
    [
        (CNB_DAY.encode(), "cnb", date(2026, 10, 31), "0.0018"),
        (CBR.encode("cp1251"), "cbr", date(2024, 12, 24), "0.00185659"),
    ],
)
def test_a_second_source_knows_what_the_ecb_does_not(organisation, content, source, on, rate):
    import_rates(by=None, content=ECB_XML.encode(), source="ecb")
    import_rates(by=None, content=content, source=source, now=datetime(2026, 11, 1, tzinfo=UTC))
    known = rate_on("KZT", "EUR", on)
    assert (known.stored, known.source) == (Decimal(rate), source)


def test_purchases_that_waited_take_the_rate_of_their_day(organisation, alice, carol):
    waiting = make_purchase(carol, datetime(2024, 12, 25, 12, tzinfo=UTC), "251.79", currency="CZK")
    too_late = make_purchase(carol, datetime(2025, 1, 10, 12, tzinfo=UTC), "100", currency="CZK")
    outcome = import_rates(by=alice, content=ECB.encode(), source="ecb")
    waiting.refresh_from_db()
    too_late.refresh_from_db()
    assert (outcome.purchases, waiting.base_amount, waiting.rate_date) == (1, Decimal(10), date(2024, 12, 24))
    assert (waiting.rate_source, too_late.base_amount) == ("ecb", None)
    assert AuditEntry.objects.get(action="sales.rates").detail["purchases"] == 1


def test_the_number_of_queries_does_not_grow_with_the_purchases(organisation, carol, django_assert_max_num_queries):
    for day in (24, 25, 26, 27):
        make_purchase(carol, datetime(2024, 12, day, 12, tzinfo=UTC), "1", currency="CZK")
    with django_assert_max_num_queries(60):
        assert import_rates(by=None, content=ECB.encode(), source="ecb").purchases == 4


def test_gaps_that_an_interrupted_import_left_are_filled_by_the_next(organisation, alice, carol):
    """The rates were written, and the worker died before the purchases took them."""
    make_rate("EUR", "CZK", date(2024, 12, 24), "25.179", source="ecb")
    waiting = make_purchase(carol, datetime(2024, 12, 25, 12, tzinfo=UTC), "251.79", currency="CZK")
    outcome = import_rates(by=alice, content=ONE_DAY, source="ecb")
    waiting.refresh_from_db()
    assert (outcome.new, outcome.purchases, waiting.base_amount) == (0, 1, Decimal(10))


def test_a_dry_run_counts_the_purchases_whose_rate_is_known_already(organisation, carol):
    make_rate("EUR", "CZK", date(2024, 12, 24), "25.179", source="ecb")
    for currency in ("CZK", "KZT"):
        make_purchase(carol, datetime(2024, 12, 25, 12, tzinfo=UTC), "251.79", currency=currency)
    outcome = import_rates(by=None, content=ONE_DAY, source="ecb", is_dry=True)
    assert (outcome.new, outcome.waiting, Purchase.objects.without_rate().count()) == (0, 1, 2)


def test_a_rate_that_was_frozen_meanwhile_stays(organisation, carol):
    """Another import freezes the purchase after this one has listed what waits."""
    waiting = make_purchase(carol, datetime(2024, 12, 25, 12, tzinfo=UTC), "251.79", currency="CZK")
    batches = []

    def frozen_by_another():
        batches.append(1)
        if len(batches) == 2:
            fields = {"rate": 1, "rate_date": date(2024, 12, 25), "base_amount": 9, "rate_source": "cnb"}
            Purchase.objects.filter(pk=waiting.pk).update(**fields)

    outcome = import_rates(by=None, content=ONE_DAY, source="ecb", go_on=frozen_by_another)
    waiting.refresh_from_db()
    assert (len(batches), outcome.purchases, waiting.base_amount, waiting.rate_source) == (2, 0, 9, "cnb")


def test_a_rate_that_another_import_added_meanwhile_counts_as_known(organisation):
    """After this import has looked what stands, and before it writes."""
    looked = []

    def another_adds(execute, sql, params, many, context):
        if looked == ["looked"] and sql.startswith("SAVEPOINT"):
            looked.append("added")
            make_rate("EUR", "CZK", date(2024, 12, 24), "26", source="ecb")
        if "sales_exchangerate" in sql and sql.startswith("SELECT") and not looked:
            looked.append("looked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(another_adds):
        outcome = import_rates(by=None, content=ECB.encode(), source="ecb")
    assert (looked, outcome.new, outcome.differing) == (["looked", "added"], 12, 1)
    assert ExchangeRate.objects.get(quote="CZK", date=date(2024, 12, 24)).rate == 26
