from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sales.actions import enter_budget_rate
from sales.models import ExchangeRate, RateFile
from sales.tasks import work_on_rate_files
from staff.models import Organisation
from tests.factories.contacts import make_contact
from tests.factories.sales import make_purchase, make_rate
from tests.sales.rate_samples import ECB

RATES = "/sales/rates/"
GAPS = "/sales/rates/missing/"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))

pytestmark = pytest.mark.django_db


def brought(client, content=ECB, source="ecb"):
    file = SimpleUploadedFile("eurofxref-hist.csv", content.encode())
    return client.post(RATES, {"source": source, "file": file})


def test_a_file_is_looked_into_and_then_imported_while_the_page_asks(sign_in, admin):
    client = sign_in(admin)
    shown = brought(client)
    kept = RateFile.objects.get()
    assert (shown.status_code, shown.url) == (303, reverse("sales:rate_file", args=[kept.pk]))
    seen = []
    for _step in range(2):
        seen.append(client.get(shown.url).content.decode())
        work_on_rate_files()
        seen.append(client.get(shown.url).content.decode())
        client.post(reverse("sales:rate_file_import", args=[kept.pk]))
    asks, offers = (
        ['hx-trigger="every 2s"' in page for page in seen],
        ["Import the new rates" in page for page in seen],
    )
    assert (asks, offers) == ([True, False, True, False], [False, True, False, False])
    assert ExchangeRate.objects.count() == 13
    part = client.get(shown.url, headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in part, "Imported" in part) == (False, True)


def test_the_errors_of_its_lines_are_told(sign_in, admin):
    client = sign_in(admin)
    shown = brought(client, "Date,USD\n2024-12-24,1.0395\n2024-12-23,much\n")
    work_on_rate_files()
    assert "Line 3: “much” is not a rate of USD." in client.get(shown.url).content.decode()


def test_a_file_without_news_offers_nothing_to_import(sign_in, admin):
    make_rate("EUR", "USD", datetime(2024, 12, 24, tzinfo=UTC).date(), "1.0395", source="ecb")
    client = sign_in(admin)
    shown = brought(client, "Date,USD\n2024-12-24,1.0395\n")
    work_on_rate_files()
    page = client.get(shown.url).content.decode()
    assert ("Nothing in this file is new" in page, "Import the new rates" in page) == (True, False)


def test_a_file_without_news_gives_purchases_that_wait_their_rates(sign_in, admin, carol):
    """As an import leaves it that broke off after its rates were in."""
    make_rate("EUR", "USD", datetime(2024, 12, 24, tzinfo=UTC).date(), "1.0395", source="ecb")
    waiting = make_purchase(carol, datetime(2024, 12, 24, 12, tzinfo=UTC), "10.395", currency="USD")
    client = sign_in(admin)
    shown = brought(client, "Date,USD\n2024-12-24,1.0395\n")
    work_on_rate_files()
    assert "Give these purchases their rates" in client.get(shown.url).content.decode()
    client.post(reverse("sales:rate_file_import", args=[RateFile.objects.get().pk]))
    work_on_rate_files()
    waiting.refresh_from_db()
    assert waiting.base_amount == 10


def test_an_import_that_broke_off_is_told_and_offered_again(sign_in, admin):
    client = sign_in(admin)
    shown = brought(client)
    said = "The import broke off. What was added stays; start it again to add the rest."
    RateFile.objects.update(state="read", outcome={"new": 0}, problem=said)
    page = client.get(shown.url).content.decode()
    assert (said in page, "Start the import again" in page) == (True, True)


def test_a_bad_file_gets_a_sentence(sign_in, admin):
    client = sign_in(admin)
    shown = brought(client, "no rates at all")
    work_on_rate_files()
    said = "This is no file of the European Central Bank: its first line names no date and no USD."
    assert said in client.get(shown.url).content.decode()


def test_a_file_that_is_too_large_gets_a_sentence(sign_in, admin):
    page = brought(sign_in(admin), "1" * (10 * 1024 * 1024 + 1))
    assert (page.status_code, page.context["form"].errors["file"]) == (422, ["The file is larger than 10 MB."])
    assert RateFile.objects.count() == 0


def test_budget_rates_are_listed_with_who_entered_them(sign_in, admin):
    enter_budget_rate(by=admin, base="EUR", quote="KZT", starts_on=YEAR[0], ends_on=YEAR[1], rate=500, note="Plan A")
    page = sign_in(admin).get(RATES).content.decode()
    assert [word in page for word in ("1 EUR = 500 KZT", "Plan A", admin.full_name)] == [True] * 3


def test_the_newest_rates_are_listed_by_source_and_last_day(sign_in, admin):
    for quote, day in (("CZK", 8), ("CZK", 9), ("USD", 9), ("JPY", 2)):
        make_rate("EUR", quote, date(2026, 3, day), "25", source="ecb")
    for base in ("KZT", "AED"):
        make_rate(base, "RUB", date(2026, 3, 5), "25", source="cbr")
    known = sign_in(admin).get(RATES).context["known"]
    assert [(row.source, row.bases, row.quotes, row.newest.day) for row in known] == [
        ("cbr", ["AED", "KZT"], ["RUB"], 5),
        ("ecb", ["EUR"], ["CZK", "USD"], 9),
        ("ecb", ["EUR"], ["JPY"], 2),
    ]


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

    def test_by_today_s_rate(self, sign_in, alice, gaps, stop_clock):
        stop_clock(datetime(2026, 11, 22, 10, tzinfo=UTC))
        make_rate("EUR", "RUB", datetime(2026, 11, 20, tzinfo=UTC).date(), "90")
        page = sign_in(alice).get(GAPS, {"rates": "today"})
        assert [str(row.gap.total) for row in page.context["missing"]] == ["3000.00 KZT"]

    def test_by_the_budget(self, sign_in, alice, admin, gaps):
        days = [datetime(2026, 3, day, tzinfo=UTC).date() for day in (1, 4)]
        enter_budget_rate(by=admin, base="KZT", quote="EUR", starts_on=days[0], ends_on=days[1], rate="0.002")
        page = sign_in(alice).get(GAPS, {"rates": "budget"})
        told = [(str(row.gap.total), [str(day) for day in row.days]) for row in page.context["missing"]]
        assert told == [("1000.00 KZT", ["2026-03-05"]), ("7.00 RUB", ["2026-03-09"])]

    def test_days_are_those_of_the_organisation_s_zone_by_the_program_s_own_rules(self, sign_in, alice, carol):
        """Not by those of the database, which may be older."""
        Organisation.objects.update(time_zone="Asia/Tokyo")
        for hour in (14, 16):
            make_purchase(carol, datetime(2026, 3, 8, hour, tzinfo=UTC), "7", currency="RUB")
        client = sign_in(alice)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(GAPS)
        assert [str(day) for day in page.context["missing"][0].days] == ["2026-03-08", "2026-03-09"]
        assert [query for query in asked if "Asia/Tokyo" in query["sql"]] == []

    def test_what_was_frozen_in_a_former_base_currency(self, sign_in, alice, carol):
        Organisation.objects.update(base_currency="CZK")
        make_purchase(carol, datetime(2026, 3, 9, 12, tzinfo=UTC), "9", currency="USD", base="8")
        assert [str(row.gap.total) for row in sign_in(alice).get(GAPS).context["missing"]] == ["9.00 USD"]

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
