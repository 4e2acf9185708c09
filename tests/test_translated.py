"""No page says a word that was not given to be translated."""

import re
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from importlib.metadata import distributions

import pytest
from babel import Locale
from django.apps import apps
from django.conf import LazySettings, settings
from django.db import connection, models
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from django.utils.translation import override

from crm.clock import zone_names
from crm.collation import make_ready
from crm.languages import country_choices, language_choices
from crm.money import currency_codes, language_locale
from staff.models import User
from tests.test_house import routes
from tests.trust.house import House, make_house
from tests.trust.walking import addresses
from tools.pseudo import CLOSE, LEFT_TO_RIGHT, OPEN, install

SHOWN = ("alt", "aria-label", "aria-description", "placeholder", "title", "label", "data-label")
WITHOUT_END = frozenset(
    {
        *("area", "base", "br", "circle", "col", "embed", "hr", "img", "input", "link", "meta", "path", "source"),
        *("track", "use", "wbr"),
    }
)
# What stands in them is a machine's, or somebody's own.
PASSED_OVER = frozenset({"script", "style", "bdi", "code", "kbd", "svg", "samp"})
WORD = re.compile(r"[^\W\d_]{2,}")
WRITTEN = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField)
NAMES = frozenset(
    {
        *("rapport", "google", "hubspot", "outlook", "pipedrive", "salesforce", "csv", "xlsx", "vcard"),
        *("python", "sqlite", "postgresql", "redis"),
    }
)
# Django says what its own pictures show in English.
OF_DJANGO = frozenset({"Search", "True", "False", "None"})
# A digest is no sentence.
DIGITS = frozenset("abcdef")
INNERMOST = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")


class Said(HTMLParser):
    """The texts of a page that its reader sees or hears."""

    def __init__(self, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language, self.texts, self._open = language, list[str](), list[tuple[str, bool]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        is_letters = "avatar" in (told.get("class") or "").split()
        is_over = is_letters or tag in PASSED_OVER or (told.get("lang") or self.language) != self.language
        if not (self._open and self._open[-1][1]) and not is_over:
            said = ((name, told.get(name)) for name in SHOWN)
            self.texts += [value for name, value in said if value and (name != "alt" or value not in OF_DJANGO)]
            if tag == "input" and told.get("type") in ("submit", "button", "reset"):
                self.texts.append(told.get("value") or "")
        if tag not in WITHOUT_END:
            self._open.append((tag, is_over or bool(self._open and self._open[-1][1])))

    def handle_endtag(self, tag: str) -> None:
        """One that ends nothing, such as that of an element without content, is passed over."""
        if tag in [name for name, _is_over in self._open]:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.texts.append(data)


def without_translated(text: str) -> str:
    while INNERMOST.search(text):
        text = INNERMOST.sub(" ", text)
    return text


def untranslated(html: str, language: str, known: frozenset[str]) -> set[str]:
    """The words of the page that neither stand between the brackets nor are known."""
    said = Said(language)
    said.feed(html)
    # Words in brackets may be broken by the elements between them.
    whole = without_translated("\n".join(said.texts))
    words = {word for word in WORD.findall(whole) if not DIGITS.issuperset(word)}
    return {word for word in words if word.casefold() not in known}


def words_of(texts: Iterable[object]) -> set[str]:
    return {word.casefold() for text in texts for word in WORD.findall(str(text))}


def stored() -> Iterator[object]:
    """Whatever somebody wrote, and the codes by which the program calls things: those of acts are those of routes."""
    yield from (pattern.name for _route, pattern in routes(get_resolver()))
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, WRITTEN):
                yield from model._base_manager.values_list(column.attname, flat=True)


def names_of_the_world() -> Iterator[object]:
    """Countries, languages, days, months, zones and currencies, which CLDR and the tz database name."""
    with override(LEFT_TO_RIGHT):
        yield from (name for pair in (*country_choices(), *language_choices()) for name in pair)
    told = language_locale(LEFT_TO_RIGHT)
    yield from (*told.languages.values(), *told.currencies.values())
    yield from told.days["format"]["wide"].values()
    yield from (*told.months["format"]["abbreviated"].values(), *told.months["format"]["wide"].values())
    yield from (place.get("city") for place in told.time_zones.values())
    yield from (package.metadata["Name"] for package in distributions())
    yield from (*zone_names(), *currency_codes(), *settings.INTERFACE_LANGUAGES)
    yield from (Locale.parse(code).display_name for code, _name in settings.LANGUAGES)


@pytest.fixture
def house(settings: LazySettings, db: None) -> House:
    install(settings)
    make_ready(connection)
    return make_house(timezone.now())


def test_no_page_says_what_is_not_translated(house: House, sign_in: Callable[[User], Client]) -> None:
    house.root.language = LEFT_TO_RIGHT
    house.root.save()
    client = sign_in(house.root)
    known = frozenset(words_of(stored()) | words_of(names_of_the_world()) | NAMES)
    found, seen = {}, 0
    for address in addresses(house):
        response = client.get(address.path)
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            seen += 1
            if words := untranslated(response.content.decode(), LEFT_TO_RIGHT, known):
                found[address.path] = sorted(words)
    assert found == {}
    assert seen > 200
