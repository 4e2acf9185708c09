"""Birthdays as address books write them: ISO, without a year, in local orders, with month names."""

import calendar
import re
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale
from django.utils.translation import gettext as _

from contacts.importing.rows import BadValue, Birthday
from crm.text import fold

MONTH_NAME_LANGUAGES = (
    "en", "ru", "cs", "da", "lt", "de", "fr", "es", "it", "pl", "nl", "sv", "uk", "sk", "pt",
)  # fmt: skip
EARLIEST_YEAR = 1880
# Apple and Exchange write a birthday without a year under these years.
YEARS_THAT_MEAN_NONE = frozenset({1601, 1604})
CENTURY_PIVOT = 30

_NONE = re.compile(r"0{1,4}([/.-])0{1,2}\1(0{4}|0{1,2})(\s.*)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T.*)?")
_NO_YEAR = re.compile(r"--(\d{2})-?(\d{2})(?:T.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[./年\s]\s*(\d{1,2})[./月\s]\s*(\d{1,2})[.日]?")
_HANGUL = re.compile(r"(\d{4})년\s*(\d{1,2})월\s*(\d{1,2})일")
_DOTTED = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.(?:\s*(\d{4}|\d{2}))?(?:\s*г\.?)?")
_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?:\s+0{1,2}:00.*)?")
_WORDS = re.compile(r"[^\W\d_]+|\d+")


def guess_day_order(texts: Iterable[str]) -> str:
    """ "day" or "month" first for 3/4/1980-like texts, judged by the whole column; "" when nothing tells."""
    orders = set()
    for text in texts:
        match = _SLASHED.fullmatch(text.strip())
        if match and int(match[1]) > 12:
            orders.add("day")
        elif match and int(match[3]) > 12:
            orders.add("month")
    return orders.pop() if len(orders) == 1 else ""


def parse_birthday(text: str, day_order: str = "") -> Birthday | None:
    text = " ".join(text.split())
    if not text or _NONE.fullmatch(text):
        return None
    parts = _numeric_parts(text, day_order) or _worded_parts(text)
    if parts is None:
        raise BadValue(_("“%(text)s” is not a birthday; write it as 1980-04-15 or --04-15.") % {"text": text[:60]})
    month, day, year = parts
    return _checked(month, day, year, text)


def _numeric_parts(text: str, day_order: str) -> tuple[int, int, int | None] | None:
    for pattern in (_ISO, _BASIC, _YEAR_FIRST, _HANGUL):
        if match := pattern.fullmatch(text):
            return int(match[2]), int(match[3]), int(match[1])
    if match := _NO_YEAR.fullmatch(text):
        return int(match[1]), int(match[2]), None
    if match := _DOTTED.fullmatch(text):
        return int(match[2]), int(match[1]), _year(match[3])
    if match := _SLASHED.fullmatch(text):
        return _slashed_parts(match, day_order, text)
    return None


def _slashed_parts(match: re.Match[str], day_order: str, text: str) -> tuple[int, int, int | None]:
    first, second, year = int(match[1]), int(match[3]), _year(match[4])
    if first > 12 or (day_order == "day" and second <= 12):
        return second, first, year
    if second > 12 or day_order == "month" or first == second:
        return first, second, year
    raise BadValue(_("The birthday “%(text)s” can be read in two ways; write it as 1980-04-15.") % {"text": text})


def _worded_parts(text: str) -> tuple[int, int, int | None] | None:
    months, numbers = [], []
    for word in _WORDS.findall(text):
        if word.isdigit():
            numbers.append(word)
        elif month := _month_names().get(fold(word)):
            months.append(month)
    if len(months) != 1 or not 1 <= len(numbers) <= 2:
        return None
    if len(numbers) == 2 and len(numbers[0]) == 4:
        numbers.reverse()
    return months[0], int(numbers[0]), _year(numbers[1]) if len(numbers) == 2 else None


def _year(text: str | None) -> int | None:
    if not text:
        return None
    if len(text) > 2:
        return int(text)
    return int(text) + (2000 if int(text) < CENTURY_PIVOT else 1900)


def _checked(month: int, day: int, year: int | None, text: str) -> Birthday:
    if year in YEARS_THAT_MEAN_NONE or year == 0:
        year = None
    if year is not None and not EARLIEST_YEAR <= year <= 2100:
        raise BadValue(_("The birthday “%(text)s” has an impossible year.") % {"text": text})
    leap_or_year = year or 2000
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(leap_or_year, month)[1]:
        raise BadValue(_("The birthday “%(text)s” is not a date of the calendar.") % {"text": text})
    return Birthday(month, day, year)


@lru_cache(maxsize=1)
def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in MONTH_NAME_LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    names.setdefault(fold(name).strip(". "), number)
    return names
