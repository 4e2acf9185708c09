from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from crm.statistics import Envelope, proportion
from metrics.definitions import METRICS
from metrics.wording import days, figure, interval, month
from tests.metrics.worlds import YEAR

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("retention", None, "–"),
        ("retention", Fraction(1, 3), "33.3%"),
        ("retention", Fraction(1, 8), "12.5%"),
        ("churn", Fraction(12345, 100000), "12.3%"),
        ("churn", Fraction(12350, 100000), "12.4%"),
        ("csat", Fraction(200, 3), "66.7%"),
        ("nps", Fraction(105, 2), "+53"),
        ("nps", Fraction(-105, 2), "\N{MINUS SIGN}53"),
        ("nps", Fraction(1, 3), "0"),
        ("cltv", Fraction(800, 3), f"266.67{NBSP}EUR"),
        ("cltv", Decimal("1234.565"), f"1,234.57{NBSP}EUR"),
    ],
)
def test_figures_are_rounded_once_and_half_up(code, value, text):
    assert figure(value, METRICS[code], "EUR") == text


def test_in_the_reader_s_language():
    with translation.override("cs"):
        assert figure(Fraction(1, 3), METRICS["retention"]).startswith("33,3")


def test_an_interval_is_a_sentence():
    assert interval(proportion(2, 4), METRICS["retention"]) == "With 95% confidence between 15.0% and 85.0%."


def test_without_an_interval_there_is_no_sentence():
    assert interval(Envelope(value=1, n=1), METRICS["cltv"]) == ""


def test_what_customers_bring_is_not_below_zero():
    envelope = Envelope(value=10, ci_low=-5, ci_high=25, currency="EUR")
    assert interval(envelope, METRICS["cltv"]) == f"With 95% confidence between 0.00{NBSP}EUR and 25.00{NBSP}EUR."


def test_days():
    assert (days(YEAR), month(YEAR)) == ("1 Jan 2026 to 31 Dec 2026", "Dec 2026")
