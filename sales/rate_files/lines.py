"""What the readers of rate files share: one listed rate, one bad line, and the refusal of a whole file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from crm.money import is_currency

RATE_PLACES = 8
MOST_DIGITS = 12


class FileRefused(Exception):
    """The whole file cannot be read; the message is one translated sentence."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One unit of `base` in `quote` on a day, as the file says it."""

    base: str
    quote: str
    date: date
    rate: Decimal


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of the file that cannot be right, counted from one, and why in one translated sentence."""

    line: int
    reason: str


Found = Iterable[Listed | BadLine]


def number(text: str) -> Decimal | None:
    """A rate above zero with as many digits as are stored; None for anything else."""
    try:
        rate = Decimal(text.strip().replace(",", ".").replace("\xa0", "").replace(" ", ""))
    except InvalidOperation:
        return None
    if not rate.is_finite() or rate <= 0 or rate.adjusted() >= MOST_DIGITS:
        return None
    return rate


def listed(line: int, base: str, quote: str, on: date, text: str, unit: int = 1) -> Iterator[Listed | BadLine]:
    """One rate of so many units, brought to one; what is not stored is not looked at: other codes, gold, and itself."""
    if not (is_currency(base) and is_currency(quote)) or base == quote:
        return
    rate, code = number(text), quote if base == "EUR" else base
    if rate is None or round(rate / unit, RATE_PLACES) <= 0:
        yield BadLine(line, _("“%(text)s” is not a rate of %(code)s.") % {"text": text.strip()[:40], "code": code})
        return
    yield Listed(base, quote, on, round(rate / unit, RATE_PLACES))


def day(text: str) -> date | None:
    """2024-12-24 or 24.12.2024."""
    text = text.strip()
    try:
        if "." in text:
            of_month, month, year = (int(part) for part in text.split("."))
            return date(year, month, of_month)
        return date.fromisoformat(text)
    except ValueError:
        return None
