"""The Czech National Bank's lists: one day (denni_kurz.txt), one year (rok.txt), and the month's other currencies.

So many units in koruna, with decimal commas: `Datum|1 AUD|100 JPY|…`, or `země|měna|množství|kód|kurz` under a first
line with the day. A list of a year may change its columns on the way: a new heading starts them anew.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from sales.rate_files.lines import BadLine, FileRefused, Found, Listed, day, listed

KORUNA = "CZK"
YEARLY = frozenset({"datum", "date"})
DAILY = (frozenset({"množství", "amount"}), frozenset({"kód", "code"}), frozenset({"kurz", "rate"}))
Columns = Sequence[tuple[str, int] | None]


def read(text: str) -> Found:
    lines = text.splitlines()
    first = lines[0].split("|")[0].strip().casefold() if lines else ""
    if first in YEARLY:
        return _year(lines)
    if len(lines) > 1 and (columns := _columns(lines[1])):
        return _day(lines, columns)
    raise FileRefused(_("This is no list of the Czech National Bank: its first lines name no day and no code."))


def _year(lines: Sequence[str]) -> Iterator[Listed | BadLine]:
    columns: Columns = ()
    for line, text in enumerate(lines, start=1):
        cells = text.split("|")
        if cells[0].strip().casefold() in YEARLY:
            columns = [_unit(cell) for cell in cells]
        elif text.strip():
            on = day(cells[0])
            if on is None:
                yield BadLine(line, _("The line has no date."))
                continue
            for column, cell in zip(columns, cells, strict=False):
                if column is not None and cell.strip():
                    yield from listed(line, column[0], KORUNA, on, cell, column[1])


def _unit(cell: str) -> tuple[str, int] | None:
    """The code and how many of it: "100 JPY"."""
    amount, _space, code = cell.strip().partition(" ")
    return (code, int(amount)) if amount.isdecimal() and int(amount) > 0 and len(code) == 3 else None


def _columns(heading: str) -> tuple[int, int, int] | None:
    """Where amount, code and rate stand."""
    words = [cell.strip().casefold() for cell in heading.split("|")]
    places = [next((place for place, word in enumerate(words) if word in names), None) for names in DAILY]
    amount, code, rate = places
    return None if amount is None or code is None or rate is None else (amount, code, rate)


def _day(lines: Sequence[str], columns: tuple[int, int, int]) -> Iterator[Listed | BadLine]:
    on = _first_day(lines[0])
    if on is None:
        raise FileRefused(_("The first line of the list has no date."))
    for line, text in enumerate(lines[2:], start=3):
        cells = text.split("|")
        if not text.strip():
            continue
        if max(columns) >= len(cells) or not cells[columns[0]].strip().isdecimal():
            yield BadLine(line, _("The line names no amount, code and rate."))
            continue
        amount, code, rate = (cells[place].strip() for place in columns)
        yield from listed(line, code, KORUNA, on, rate, int(amount) or 1)


def _first_day(text: str) -> date | None:
    """The day of "24.12.2024 #248"."""
    return day(text.partition("#")[0])
