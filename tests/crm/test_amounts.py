from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.amounts import InvalidAmount, parse_amount, written
from crm.money import Money, format_money

LANGUAGES = ("en", "ru", "cs", "da", "lt", "de", "ar")
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "text", "amount"),
    [
        ("en", "1,234.50", "1234.50"),
        ("en", "1,234,567", "1234567"),
        ("en", "1 234.50", "1234.50"),
        ("en", "1 250,50", "1250.50"),
        ("en", "1234.5", "1234.5"),
        ("en", "0.125", "0.125"),
        ("da", "1.234,50", "1234.50"),
        ("da", "1.234.567", "1234567"),
        ("da", "1234,5", "1234.5"),
        ("da", "1 250.50", "1250.50"),
        ("cs", f"1{NBSP}234,50", "1234.50"),
        ("cs", "1234.5", "1234.5"),
        ("lt", "1 234,5", "1234.5"),
        ("ru", "-12,30", "-12.30"),
        ("de", "1.234,50", "1234.50"),
        ("en", "1 234,500", "1234.5"),
        ("ar", "١٢٥٠٫٥", "1250.5"),
    ],
)
def test_reads_amounts_as_the_language_writes_them(language, text, amount):
    assert parse_amount(text, language) == Decimal(amount)


@pytest.mark.parametrize(
    ("language", "text", "example"),
    [
        ("da", "1,234.50", "1234,50"),
        ("da", "1250.50", "1250,50"),
        ("cs", "1,234.50", "1234,50"),
        ("en", "1234,5", "1234.5"),
        ("en", "1.234,50", "1234.50"),
        ("de", "12.5", "12,5"),
    ],
)
def test_refuses_the_signs_of_another_language_and_says_what_to_write(language, text, example):
    with pytest.raises(InvalidAmount) as refused:
        parse_amount(text, language)
    said = f"“{text}” is not how amounts are written in this language. Write {example}."
    assert str(refused.value) == said
    assert parse_amount(example, language) == parse_amount(text)


@pytest.mark.parametrize(
    ("language", "text", "large", "small"),
    [
        ("en", "1,234", "1234", "1.2340"),
        ("en", "1.234", "1234", "1.2340"),
        ("da", "1.234", "1234", "1,2340"),
        ("da", "-12,345", "-12345", "-12,3450"),
        ("cs", "1.234", "1234", "1,2340"),
    ],
)
def test_refuses_what_two_readers_read_differently_and_gives_both(language, text, large, small):
    with pytest.raises(InvalidAmount) as refused:
        parse_amount(text, language)
    assert str(refused.value) == f"“{text}” can be read in two ways. Write {large} or {small}."
    assert parse_amount(large, language) / parse_amount(small, language) == 1000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["", "NaN", "1e5", "12 34", "1.2.3", "1,2,3", "€5", "--5", "1,23.4", "1.23,4", "1\n2"])
def test_refuses_what_is_no_amount_in_any_language(language, text):
    with pytest.raises(InvalidAmount, match=r"^Enter .*\.$"):
        parse_amount(text, language)


amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=4)


@given(amount=amounts, language=st.sampled_from(LANGUAGES))
def test_what_is_offered_to_type_is_read_as_it_was(amount, language):
    assert parse_amount(written(f"{amount:f}", language), language) == amount
    assert parse_amount(written(f"{amount.normalize():f}", language), language) == amount


@given(cents=st.integers(0, 10**14), language=st.sampled_from(["en", "ru", "cs", "da", "lt", "de"]))
def test_what_a_page_prints_is_read_as_it_was(cents, language):
    amount = Decimal(cents).scaleb(-2)
    printed = format_money(Money(amount, "EUR"), language).removesuffix(f"{NBSP}EUR")
    assert parse_amount(printed, language) == amount
