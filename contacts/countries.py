"""What the house knows of a country without anybody writing it down: clocks, days of rest, languages, money."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
import pytz
from babel.dates import get_day_names
from babel.languages import get_official_languages
from babel.numbers import get_currency_name, get_territory_currencies
from django.db.models import Count
from django.utils.translation import get_language

from contacts.calendars import has_calendar, next_holidays
from contacts.data.greetings import FORMAL, ROWS
from contacts.data.weekends import weekend
from contacts.models import Contact
from contacts.zones import zones_of_country
from crm.clock import local, zone
from crm.languages import country_choices, language_choices
from crm.money import language_locale
from staff.models import User

HOLIDAYS_SHOWN = 5
MOST_PROPOSED = 2
# As the table of official languages calls them, and as contacts have them.
NAMED_HERE = {"no": "nb"}


class Clock(NamedTuple):
    """A zone of the country, and the others whose clocks show the same now."""

    name: str
    offset: str
    others: int


@dataclass(frozen=True)
class Customers:
    """How many people of the country the reader sees, and how many of them speak what."""

    total: int
    languages: list[tuple[str, int]]


@dataclass(frozen=True)
class CountryFacts:
    """Computed, not written: a proposal where people differ (languages), a table elsewhere."""

    code: str
    languages: list[str]
    clocks: list[Clock]
    rest_days: list[str]
    has_holidays: bool
    holidays: list[tuple[date, str]]
    currencies: list[tuple[str, str]]
    dialling: str
    greetings: list[tuple[str, list[str]]]


def is_country(code: str) -> bool:
    return code in _codes()


def country_facts(code: str, now: datetime) -> CountryFacts:
    clocks = clocks_of(code, now)
    today = local(now, zone(clocks[0].name if clocks else "UTC")).date()
    viewer = language_locale(get_language() or "en")
    names = get_day_names("wide", "stand-alone", locale=viewer)
    rest = sorted(weekend(code, "", today))
    languages = [language.replace("_", "-") for language in get_official_languages(code)]
    return CountryFacts(
        code=code,
        languages=languages,
        clocks=clocks,
        rest_days=[names[day] for day in rest],
        has_holidays=has_calendar(code),
        holidays=next_holidays(code, today, HOLIDAYS_SHOWN),
        currencies=[(currency, get_currency_name(currency, locale=viewer)) for currency in currencies_of(code, today)],
        dialling=f"+{number}" if (number := phonenumbers.country_code_for_region(code)) else "",
        greetings=[(language, forms) for language in languages if (forms := formal_greetings(language))],
    )


def proposed_languages(code: str) -> list[str]:
    """At most two languages that are official in the whole country, and known here: CH -> de, fr; DK -> da.

    Where a law names none it is what is spoken officially: US -> en. A proposal, as countries have more languages.
    """
    known = {language for language, _name in language_choices()}
    official = get_official_languages(code) or get_official_languages(code, de_facto=True)
    languages = dict.fromkeys(NAMED_HERE.get(language, language.replace("_", "-")) for language in official)
    return [language for language in languages if language in known][:MOST_PROPOSED]


def currencies_of(code: str, on: date) -> list[str]:
    """The legal tender of the country on the day."""
    return list(get_territory_currencies(code, start_date=on))


def clocks_of(code: str, now: datetime) -> list[Clock]:
    """The zones of the country, of those with the same time now only the first, from east to west."""
    by_offset: dict[str, list[str]] = {}
    for name in sorted(zones_of_country(code), key=lambda name: -_ahead(name, now)):
        by_offset.setdefault(now.astimezone(zone(name)).strftime("%z"), []).append(name)
    return [Clock(names[0], f"UTC{offset[:3]}:{offset[3:]}", len(names) - 1) for offset, names in by_offset.items()]


def _ahead(name: str, now: datetime) -> float:
    """By how many seconds the zone is ahead of UTC."""
    offset = now.astimezone(zone(name)).utcoffset()
    return offset.total_seconds() if offset else 0.0


def customers_in(code: str, user: User) -> Customers:
    """One query. What is hidden from the user is not counted."""
    rows = Contact.objects.visible_to(user).filter(country=code).order_by().values_list("languages")
    spoken: Counter[str] = Counter()
    total = 0
    for languages, number in rows.annotate(number=Count("pk")):
        total += number
        spoken.update(dict.fromkeys(languages or (), number))
    return Customers(total, spoken.most_common())


def country_of_zone(name: str) -> str:
    """The country that a zone lies in; the proposal for whose notes are “ours”. Empty for UTC and the like."""
    return _country_by_zone().get(name, "")


@lru_cache(maxsize=1)
def _country_by_zone() -> dict[str, str]:
    return {name: code for code in sorted(pytz.country_timezones, reverse=True) for name in zones_of_country(code)}


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(code for code, _name in country_choices())


def formal_greetings(language: str) -> list[str]:
    """How a formal letter opens, with a gap for the name; nothing for a language whose forms we do not know."""
    rows = [row for row in ROWS.get(language.partition("-")[0], ()) if row.register == FORMAL]
    wanted = rows[0].rule if rows and rows[0].rule != "title" else "formal"
    lines = (row.line.format(re.sub(r"{.*}", "…", row.address)) for row in rows if row.rule == wanted)
    return list(dict.fromkeys(lines))
