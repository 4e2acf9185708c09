from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sales.models import ExchangeRate, RateFile
from tests.factories.contacts import make_contact
from tests.factories.sales import make_purchase, make_rate
from tests.sales.rate_samples import ECB

RATES = "/sales/rates/"
GAPS = "/sales/rates/missing/"

pytestmark = pytest.mark.django_db


def brought(client, content=ECB, source="ecb"):
    file = SimpleUploadedFile("eurofxref-hist.csv", content.encode())
    return client.post(RATES, {"source": source, "file": file})


def test_a_file_is_looked_at_and_then_imported(sign_in, admin):
    client = sign_in(admin)
    shown = brought(client)
    kept = RateFile.objects.get()
    assert (shown.status_code, shown.url) == (303, reverse("sales:rate_file", args=[kept.pk]))
    assert ExchangeRate.objects.count() == 0
    page = client.get(shown.url)
    assert (page.context["file"].outcome["new"], "Import the new rates" in page.content.decode()) == (13, True)
    url = reverse("sales:rate_file_import", args=[kept.pk])
    assert [client.post(url).status_code for _ in range(2)] == [303, 303]
    assert ExchangeRate.objects.count() == 13
    assert "Import the new rates" not in client.get(shown.url).content.decode()


def test_the_errors_of_its_lines_are_told(sign_in, admin):
    client = sign_in(admin)
    shown = brought(client, "Date,USD\n2024-12-24,1.0395\n2024-12-23,much\n")
    assert "Line 3: “much” is not a rate of USD." in client.get(shown.url).content.decode()


def test_a_bad_file_gets_a_sentence(sign_in, admin):
    page = brought(sign_in(admin), "no rates at all")
    said = ["This is no file of the European Central Bank: its first line names no date and no USD."]
    assert (page.status_code, page.context["form"].errors["file"]) == (422, said)
    assert RateFile.objects.count() == 0


def test_the_newest_rates_are_listed_by_source(sign_in, admin):
    for day in (8, 9):
        make_rate("EUR", "CZK", datetime(2026, 3, day, tzinfo=UTC).date(), "25", source="ecb")
    known = sign_in(admin).get(RATES).context["known"]
    assert [(row["source"], row["quote"], str(row["newest"])) for row in known] == [("ecb", "CZK", "2026-03-09")]


def test_who_sells_looks_after_no_rates(sign_in, alice, admin):
    kept = brought(sign_in(admin)) and RateFile.objects.get()
    client = sign_in(alice)
    paths = [RATES, reverse("sales:rate_file", args=[kept.pk])]
    assert [client.get(path).status_code for path in paths] == [403, 403]
    assert client.post(reverse("sales:rate_file_import", args=[kept.pk])).status_code == 403
    assert ExchangeRate.objects.count() == 0


def test_bad_id_and_wrong_method(sign_in, admin):
    client = sign_in(admin)
    kept = brought(client) and RateFile.objects.get()
    assert client.get(reverse("sales:rate_file", args=[kept.pk + 1])).status_code == 404
    assert client.get(reverse("sales:rate_file_import", args=[kept.pk])).status_code == 405
    assert client.post(reverse("sales:rate_file", args=[kept.pk])).status_code == 405


class TestGaps:
    @pytest.fixture
    def gaps(self, carol):
        for day in (3, 3, 5):
            make_purchase(carol, datetime(2026, 3, day, 12, tzinfo=UTC), "1000", currency="KZT")
        make_purchase(carol, datetime(2026, 3, 9, 12, tzinfo=UTC), "7", currency="RUB")
        make_purchase(carol, datetime(2026, 3, 9, 12, tzinfo=UTC), "9", currency="RUB", status="refunded")
        make_purchase(carol, datetime(2026, 3, 9, 12, tzinfo=UTC), "5")

    def test_by_currency_with_number_amount_and_days(self, sign_in, alice, gaps):
        page = sign_in(alice).get(GAPS)
        told = [(str(row.gap.total), row.gap.count, [str(day) for day in row.days]) for row in page.context["missing"]]
        assert told == [
            ("3000.00 KZT", 3, ["2026-03-03", "2026-03-05"]),
            ("7.00 RUB", 1, ["2026-03-09"]),
        ]

    def test_of_the_customers_that_one_sees(self, sign_in, bob, charlie, gaps):
        assert [len(sign_in(user).get(GAPS).context["missing"]) for user in (bob, charlie)] == [2, 0]

    def test_none(self, sign_in, alice, carol):
        assert "Every purchase has its rate" in sign_in(alice).get(GAPS).content.decode()

    def test_on_the_card_and_above_the_list(self, sign_in, alice, carol, gaps):
        client = sign_in(alice)
        said = "3 purchases in KZT have no rate: 3,000.00\N{NO-BREAK SPACE}KZT is in no total."
        panel = client.get(reverse("sales:contact_panel", args=[carol.pk])).content.decode()
        everyone = client.get(reverse("sales:purchase_list")).content.decode()
        assert [page.count(said) for page in (panel, everyone)] == [1, 1]

    def test_as_many_queries_for_many_as_for_one(self, sign_in, alice, carol):
        client = sign_in(alice)
        make_purchase(carol, datetime(2026, 3, 3, 12, tzinfo=UTC), "1", currency="KZT")
        client.get(GAPS)
        with CaptureQueriesContext(connection) as first:
            client.get(GAPS)
        for number in range(3):
            other = make_contact(f"Person {number}", owner=alice)
            make_purchase(other, datetime(2026, 3, 4 + number, 12, tzinfo=UTC), "1", currency="RUB")
        with CaptureQueriesContext(connection) as second:
            client.get(GAPS)
        assert len(first) == len(second)
