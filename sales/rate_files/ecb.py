"""The European Central Bank's euro reference rates: eurofxref-hist.csv, eurofxref.csv, and both XML files.

One euro in other money: `Date,USD,JPY,…` with N/A where there was none, or Cube elements of day, currency and rate.
"""

import csv
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from sales.rate_files.lines import BadLine, FileRefused, Found, Listed, day, listed

EURO = "EUR"
# Of the short daily file, whose days are written "24 December 2024".
NOTHING = frozenset({"", "N/A", "-"})


def read(text: str) -> Found:
    return _xml(text) if text.lstrip().startswith("<") else _csv(text)


def _csv(text: str) -> Iterator[Listed | BadLine]:
    rows = csv.reader(text.splitlines())
    header = [cell.strip().upper() for cell in next(rows, [])]
    if "DATE" not in header or "USD" not in header:
        raise FileRefused(_("This is no file of the European Central Bank: its first line names no date and no USD."))
    dated = header.index("DATE")
    for row in rows:
        line = rows.line_num
        if not any(cell.strip() for cell in row):
            continue
        on = day(row[dated]) if dated < len(row) else None
        if on is None:
            yield BadLine(line, _("The line has no date."))
            continue
        for code, cell in zip(header, row, strict=False):
            if len(code) == 3 and cell.strip() not in NOTHING:
                yield from listed(line, EURO, code, on, cell)


def _xml(text: str) -> Iterator[Listed | BadLine]:
    try:
        root: Element = fromstring(text.encode())
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise FileRefused(_("The XML of this file is broken.")) from error
    days = [cube for cube in root.iter() if cube.tag.endswith("Cube") and "time" in cube.attrib]
    if not days:
        raise FileRefused(_("This is no file of the European Central Bank: it holds no day with rates."))
    for place, cube in enumerate(days, start=1):
        on = day(cube.attrib["time"])
        if on is None:
            yield BadLine(place, _("The line has no date."))
            continue
        for row in cube:
            yield from listed(place, EURO, row.attrib.get("currency", ""), on, row.attrib.get("rate", ""))
