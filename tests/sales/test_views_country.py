"""How the money of a country moved, on its sheet."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staff.models import Organisation
from tests.factories.sales import make_rate

PANEL = reverse("sales:country_panel", args=["JP"])
SHEET = reverse("contacts:country_sheet", args=["JP"])


@pytest.fixture(autouse=True)
def the_day(stop_clock, organisation):
    stop_clock(datetime(2026, 11, 22, 10, tzinfo=UTC))


def told(client, address=PANEL):
    [course] = client.get(address).context["courses"]
    return [change.words for change in course.changes]


def test_a_month_and_a_year_stand_on_the_sheet(sign_in, alice):
    for day, rate in ((date(2026, 11, 20), "160"), (date(2026, 10, 23), "200"), (date(2025, 11, 20), "128")):
        make_rate("EUR", "JPY", day, rate, source="ecb")
    written = sign_in(alice).get(SHEET).content.decode()
    assert [words in written for words in (
        "1 JPY = 0.00625 EUR", "ecb",
        "JPY gained 25.0% since 23 October 2026.", "JPY lost 20.0% since 22 November 2025.",
    )] == [True] * 4  # fmt: skip


def test_a_day_without_a_rate_is_told(sign_in, alice):
    for day in (date(2026, 11, 20), date(2026, 10, 23)):
        make_rate("EUR", "JPY", day, "160")
    assert told(sign_in(alice)) == [
        "JPY stands where it stood on 23 October 2026.",
        "No rate is known for 22 November 2025.",
    ]


def test_without_a_rate_of_the_week_it_says_so(sign_in, alice):
    make_rate("EUR", "JPY", date(2026, 11, 14), "160")
    written = sign_in(alice).get(SHEET).content.decode()
    assert "No rate of the last seven days leads from JPY to EUR" in written


def test_our_own_money_does_not_move(sign_in, alice):
    Organisation.objects.update(base_currency="JPY")
    assert "JPY is our own currency." in sign_in(alice).get(SHEET).content.decode()


def test_everybody_reads_it(sign_in, dpo, client):
    assert client.get(PANEL).status_code == 302
    assert sign_in(dpo).get(PANEL).status_code == 200


def test_bad_code_and_wrong_method(sign_in, alice):
    client = sign_in(alice)
    assert client.get(reverse("sales:country_panel", args=["XX"])).status_code == 404
    assert client.post(PANEL).status_code == 405


def test_as_many_queries_for_two_currencies_as_for_one(sign_in, alice):
    """Panama has two."""
    client = sign_in(alice)
    counts = {}
    for code in ("JP", "PA"):
        panel = reverse("sales:country_panel", args=[code])
        client.get(panel)
        with CaptureQueriesContext(connection) as queries:
            currencies = len(client.get(panel).context["courses"])
        counts[currencies] = len(queries)
    assert (sorted(counts), len(set(counts.values()))) == ([1, 2], 1)
