"""The Bank of Russia's daily list, XML_daily.asp saved to disk: so many units in rubles, with decimal commas."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from sales.rate_files.lines import BadLine, FileRefused, Found, Listed, day, listed

RUBLE = "RUB"


def read(text: str) -> Found:
    try:
        root: Element = fromstring(text.encode())
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise FileRefused(_("The XML of this file is broken.")) from error
    if root.tag != "ValCurs" or day(root.attrib.get("Date", "")) is None:
        raise FileRefused(_("This is no daily list of the Bank of Russia."))
    return _rates(root)


def _rates(root: Element) -> Iterator[Listed | BadLine]:
    on = day(root.attrib["Date"])
    for place, row in enumerate(root.iter("Valute"), start=1):
        code, units = row.findtext("CharCode", ""), row.findtext("Nominal", "")
        if on is None or not units.isdecimal() or int(units) < 1:
            yield BadLine(place, _("The line names no amount, code and rate."))
            continue
        yield from listed(place, code, RUBLE, on, row.findtext("Value", ""), int(units))
