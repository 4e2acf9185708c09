"""How far the money of a contract moved against the house's own since it began, where its renewal is near."""

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


def _percent(value: Decimal) -> str:
    """Per cent with one decimal, as the reader's language writes them."""
    locale = language_locale(get_language() or "en")
    pattern = locale.percent_formats[None].pattern.replace("0%", "0.0%").replace("0\xa0%", "0.0\xa0%")
    return str(format_percent(value / HUNDRED, format=pattern, locale=locale))
