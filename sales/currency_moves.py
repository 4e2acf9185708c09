"""How far money moved against the house's own: a contract's since it began, where its renewal is near; a country's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from babel.numbers import format_percent
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.money import language_locale
from sales.models import Contract, CurrencyWatch
from sales.rates import Rate, RateBook

HUNDRED = Decimal(100)
LOOKED_BACK = (30, 365)


@dataclass(frozen=True, slots=True)
class Move:
    """A currency that is worth so many per cent more, or less, than when the contract began."""

    contract: Contract
    base_currency: str
    percent: Decimal
    since: Rate
    until: Rate

    @property
    def icon(self) -> str:
        return "trending-up" if self.percent > 0 else "trending-down"

    @property
    def words(self) -> str:
        """The figures in one sentence: what moved, by how much, and when the renewal is."""
        said = {
            "currency": self.contract.currency,
            "base": self.base_currency,
            "percent": _percent(abs(self.percent)),
            "day": date_format(cast(date, self.contract.ends_on), "DATE_FORMAT"),
        }
        if self.percent > 0:
            words = _("%(currency)s gained %(percent)s against %(base)s since the contract began; renewal on %(day)s.")
        else:
            words = _("%(currency)s lost %(percent)s against %(base)s since the contract began; renewal on %(day)s.")
        return words % said


def moves_of(contracts: Iterable[Contract], on: date, *, base: str) -> list[Move]:
    """The moves that are worth a word, by a number of queries that does not depend on the contracts'.

    A contract counts whose end is near and whose currency moved by more than the house's threshold; where no rate is
    known for its beginning or for today, nothing is said.
    """
    foreign = [contract for contract in contracts if contract.currency != base and contract.ends_on is not None]
    if not foreign:
        return []
    watch = CurrencyWatch.current()
    near = [each for each in foreign if on <= cast(date, each.ends_on) <= on + timedelta(days=watch.days)]
    if not near:
        return []
    days = {on, *(contract.starts_on for contract in near)}
    book = RateBook.around(days, {base, *(contract.currency for contract in near)})
    return [move for move in _moves(near, book, base, on) if abs(move.percent) > watch.percent]


def _moves(contracts: Iterable[Contract], book: RateBook, base: str, on: date) -> Iterator[Move]:
    for contract in contracts:
        since = book.rate_on(contract.currency, base, contract.starts_on)
        until = book.rate_on(contract.currency, base, on)
        if since is not None and until is not None:
            yield Move(contract, base, (until.rate / since.rate - 1) * HUNDRED, since, until)


@dataclass(frozen=True, slots=True)
class Change:
    """How a currency moved in so many days; `percent` is None where no rate is known for their beginning."""

    days: int
    currency: str
    since: date
    percent: Decimal | None

    @property
    def icon(self) -> str:
        if not self.percent:
            return "minus"
        return "trending-up" if self.percent > 0 else "trending-down"

    @property
    def words(self) -> str:
        day = {"day": date_format(self.since, "DATE_FORMAT")}
        if self.percent is None:
            return _("No rate is known for %(day)s.") % day
        said = day | {"currency": self.currency, "percent": _percent(abs(self.percent))}
        if not round(self.percent, 1):
            return _("%(currency)s stands where it stood on %(day)s.") % said
        if self.percent > 0:
            return _("%(currency)s gained %(percent)s since %(day)s.") % said
        return _("%(currency)s lost %(percent)s since %(day)s.") % said


@dataclass(frozen=True, slots=True)
class Course:
    """What one unit of a currency is worth in the house's own, and how it moved; `now` is None where none is known."""

    currency: str
    base: str
    now: Rate | None
    changes: list[Change]

    @property
    def is_own(self) -> bool:
        return self.currency == self.base


def courses_of(currencies: Iterable[str], on: date, *, base: str) -> list[Course]:
    """The course of each currency over the last month and year; two queries for all of them."""
    codes = list(currencies)
    days = {back: on - timedelta(days=back) for back in LOOKED_BACK}
    book = RateBook.around([on, *days.values()], [base, *codes])
    return [_course(code, base, book, on, days) for code in codes]


def _course(currency: str, base: str, book: RateBook, on: date, days: dict[int, date]) -> Course:
    now = book.rate_on(currency, base, on)
    if now is None or currency == base:
        return Course(currency, base, now, [])
    then = {back: book.rate_on(currency, base, day) for back, day in days.items()}
    changes = [
        Change(back, currency, days[back], (now.rate / rate.rate - 1) * HUNDRED if rate else None)
        for back, rate in then.items()
    ]
    return Course(currency, base, now, changes)


def _percent(value: Decimal) -> str:
    """Per cent with one decimal, as the reader's language writes them."""
    locale = language_locale(get_language() or "en")
    pattern = locale.percent_formats[None].pattern.replace("0%", "0.0%").replace("0\xa0%", "0.0\xa0%")
    return str(format_percent(value / HUNDRED, format=pattern, locale=locale))
