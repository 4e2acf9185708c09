"""The time zone that a contact's address suggests. A suggestion is unconfirmed until someone asks."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

import pytz

from contacts.data.regions import CITIES, REGIONS
from crm.clock import canonical, zone
from crm.text import fold

Confidence = Literal["sure", "likely", "unknown"]

# How we know a zone, best first; these are the names kept on the contact.
TOLD = "told"
BOOKING = "booking"
ADDRESS = "address"
COUNTRY = "country"
PHONE = "phone"
ORGANISATION = "organisation"
SOURCES = (TOLD, BOOKING, ADDRESS, COUNTRY, PHONE, ORGANISATION)

# Countries of several zones where nine in ten people live in one; and one that the table lacks.
MAIN_ZONES = {
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "GL": "America/Nuuk",
    "MN": "Asia/Ulaanbaatar",
    "NZ": "Pacific/Auckland",
    "PG": "Pacific/Port_Moresby",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
}
ONLY_ZONES = {"XK": ("Europe/Belgrade",)}

SAME_FOR = timedelta(days=731)
STEP = timedelta(hours=6)


class ZoneGuess(NamedTuple):
    zone: str | None
    confidence: Confidence


class ZoneProposal(NamedTuple):
    zone: str | None
    source: str
    confidence: Confidence


UNKNOWN = ZoneGuess(None, "unknown")


def zone_for_country(country: str, on: date | None = None) -> ZoneGuess:
    """The zone of a whole country (ISO 3166 alpha-2), if its clocks agree for the two years from `on`."""
    return _zone_for_country(country.upper(), (on or datetime.now(UTC).date()).replace(day=1))


@lru_cache(maxsize=512)
def zones_of_country(country: str) -> tuple[str, ...]:
    """Today's names of every zone in the country, as the tz database lists them."""
    code = country.upper()
    if code in ONLY_ZONES:
        return ONLY_ZONES[code]
    return tuple(dict.fromkeys(canonical(name) for name in pytz.country_timezones.get(code, [])))


def propose_zone(country: str, region: str = "", city: str = "") -> ZoneProposal:
    """The best proposal from an address: its city, its region, then its country."""
    code = country.upper()
    for guess in (_zone_of_city(code, region, city), _zone_of_region(code, region)):
        if guess.zone:
            return ZoneProposal(guess.zone, ADDRESS, guess.confidence)
    guess = zone_for_country(code)
    return ZoneProposal(guess.zone, COUNTRY if guess.zone else "", guess.confidence)


@lru_cache(maxsize=512)
def _zone_for_country(country: str, on: date) -> ZoneGuess:
    names = zones_of_country(country)
    if names and len({_pattern(name, on) for name in names}) == 1:
        return ZoneGuess(names[0], "sure")
    if country in MAIN_ZONES:
        return ZoneGuess(MAIN_ZONES[country], "likely")
    return UNKNOWN


@lru_cache(maxsize=1024)
def _pattern(name: str, on: date) -> tuple[timedelta | None, ...]:
    place = zone(name)
    start = datetime(on.year, on.month, on.day, tzinfo=UTC)
    return tuple((start + STEP * index).astimezone(place).utcoffset() for index in range(SAME_FOR // STEP))


def _zone_of_city(country: str, region: str, city: str) -> ZoneGuess:
    found = CITIES.get(country, {}).get(fold(city))
    if found is None:
        return UNKNOWN
    stated = _region_code(country, region)
    if not stated:
        return ZoneGuess(found.zone, "likely" if region.strip() or found.region else "sure")
    matches = found.region == stated if found.region else _same_clock(found.zone, REGIONS[country][stated].zone)
    return ZoneGuess(found.zone, "sure") if matches else UNKNOWN


def _zone_of_region(country: str, region: str) -> ZoneGuess:
    code = _region_code(country, region)
    if not code:
        return UNKNOWN
    found = REGIONS[country][code]
    return ZoneGuess(found.zone, "sure" if found.sure else "likely")


def _region_code(country: str, region: str) -> str:
    """The key of a region written as "NY", "US-NY" or "New York"; "" if it is not in the table."""
    known = REGIONS.get(country, {})
    written = fold(region).removeprefix(f"{country.lower()}-")
    if written in known:
        return written
    return next((code for code, row in known.items() if written in row.names), "")


def _same_clock(left: str, right: str) -> bool:
    on = datetime.now(UTC).date().replace(day=1)
    return _pattern(left, on) == _pattern(right, on)
