"""Every hour of 2024 and 2026 in forty countries: the good-time-to-call light beside a slow calculation of its own.

make drill-light; exits 1 where the two differ. The slow one is the tests' own, written from the rules alone.
"""

import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing import Pool
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

YEARS = (2024, 2026)
PLACES = {
    **{"AE": "Asia/Dubai", "AF": "Asia/Kabul", "AU": "Australia/Sydney", "BD": "Asia/Dhaka", "BN": "Asia/Brunei"},
    **{"BR": "America/Sao_Paulo", "CA": "America/Toronto", "CH": "Europe/Zurich", "CL": "America/Santiago"},
    **{"CN": "Asia/Shanghai", "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DJ": "Africa/Djibouti"},
    **{"DK": "Europe/Copenhagen", "EG": "Africa/Cairo", "ES": "Europe/Madrid", "FR": "Europe/Paris"},
    **{"GB": "Europe/London", "HU": "Europe/Budapest", "ID": "Asia/Jakarta", "IE": "Europe/Dublin"},
    **{"IL": "Asia/Jerusalem", "IN": "Asia/Kolkata", "IR": "Asia/Tehran", "JP": "Asia/Tokyo", "KZ": "Asia/Almaty"},
    **{"LT": "Europe/Vilnius", "LY": "Africa/Tripoli", "MA": "Africa/Casablanca", "MV": "Indian/Maldives"},
    **{"MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur", "NP": "Asia/Kathmandu", "PL": "Europe/Warsaw"},
    **{"RU": "Europe/Moscow", "SA": "Asia/Riyadh", "TR": "Europe/Istanbul", "UA": "Europe/Kyiv"},
    **{"US": "America/New_York", "VN": "Asia/Ho_Chi_Minh"},
}
SHOWN_AT_MOST = 5


def hours_of(year: int) -> Iterator[datetime]:
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        yield at
        at += timedelta(hours=1)


def compared(country: str) -> tuple[str, int, list[str]]:
    """The country, how many hours were asked, and those of which the two say different things."""
    from contacts.calling import CallFacts, light_now
    from tests.contacts.slow_light import slow_colour

    person = CallFacts(zone=PLACES[country], zone_confirmed=True, country=country)
    asked, differ = 0, []
    for at in (at for year in YEARS for at in hours_of(year)):
        ours, theirs = light_now(person, at).colour, slow_colour(person, at)
        asked += 1
        if ours != theirs:
            differ.append(f"{country} {at:%Y-%m-%d %H:%MZ}: {ours}, by the rules {theirs}")
    return country, asked, differ


def prepare(*_arguments: Any) -> None:
    import django
    from django.utils import translation

    django.setup()
    translation.activate("en")


def main() -> None:
    began = time.monotonic()
    asked, differ = 0, list[str]()
    with Pool(min(2, os.cpu_count() or 1), prepare) as pool:
        for _country, count, found in pool.imap_unordered(compared, sorted(PLACES)):
            asked += count
            differ += found
    days = "all 24 hours of every day of " + " and ".join(map(str, YEARS))
    verdict = f"{len(differ)} differences" if differ else "no difference"
    print(f"{len(PLACES)} countries, {days}: {asked:,} moments, {verdict}; {time.monotonic() - began:.0f} s")
    sys.exit("\n".join(differ[:SHOWN_AT_MOST]) or None)


if __name__ == "__main__":
    main()
