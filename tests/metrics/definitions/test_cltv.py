from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from metrics.definitions.cltv import CLTV
from metrics.facts import Facts
from metrics.report import compute
from tests.factories.sales import make_purchase
from tests.metrics.worlds import YEAR, behind, people

pytestmark = pytest.mark.usefixtures("organisation")


def test_the_mean_of_what_each_customer_has_brought():
    """300 and 500 and 0 EUR: the mean is 266.67, the deviation 251.66, the interval 1.96 * 145.30 wide."""
    first, second, third, without = people("first", "second", "third", "without")
    make_purchase(first, date(2024, 5, 1), "100")
    make_purchase(first, date(2026, 5, 1), "5000", currency="CZK", base="200")
    make_purchase(first, date(2026, 5, 2), "999", status="refunded")
    make_purchase(first, date(2026, 5, 3), "999", status="pending")
    make_purchase(second, date(2026, 12, 31), "500")
    make_purchase(third, date(2026, 1, 1), "0")
    make_purchase(without, date(2026, 1, 1), "77", status="cancelled")
    envelope = compute("cltv", YEAR)
    assert (envelope.value, envelope.numerator, envelope.denominator, envelope.n) == (Fraction(800, 3), 800, 3, 3)
    assert [round(float(bound), 2) for bound in (envelope.ci_low, envelope.ci_high)] == [-18.11, 551.44]
    assert (envelope.ci_method, envelope.currency, envelope.fx_policy) == ("normal", "EUR", "at_date")
    assert envelope.unconverted_n == 0


def test_a_purchase_without_a_rate_is_left_out_and_counted():
    first, second = people("first", "second")
    make_purchase(first, date(2026, 5, 1), "100")
    make_purchase(first, date(2026, 5, 1), "100", currency="USD")
    make_purchase(second, date(2026, 5, 1), "100", currency="USD")
    envelope = compute("cltv", YEAR)
    assert (envelope.value, envelope.n, envelope.unconverted_n) == (100, 1, 2)
    facts = Facts([YEAR])
    assert behind("cltv", "customers", facts) == {first.pk}
    assert behind("cltv", "unconverted", facts) == {first.pk, second.pk}
    assert [CLTV.size(YEAR, facts, part) for part in CLTV.parts] == [1, 2]


def test_amounts_in_a_former_base_currency_are_not_added_to_today_s():
    (first,) = people("first")
    make_purchase(first, date(2026, 5, 1), "100")
    make_purchase(first, date(2020, 5, 1), "100", base_currency="DKK")
    envelope = compute("cltv", YEAR)
    assert (envelope.value, envelope.unconverted_n) == (100, 1)


def test_a_purchase_after_the_period_does_not_count_yet():
    (first,) = people("first")
    make_purchase(first, datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "100")
    make_purchase(first, datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "900")
    assert compute("cltv", YEAR).value == 100


def test_one_customer_has_a_mean_but_no_interval():
    make_purchase(people("first")[0], date(2026, 5, 1), "100")
    envelope = compute("cltv", YEAR)
    assert (envelope.value, envelope.ci_low, envelope.ci_high, envelope.ci_method) == (100, None, None, None)


def test_without_purchases_there_is_no_figure():
    envelope = compute("cltv", YEAR)
    assert (envelope.value, envelope.n, envelope.currency) == (None, 0, "EUR")
