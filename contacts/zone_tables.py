"""Cities and area codes of the countries that have several clocks, as `tools/zone_tables.py` extracted them.

Cities: GeoNames (geonames.org), CC BY 4.0. Area codes: libphonenumber, Apache-2.0.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from phonenumbers import NumberParseException, PhoneNumberType, number_type, parse

from crm.text import fold

LONGEST_PREFIX = 9
LINES = (PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


class City(NamedTuple):
    """`region` is a key of `contacts.data.regions`, or "" where its country has none there; `thousands` of people."""

    zone: str
    region: str
    thousands: int


def cities_named(country: str, name: str) -> frozenset[City]:
    """The cities of the country that go by this name; those that are only called so elsewhere if there is none."""
    own, other = _cities().get(country, ({}, {}))
    written = fold(name)
    return own.get(written) or other.get(written) or frozenset()


def is_line(number: str) -> bool:
    """Whether a number in E.164 may be one of a place: not a mobile one alone, and not one of a free service."""
    try:
        return number_type(parse(number)) in LINES
    except NumberParseException:
        return False


def zone_of_number(country: str, digits: str) -> str:
    """The one zone of the country in which numbers begin so, in E.164 without the plus; "" where there are several."""
    for length in range(min(LONGEST_PREFIX, len(digits)), 0, -1):
        zones = _areas().get(digits[:length])
        if zones is not None:
            return zones.get(country, "")
    return ""


Names = dict[str, frozenset[City]]


@lru_cache(maxsize=1)
def _cities() -> dict[str, tuple[Names, Names]]:
    found: dict[str, tuple[Names, Names]] = defaultdict(lambda: ({}, {}))
    for country, zone, region, thousands, names in _lines("cities.tsv.gz"):
        own, other = found[country]
        for at, name in enumerate(names.split("|")):
            named = other if at else own
            named[name] = named.get(name, frozenset()) | {City(zone, region, int(thousands))}
    return dict(found)


@lru_cache(maxsize=1)
def _areas() -> dict[str, dict[str, str]]:
    return {prefix: dict(pair.split(":") for pair in pairs) for prefix, *pairs in _lines("phone_areas.tsv.gz")}


def _lines(name: str) -> Iterator[list[str]]:
    text = gzip.decompress(files("contacts.data").joinpath(name).read_bytes()).decode()
    return (line.split("\t") for line in text.splitlines())
