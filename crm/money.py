"""Money as a value: a Decimal amount and an ISO 4217 code. Adding two currencies is an error."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Self

from babel import Locale
from babel.core import get_global
from babel.numbers import NumberPattern, parse_pattern
from django.utils.translation import gettext

from crm.amounts import InvalidAmount as InvalidAmount
from crm.amounts import language_locale as language_locale
from crm.amounts import parse_amount as parse_amount
from crm.currencies import ADOPTED, RETIRED
from crm.text import isolated

# ISO 4217 minor units that are not two. CLDR differs from ISO and changes between versions.
MINOR_UNITS: dict[str, int] = {
    **dict.fromkeys(("BIF", "BYR", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"), 0),
    **dict.fromkeys(("PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}

OLDEST_PURCHASE_YEAR = 2010

_PATTERN_DIGITS = re.compile(r"0(\.0+)?(?![.0])")
_CODE_SHAPE = re.compile(r"[A-Z]{3}")


class CurrencyMismatch(ArithmeticError):
    """Two amounts of different currencies met in one operation."""


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise InvalidAmount(gettext("An amount must be a finite decimal number."))
        if not _CODE_SHAPE.fullmatch(self.currency):
            raise InvalidAmount(gettext("A currency must be a code of three capital letters."))

    def __add__(self, other: Self) -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Self) -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        if isinstance(factor, bool) or not isinstance(factor, Decimal | int):
            return NotImplemented
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Self) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Self) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Self) -> bool:
        return self.amount >= self._same(other)

    def __str__(self) -> str:
        return f"{self.quantized().amount} {self.currency}"

    def quantized(self) -> "Money":
        return Money(quantize(self.amount, self.currency), self.currency)

    def _same(self, other: "Money") -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"Money cannot be combined with {type(other).__name__}")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.amount


def minor_units(currency: str) -> int:
    return MINOR_UNITS.get(currency, 2)


def quantize(amount: Decimal, currency: str) -> Decimal:
    """Round half up (away from zero) to the currency's ISO 4217 minor units."""
    return amount.quantize(Decimal(1).scaleb(-minor_units(currency)), rounding=ROUND_HALF_UP)


def currency_codes() -> tuple[str, ...]:
    """The codes in use today, in alphabetical order."""
    return _currencies()[0]


def is_currency(code: str) -> bool:
    """Whether a purchase may carry the code: in use today, or the money of some day since 2010."""
    current, retired = _currencies()
    return code in current or code in retired


def format_money(money: Money, language: str, *, symbol: bool = False) -> str:
    """The amount rounded to its minor units and written by the language's rules.

    With its code ("1 250,00 CZK"), as ¥ and $ each mean several currencies; `symbol` is for texts
    where the customer's own currency is plain.
    """
    locale = language_locale(language)
    written = _pattern(locale, minor_units(money.currency), symbol).apply(
        quantize(money.amount, money.currency),
        locale,
        currency=money.currency,
        currency_digits=False,
        numbering_system="default",
    )
    return written if symbol else isolated(written, language)


@lru_cache(maxsize=256)
def _pattern(locale: Locale, digits: int, symbol: bool) -> NumberPattern:
    text = locale.currency_formats["standard"].pattern if symbol else "#,##0.00\N{NO-BREAK SPACE}¤¤"
    return parse_pattern(_PATTERN_DIGITS.sub(f"0{'.' * bool(digits)}{'0' * digits}", text))


@lru_cache(maxsize=1)
def _currencies() -> tuple[tuple[str, ...], frozenset[str]]:
    current, retired = set(ADOPTED), set(RETIRED)
    for periods in get_global("territory_currencies").values():
        for code, _start, end, is_tender in periods:
            if is_tender and end is None:
                current.add(code)
            elif is_tender and end[0] >= OLDEST_PURCHASE_YEAR:
                retired.add(code)
    current -= RETIRED
    return tuple(sorted(current)), frozenset(retired - current)
