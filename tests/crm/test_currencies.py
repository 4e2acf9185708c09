from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.currencies import cash_step, currency_of, round_cash

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("country", "on", "currency"),
    [
        ("BG", date(2025, 12, 31), "BGN"),
        ("BG", date(2026, 1, 1), "EUR"),
        ("HR", date(2022, 12, 31), "HRK"),
        ("HR", date(2023, 1, 1), "EUR"),
        ("CZ", TODAY, "CZK"),
        ("DK", TODAY, "DKK"),
        ("", TODAY, ""),
        ("ZZ", TODAY, ""),
    ],
)
def test_the_money_of_a_country_on_a_day(country, on, currency):
    assert currency_of(country, on) == currency


@pytest.mark.parametrize(
    ("amount", "currency", "country", "paid"),
    [
        ("12.50", "CZK", "CZ", "13"),
        ("12.49", "CZK", "CZ", "12"),
        ("12.25", "DKK", "DK", "12.50"),
        ("12.24", "DKK", "DK", "12.00"),
        ("99.50", "SEK", "SE", "100"),
        ("99.49", "NOK", "NO", "99"),
        ("7.025", "CHF", "CH", "7.05"),
        ("1202.50", "HUF", "HU", "1205"),
        ("1.97", "EUR", "FI", "1.95"),
        ("1.98", "EUR", "EE", "2.00"),
        ("1.98", "EUR", "LT", "2.00"),
        ("1.98", "EUR", "DE", "1.98"),
        ("1.98", "EUR", "", "1.98"),
        ("1.98", "USD", "US", "1.98"),
        ("-12.50", "CZK", "CZ", "-13"),
    ],
)
def test_what_is_paid_in_coins(amount, currency, country, paid):
    assert round_cash(Decimal(amount), currency, country, TODAY) == Decimal(paid)


@pytest.mark.parametrize("country", ["FI", "NL", "BE", "IE", "IT", "SK", "EE"])
def test_countries_without_small_euro_coins(country):
    assert cash_step("EUR", country, TODAY) == Decimal("0.05")


def test_lithuania_rounds_from_may_2025_on():
    assert cash_step("EUR", "LT", date(2025, 4, 30)) is None
    assert cash_step("EUR", "LT", date(2025, 5, 1)) == Decimal("0.05")


@given(cents=st.integers(-(10**9), 10**9), currency=st.sampled_from(["CZK", "DKK", "SEK", "NOK", "CHF", "HUF"]))
def test_rounding_moves_by_half_a_step_at_most_and_once(cents, currency):
    amount, step = Decimal(cents).scaleb(-2), cash_step(currency, "", TODAY)
    paid = round_cash(amount, currency, "", TODAY)
    assert abs(paid - amount) * 2 <= step
    assert paid % step == 0
    assert round_cash(paid, currency, "", TODAY) == paid
