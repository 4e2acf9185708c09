"""Reports of money at the rate of each purchase's day, at today's or at the budget's, and what each leaves out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from metrics import actions
from metrics.models import Report
from sales.actions import enter_budget_rate
from staff.models import Role
from tests.factories.contacts import make_contact, make_segment
from tests.factories.sales import make_purchase, make_rate
from tests.factories.staff import make_user

URL = reverse("metrics:dashboard")
CUSTOMERS = reverse("metrics:customers", args=["cltv"])
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
MONTH_AGO = NOW.date() - timedelta(days=31)
SPACE = "\N{NO-BREAK SPACE}"
GAPS = reverse("sales:rate_gaps")


@pytest.fixture(autouse=True)
def the_day(stop_clock):
    stop_clock(NOW)


@pytest.fixture
def bought(carol, admin):
    """100 EUR at the rate of the day, 185 at today's, 200 at the budget's; dirhams have a rate of today only."""
    make_purchase(carol, MONTH_AGO, "2500", currency="CZK", base="100", rate_source="ecb")
    make_purchase(carol, MONTH_AGO, "300", currency="AED")
    make_rate("EUR", "CZK", NOW.date(), "20", source="cnb")
    make_rate("EUR", "AED", NOW.date(), "5", source="cbr")
    year = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "note": "Plan 2026"}
    enter_budget_rate(by=admin, base="EUR", quote="CZK", rate="12.5", **year)


def cltv(response):
    return next(card for card in response.context["cards"] if card.metric.code == "cltv")


WORTH = {"at_date": "100.00", "today": "185.00", "budget": "200.00"}
SAID = {
    "at_date": ["as it was frozen", "ecb", "22 Oct 2026", "300.00 AED", f'href="{GAPS}"'],
    "today": ["of the last seven days", "cnb", "cbr", "22 Nov 2026", "0.05"],
    "budget": ["At the budget rate", "Plan 2026", "0.08", "300.00 AED", f'href="{GAPS}?rates=budget"'],
}


@pytest.mark.parametrize("choice", WORTH)
def test_the_dashboard_counts_by_the_choice_and_prints_it(sign_in, alice, bought, choice):
    page = sign_in(alice).get(URL, {"rates": choice})
    card, written = cltv(page), page.content.decode().replace(SPACE, " ")
    assert (card.value, card.envelope.fx_policy) == (f"{WORTH[choice]}{SPACE}EUR", choice)
    assert [word for word in SAID[choice] if word not in written] == []
    left_out = [line.currency for line in page.context["basis"].left_out]
    assert (card.envelope.unconverted_n, left_out) == ((0, []) if choice == "today" else (1, ["AED"]))


@pytest.mark.parametrize("choice", WORTH)
def test_the_customers_behind_it_count_alike(sign_in, alice, bought, choice):
    client = sign_in(alice)
    page = client.get(cltv(client.get(URL, {"rates": choice})).url)
    assert [row.revenue for row in page.context["page"]] == [f"{WORTH[choice]}{SPACE}EUR"]
    assert ("300.00 AED" in page.content.decode().replace(SPACE, " ")) == (choice != "today")


def test_whose_money_is_left_out_follows_the_choice(sign_in, alice, bought):
    client = sign_in(alice)
    lists = [client.get(CUSTOMERS, {"part": "unconverted", "rates": choice}).context["page"] for choice in WORTH]
    assert [[row.detail for row in page] for page in lists] == [["1"], [], ["1"]]


def test_without_a_choice_and_with_one_that_is_none_it_is_the_day_s(sign_in, alice, bought):
    client = sign_in(alice)
    pages = [client.get(URL, {"rates": rates}).content.decode() for rates in ("", "yesterday")]
    assert [f"100.00{SPACE}EUR" in page for page in pages] == [True, True]


def test_the_choice_stays_with_another_period(sign_in, alice, bought):
    written = sign_in(alice).get(URL, {"rates": "today", "from": "2026-01-01"}).content.decode()
    assert ('href="?rates=today&amp;period=quarter"' in written, 'name="rates" value="today"' in written) == (
        True,
        True,
    )


def test_attention_counts_revenue_by_the_choice(sign_in, alice, bought):
    segment = make_segment(alice, ("country", "any_of", ["CZ"]))
    client, address = sign_in(alice), reverse("metrics:attention_customers", args=[segment.pk])
    shown, behind = [], []
    for rates in WORTH:
        page = client.get(reverse("metrics:attention"), {"rates": rates})
        shown.append((page.context["rows"][0]["revenue"], [line.currency for line in page.context["basis"].left_out]))
        people = client.get(address, {"rates": rates, "part": "revenue"}).context["people"]
        behind.append([row["figure"] for row in people])
    assert shown == [(f"{worth}{SPACE}EUR", [] if choice == "today" else ["AED"]) for choice, worth in WORTH.items()]
    assert behind == [[f"{worth}{SPACE}EUR"] for worth in WORTH.values()]


class TestWhoMaySeeLess:
    def test_of_fewer_than_five_neither_amounts_nor_days_are_told(self, sign_in, alice, carol):
        for number in range(5):
            make_purchase(make_contact(f"Person {number}", owner=alice), MONTH_AGO, "10", currency="KZT")
        make_purchase(carol, MONTH_AGO, "777", currency="AED")
        make_purchase(carol, MONTH_AGO, "888", currency="CZK", base="30")
        page = sign_in(make_user("Analyst", Role.ANALYST)).get(URL)
        basis, written = page.context["basis"], page.content.decode()
        assert ([line.currency for line in basis.left_out], basis.used) == (["KZT"], [])
        assert [word in written for word in ("777", "888", "50.00", GAPS)] == [False, False, True, False]

    def test_who_sees_no_sales_is_told_no_money_in_the_list(self, sign_in, marketer, bought):
        page = sign_in(marketer).get(CUSTOMERS)
        assert (page.context["listing"].basis, "AED" in page.content.decode()) == (None, False)


class TestKeptReports:
    @pytest.fixture
    def reader(self, monkeypatch, sign_in, alice, bought):
        monkeypatch.setattr(actions, "ROWS_COMPUTED_AT_ONCE", 0)
        return sign_in(alice)

    def test_each_choice_is_kept_by_itself(self, reader):
        for choice in WORTH:
            reader.get(URL, {"rates": choice})
        actions.refresh_reports(now=timezone.now())
        values = [cltv(reader.get(URL, {"rates": choice})).value for choice in WORTH]
        assert values == [f"{worth}{SPACE}EUR" for worth in WORTH.values()]
        assert sorted(Report.objects.values_list("rates", flat=True)) == ["at_date", "budget", "today"]

    def test_only_the_rates_of_the_day_are_computed_ahead(self, reader):
        for choice in WORTH:
            reader.get(URL, {"rates": choice})
        actions.refresh_reports(now=NOW + timedelta(days=1))
        assert list(Report.objects.values_list("rates", "as_of")) == [("at_date", date(2026, 11, 23))]

    def test_computing_again_is_of_the_same_choice(self, reader):
        reader.get(URL, {"rates": "today"})
        actions.refresh_reports(now=timezone.now())
        reader.post(f"{reverse('metrics:compute_again')}?rates=today")
        assert Report.objects.get().is_wanted
