from datetime import date
from decimal import Decimal

import pytest

from sales.rates import Rate, rate_on
from tests.factories.sales import make_rate

pytestmark = pytest.mark.django_db
FRIDAY = date(2024, 12, 20)


def test_a_currency_is_worth_itself():
    assert rate_on("EUR", "EUR", FRIDAY) == Rate(Decimal(1), FRIDAY, "same")


def test_the_rate_of_the_day():
    make_rate("USD", "EUR", date(2024, 12, 19), "0.90")
    make_rate("USD", "EUR", FRIDAY, "0.96")
    make_rate("USD", "EUR", date(2024, 12, 21), "0.99")
    assert rate_on("USD", "EUR", FRIDAY) == Rate(Decimal("0.96"), FRIDAY, "test")


def test_the_last_earlier_rate_within_seven_days():
    make_rate("USD", "EUR", FRIDAY, "0.96")
    assert rate_on("USD", "EUR", date(2024, 12, 27)) == Rate(Decimal("0.96"), FRIDAY, "test")


def test_a_rate_of_eight_days_ago_is_not_known():
    make_rate("USD", "EUR", FRIDAY, "0.96")
    assert rate_on("USD", "EUR", date(2024, 12, 28)) is None


def test_a_later_rate_is_not_used():
    make_rate("USD", "EUR", date(2024, 12, 21), "0.96")
    assert rate_on("USD", "EUR", FRIDAY) is None


def test_the_inverse():
    make_rate("EUR", "CZK", FRIDAY, "25")
    assert rate_on("CZK", "EUR", FRIDAY) == Rate(Decimal("0.04"), FRIDAY, "test")


def test_the_direct_rate_goes_before_the_inverse_of_the_same_day():
    make_rate("CZK", "EUR", FRIDAY, "0.041")
    make_rate("EUR", "CZK", FRIDAY, "25")
    assert rate_on("CZK", "EUR", FRIDAY).rate == Decimal("0.041")


def test_a_newer_inverse_goes_before_an_older_direct_rate():
    make_rate("CZK", "EUR", date(2024, 12, 19), "0.041")
    make_rate("EUR", "CZK", FRIDAY, "25")
    assert rate_on("CZK", "EUR", FRIDAY).rate == Decimal("0.04")


def test_across_the_euro():
    make_rate("EUR", "USD", FRIDAY, "1.25", source="ecb")
    make_rate("EUR", "CZK", date(2024, 12, 19), "25", source="cnb")
    assert rate_on("USD", "CZK", FRIDAY) == Rate(Decimal("20.0"), date(2024, 12, 19), "ecb+cnb")


def test_half_a_crossing_is_no_rate():
    make_rate("EUR", "USD", FRIDAY, "1.25")
    assert rate_on("USD", "CZK", FRIDAY) is None


def test_a_small_inverse_loses_nothing_in_the_amount():
    make_rate("EUR", "VND", FRIDAY, "26667.5")
    rate = rate_on("VND", "EUR", FRIDAY)
    assert rate.stored == Decimal("0.00003750")
    assert rate.convert(Decimal("1000000000")) == Decimal("37498.8282")
