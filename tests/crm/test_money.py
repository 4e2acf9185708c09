from decimal import Decimal

import pytest

from crm.money import (
    CurrencyMismatch,
    InvalidAmount,
    Money,
    currency_codes,
    format_money,
    is_currency,
    minor_units,
    parse_amount,
    quantize,
)

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"


def czk(amount):
    return Money(Decimal(amount), "CZK")


def test_adds_and_subtracts_one_currency():
    assert czk("10.50") + czk("0.25") == czk("10.75")
    assert czk("10.50") - czk("20") == czk("-9.50")
    assert -czk("3") == czk("-3")


def test_two_currencies_never_add():
    euro = Money(Decimal(1), "EUR")
    for operation in (czk("1").__add__, czk("1").__sub__, czk("1").__lt__, czk("1").__ge__):
        with pytest.raises(CurrencyMismatch):
            operation(euro)


def test_multiplies_by_decimal_and_whole_number_only():
    assert czk("2.50") * 3 == czk("7.50")
    assert Decimal("0.5") * czk("3") == czk("1.5")
    with pytest.raises(TypeError):
        czk("1") * 1.5
    with pytest.raises(TypeError):
        czk("1") * True


def test_compares_within_a_currency():
    assert czk("1") < czk("2") <= czk("2.00")
    assert czk("3") > czk("2") >= czk("2")
    assert czk("2") == czk("2.00")
    assert Money(Decimal(2), "EUR") != czk("2")


def test_adding_a_bare_number_is_an_error():
    with pytest.raises(TypeError):
        czk("1") + 1


def test_zero_is_false():
    assert not czk("0.00")
    assert czk("-0.01")


@pytest.mark.parametrize("amount", [1, 1.5, Decimal("NaN"), Decimal("Infinity")])
def test_refuses_an_amount_that_is_no_finite_decimal(amount):
    with pytest.raises(InvalidAmount):
        Money(amount, "CZK")


@pytest.mark.parametrize("code", ["", "czk", "CZKK", "Č", "CZ1"])
def test_refuses_a_code_of_another_shape(code):
    with pytest.raises(InvalidAmount):
        Money(Decimal(1), code)


@pytest.mark.parametrize(
    ("currency", "digits"),
    [
        ("EUR", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("VND", 0),
        ("CLP", 0),
        ("ISK", 0),
        ("KWD", 3),
        ("IQD", 3),
        ("CLF", 4),
        ("HUF", 2),
        ("RSD", 2),
        ("MGA", 2),
    ],
)
def test_minor_units_are_those_of_iso_4217(currency, digits):
    assert minor_units(currency) == digits


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("2.5", "JPY", "3"),
        ("0.125", "USD", "0.13"),
        ("0.135", "USD", "0.14"),
        ("-0.125", "USD", "-0.13"),
        ("1.0005", "KWD", "1.001"),
        ("7", "EUR", "7.00"),
    ],
)
def test_rounds_half_up_away_from_zero(amount, currency, rounded):
    assert str(quantize(Decimal(amount), currency)) == rounded


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250", "1250"),
        ("1250.5", "1250.5"),
        (" 1 250.50 ", "1250.50"),
        (f"1{NBSP}250,50", "1250.50"),
        (f"1{NARROW}250,50", "1250.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1234,5", "1234.5"),
        ("1'250.00", "1250.00"),
        ("\N{MINUS SIGN}12", "-12"),
        ("-12.30", "-12.30"),
        ("0", "0"),
        ("12.345", "12.345"),
        ("١٢٥٠٫٥", "1250.5"),
        ("１２", "12"),
        ("999999999999999.9999", "999999999999999.9999"),
        ("1.50000000", "1.50000000"),
    ],
)
def test_reads_amounts_as_people_write_them(text, amount):
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "NaN", "Infinity", "1e5", "1,234", "1,2,3", "12 34", "1.2.3", "abc", "€5", "5 EUR"),
        *("--5", "+", ".", "1 2345.00", "0x10", "1_000", "½", "1\n2", "1,23.4", "1.23,4", "1250.-", "\x00"),
    ],
)
def test_refuses_what_is_no_plain_amount(text):
    with pytest.raises(InvalidAmount, match=r"^Enter .*\.$"):
        parse_amount(text)


def test_refuses_more_digits_than_an_amount_stores():
    with pytest.raises(InvalidAmount, match="too large"):
        parse_amount("1000000000000000")
    with pytest.raises(InvalidAmount, match="four decimal places"):
        parse_amount("0.00001")


def test_offers_the_currencies_of_today():
    codes = currency_codes()
    assert list(codes) == sorted(set(codes))
    assert {"CZK", "DKK", "EUR", "GBP", "JPY", "KWD", "UAH", "USD"} <= set(codes)
    assert {"BGN", "HRK", "LTL", "DEM", "XXX", "XAU"}.isdisjoint(codes)


@pytest.mark.parametrize("code", ["EUR", "BGN", "HRK", "LTL", "CLF"])
def test_knows_currencies_of_today_and_of_older_purchases(code):
    assert is_currency(code)


@pytest.mark.parametrize("code", ["XXX", "ZZZ", "DEM", "eur", "", "EURO", "XTS"])
def test_knows_no_other_currency(code):
    assert not is_currency(code)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", f"1,250.50{NBSP}CZK"),
        ("cs", f"1{NBSP}250,50{NBSP}CZK"),
        ("ru", f"1{NBSP}250,50{NBSP}CZK"),
        ("lt", f"1{NBSP}250,50{NBSP}CZK"),
        ("da", f"1.250,50{NBSP}CZK"),
    ],
)
def test_writes_the_code_after_the_amount(language, text):
    assert format_money(czk("1250.5"), language) == text


def test_writes_minor_units_and_half_up_in_every_style():
    assert format_money(Money(Decimal("2.5"), "JPY"), "en") == f"3{NBSP}JPY"
    assert format_money(Money(Decimal("0.125"), "USD"), "en", symbol=True) == "US$0.13"
    assert format_money(Money(Decimal("5"), "KWD"), "en") == f"5.000{NBSP}KWD"
    assert format_money(Money(Decimal("-1250"), "IQD"), "da") == f"-1.250,000{NBSP}IQD"


def test_writes_the_symbol_where_the_language_puts_it():
    assert format_money(czk("1250.5"), "cs", symbol=True) == f"1{NBSP}250,50{NBSP}Kč"
    assert format_money(Money(Decimal("9"), "EUR"), "de", symbol=True) == f"9,00{NBSP}€"


def test_writes_an_amount_in_text_without_a_language():
    assert str(czk("1250.5")) == "1250.50 CZK"


def test_an_unknown_language_is_written_as_british_english():
    assert format_money(czk("1250.5"), "qqq") == format_money(czk("1250.5"), "en")
    assert format_money(czk("1250.5"), "") == format_money(czk("1250.5"), "en")
