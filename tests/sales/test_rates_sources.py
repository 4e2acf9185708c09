"""Fixed rates, and which of several sources is asked."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.models import RatePreference
from sales.rates import FIXED_RATES, Rate, _fixed, rate_on
from tests.factories.sales import make_rate

DAY = date(2026, 3, 9)
CENT = Decimal("0.0001")


@pytest.mark.parametrize(
    ("currency", "rate", "since"),
    [
        ("HRK", "7.53450", date(2023, 1, 1)),
        ("BGN", "1.95583", date(1999, 1, 1)),
        ("LTL", "3.45280", date(2002, 2, 2)),
    ],
)
def test_what_became_the_euro_has_its_rate_for_good(db, currency, rate, since):
    for day in (since, DAY):
        assert rate_on("EUR", currency, day) == Rate(Decimal(rate), day, "fixed")
        assert rate_on(currency, "EUR", day).convert(Decimal(rate)) == 1
        assert rate_on("EUR", currency, day).convert(Decimal(100)) == Decimal(rate) * 100
    assert rate_on("EUR", currency, date.fromordinal(since.toordinal() - 1)) is None


@given(
    currency=st.sampled_from(sorted(FIXED_RATES)),
    amount=st.decimals(min_value=0, max_value=10**12, places=4),
)
def test_a_fixed_rate_is_exact_in_both_directions(currency, amount):
    rate = FIXED_RATES[currency][0]
    exact = Fraction(amount) / Fraction(rate)
    halves = int(exact * 20_000)
    rounded = Decimal((halves + 1) // 2).scaleb(-4)
    assert _fixed(currency, "EUR", DAY).convert(amount) == rounded
    assert _fixed("EUR", currency, DAY).convert(amount) == (amount * rate).quantize(CENT, rounding=ROUND_HALF_UP)


def test_a_tie_is_rounded_up_though_its_inverse_has_no_end(db):
    assert rate_on("LTL", "EUR", DAY).convert(Decimal("0.1079")) == Decimal("0.0313")


def test_a_listed_kuna_of_before_the_euro_counts(db):
    make_rate("EUR", "HRK", date(2022, 12, 30), "7.5365", source="ecb")
    assert rate_on("EUR", "HRK", date(2022, 12, 31)).source == "ecb"
    assert rate_on("EUR", "HRK", date(2023, 1, 1)).source == "fixed"


def test_two_fixed_ones_meet_over_the_euro(db):
    assert rate_on("HRK", "BGN", DAY).convert(Decimal("7.5345")) == Decimal("1.9558")


def test_the_newest_day_wins_until_a_source_is_preferred(db):
    make_rate("EUR", "USD", DAY, "1.10", source="ecb")
    make_rate("EUR", "USD", date(2026, 3, 8), "1.20", source="cnb")
    assert rate_on("EUR", "USD", DAY).source == "ecb"
    RatePreference.objects.create(currency="USD", sources=["cnb", "ecb"])
    assert (rate_on("EUR", "USD", DAY).source, rate_on("USD", "EUR", DAY).source) == ("cnb", "cnb")
    assert rate_on("EUR", "USD", date(2026, 3, 16)).source == "ecb"


def test_a_banks_own_list_leads_to_the_euro_by_one_source_and_day_alone(db):
    make_rate("KZT", "CZK", DAY, "0.05", source="cnb")
    make_rate("EUR", "CZK", date(2026, 3, 8), "25", source="cnb")
    make_rate("EUR", "CZK", DAY, "20", source="ecb")
    assert rate_on("KZT", "EUR", DAY) is None
    make_rate("EUR", "CZK", DAY, "25", source="cnb")
    assert rate_on("KZT", "EUR", DAY) == Rate(Decimal("0.002"), DAY, "cnb")


def test_one_question_takes_two_queries(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert rate_on("KZT", "USD", DAY) is None
