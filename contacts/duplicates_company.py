"""What speaks for two companies being one. It suggests and never decides: a name without its legal form may be two."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from contacts.company_keys import name_key, site_key, sound_key
from contacts.duplicates import (
    ALIKE,
    CITY,
    COUNTRY,
    FOUND_AT_MOST,
    MOST_WITH_ONE_KEY,
    OTHER_SCRIPT,
    SAME_NAME,
    SITE,
    is_latin,
    score,
    strongest_first,
)
from contacts.models import Company
from crm.lookups import among
from crm.text import fold
from staff.models import User

COLUMNS = ("name", "name_key", "sound_key", "site_key", "country", "city")
LOOKED_AT = MOST_WITH_ONE_KEY * 10


@dataclass(frozen=True)
class Facts:
    """As much of a company as tells whether it is another one too."""

    name: str
    name_key: str
    sound_key: str
    site_key: str = ""
    country: str = ""
    city: str = ""


def facts(name: str, *, website: str = "", country: str = "", city: str = "") -> Facts:
    """The facts of a company as somebody types it in."""
    return Facts(name, name_key(name), sound_key(name), site_key(website), country, city)


def evidence(one: Facts, other: Facts) -> list[str]:
    """The codes of what the two have in common, strongest first; none where it is too little for a suggestion.

    The same website or the same name is enough, and in other letters a name that sounds the same; in the same letters
    that counts for two in one country or city alone.
    """
    around = {
        COUNTRY: one.country != "" and one.country == other.country,
        CITY: fold(one.city) != "" and fold(one.city) == fold(other.city),
    }
    places = {code for code, is_shared in around.items() if is_shared}
    is_same_name = one.name_key != "" and one.name_key == other.name_key
    sounds_alike = one.sound_key != "" and one.sound_key == other.sound_key
    is_same_site = one.site_key != "" and one.site_key == other.site_key
    is_other_script = is_latin(one.name) != is_latin(other.name)
    if not (is_same_site or is_same_name or (sounds_alike and (is_other_script or places))):
        return []
    name = SAME_NAME if is_same_name else ALIKE if sounds_alike else ""
    if name and is_other_script:
        name = OTHER_SCRIPT
    return strongest_first({SITE if is_same_site else "", name, *places})


def facts_of(ids: Iterable[int]) -> dict[int, Facts]:
    """The facts of each of these companies that is there."""
    rows = Company.objects.alive().filter(pk__in=among(list(ids))).values_list("pk", *COLUMNS)
    return {pk: Facts(*columns) for pk, *columns in rows}


@dataclass(frozen=True)
class KnownCompany:
    """A company which the reader may see, and why it may be the one they are typing in."""

    company: Company
    evidence: list[str]


def companies_like(typed: Facts, *, by: User, but: int | None = None) -> list[KnownCompany]:
    """Those which the reader may see and may be typing in, the likeliest first."""
    keys = {key: getattr(typed, key) for key in ("name_key", "sound_key", "site_key")}
    any_key = Q(*((key, value) for key, value in keys.items() if value), _connector=Q.OR)
    if not any_key:
        return []
    visible = Company.objects.visible_to(by).exclude(pk=but).filter(any_key).order_by("pk")
    found = []
    for company in visible[:LOOKED_AT]:
        theirs = Facts(*(getattr(company, column) for column in COLUMNS))
        if codes := evidence(typed, theirs):
            found.append(KnownCompany(company, codes))
    return sorted(found, key=lambda one: (-score(one.evidence), one.company.pk))[:FOUND_AT_MOST]
