"""How each locale writes names: CLDR's data, vendored as cldr.json by `make vendor`."""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from crm.person_names.patterns import Letters, Pattern, read_pattern
from crm.person_names.scripts import tags_of

GIVEN_FIRST, SURNAME_FIRST, SORTING = "givenFirst", "surnameFirst", "sorting"
DATA = Path(__file__).with_name("cldr.json")
ROOT = "und"
# Where CLDR keeps a language under another name.
_PARENTS = {"nb": "no", "iw": "he", "in": "id", "tl": "fil", "sh": "sr_Latn"}


@dataclass(frozen=True)
class NamesOf:
    """How one locale writes names; `patterns` by order, length, usage and formality, several where any may fit."""

    surname_first: frozenset[str]
    given_first: frozenset[str]
    letters: Letters
    space: str
    foreign_space: str
    patterns: dict[str, tuple[Pattern, ...]]


def locales() -> list[str]:
    """Those that CLDR has its own data of."""
    return [code for code in _data()["locales"] if code != ROOT]


@lru_cache(maxsize=256)
def names_of(locale: str) -> NamesOf:
    """By the nearest locale that has data."""
    known = _data()["locales"]
    return _read(next(code for code in _chain(locale) if code in known))


@cache
def _read(code: str) -> NamesOf:
    data = _data()
    own = data["locales"][code]
    texts = [tuple(data["patterns"][number] for number in numbers) for numbers in own["patterns"]]
    return NamesOf(
        frozenset(own["surnameFirst"]),
        frozenset(own["givenFirst"]),
        Letters(code.partition("_")[0], own["initial"], own["initialSequence"]),
        own["nativeSpaceReplacement"],
        own["foreignSpaceReplacement"],
        dict(zip(data["slots"], (tuple(map(read_pattern, some)) for some in texts), strict=True)),
    )


@lru_cache(maxsize=1024)
def order_in(locale: str, name_locale: str) -> str:
    """In which order the locale writes names of the other one."""
    own = names_of(locale)
    for code in _chain(name_locale):
        if code in own.surname_first:
            return SURNAME_FIRST
        if code in own.given_first:
            return GIVEN_FIRST
    return GIVEN_FIRST


def _chain(locale: str) -> list[str]:
    """The locale and those it inherits from, most exact first."""
    language, script, region = tags_of(locale)
    parts = ((language, script, region), (language, script), (language, region), (language,))
    own = ["_".join(filter(None, some)) for some in parts]
    return [*own, *filter(None, (_PARENTS.get(code) for code in own)), ROOT]


@cache
def _data() -> dict[str, Any]:
    return dict(json.loads(DATA.read_text("utf-8")))
