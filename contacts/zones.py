"""The time zone that a contact's address suggests. A suggestion is unconfirmed until someone asks."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

import pytz
from django.utils.translation import gettext

from contacts.data.regions import REGIONS
from contacts.zone_tables import City, cities_named, is_line, zone_of_number
from crm.clock import canonical, zone, zone_choices, zone_label
from crm.text import fold

Choices = list[tuple[str, str | list[tuple[str, str]]]]
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
# So many times smaller are the namesakes of a city that is meant where no region is named: Dallas in Texas, not Oregon.
DWARFED = 20


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


def propose_zone(country: str, region: str = "", city: str = "", phones: Iterable[str] = ()) -> ZoneProposal:
    """The best proposal from an address and numbers: the city, the region, the country, the area of a number.

    A number is believed where its area and the country have one zone in common; `phones` are in E.164.
    """
    code = country.upper()
    for guess in (_zone_of_city(code, region, city), _zone_of_region(code, region)):
        if guess.zone:
            return ZoneProposal(guess.zone, ADDRESS, guess.confidence)
    guess = zone_for_country(code)
    by_phone = UNKNOWN if guess.confidence == "sure" else _zone_of_phones(code, phones)
    if by_phone.zone:
        return ZoneProposal(by_phone.zone, PHONE, by_phone.confidence)
    return ZoneProposal(guess.zone, COUNTRY if guess.zone else "", guess.confidence)


def doubt_about(zone_told: str, country: str, region: str, city: str) -> str:
    """The zone for which an address speaks where that is another than the one we were told; "" where it does not."""
    found = propose_zone(country, region, city).zone
    return found if found and not have_same_clock(found, zone_told) else ""


def have_same_clock(left: str, right: str) -> bool:
    """Whether two zones show the same time for the two years to come."""
    on = datetime.now(UTC).date().replace(day=1)
    return left == right or _pattern(left, on) == _pattern(right, on)


def clocks_of_country(country: str, on: date | None = None) -> tuple[str, ...]:
    """One zone for each time that clocks in the country show in the two years from `on`, the greatest first."""
    return _clocks_of_country(country.upper(), (on or datetime.now(UTC).date()).replace(day=1))


def zones_offered(country: str) -> Choices:
    """Every zone to choose from, those of a country of several clocks first and apart: China's are two."""
    ours = dict.fromkeys(clocks_of_country(country)) if country else {}
    if len(ours) < 2:
        return list(zone_choices())
    near = [(name, zone_label(name)) for name in ours]
    others = [choice for choice in zone_choices() if choice[0] not in ours]
    return [(gettext("In their country"), near), (gettext("Elsewhere"), others)]


@lru_cache(maxsize=512)
def _clocks_of_country(country: str, on: date) -> tuple[str, ...]:
    first = MAIN_ZONES.get(country, "")
    names = sorted(zones_of_country(country), key=lambda name: name != first)
    by_clock: dict[tuple[timedelta | None, ...], str] = {}
    for name in names:
        by_clock.setdefault(_pattern(name, on), name)
    return tuple(by_clock.values())


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
    """The zone of a city; of several of one name that in the region, or a great one beside whom the others are small.

    Where they differ, as the Springfields do, there is none.
    """
    found, stated = cities_named(country, city), _region_code(country, region)
    if stated:
        found = frozenset(one for one in found if _lies_in(one, country, stated))
    if not found:
        return UNKNOWN
    # A region that nobody here knows may be one of another city of the name.
    confidence: Confidence = "likely" if region.strip() and not stated else "sure"
    greatest = max(found, key=lambda one: one.thousands)
    elsewhere = [one for one in found if not have_same_clock(one.zone, greatest.zone)]
    if not elsewhere:
        return ZoneGuess(greatest.zone, confidence)
    if sum(one.thousands for one in elsewhere) * DWARFED <= greatest.thousands and confidence == "sure":
        return ZoneGuess(greatest.zone, "likely")
    return UNKNOWN


def _lies_in(city: City, country: str, region: str) -> bool:
    if city.region:
        return city.region == region
    return have_same_clock(city.zone, REGIONS[country][region].zone)


def _zone_of_phones(country: str, phones: Iterable[str]) -> ZoneGuess:
    """A person takes a number along, so it makes nothing sure; a mobile one says nothing but its country."""
    lines = (number for number in phones if is_line(number))
    zones = {zone_of_number(country, number.removeprefix("+")) for number in lines} - {""}
    return ZoneGuess(zones.pop(), "likely") if len(zones) == 1 else UNKNOWN


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
