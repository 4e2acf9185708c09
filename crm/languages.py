"""Languages that people speak and write, and countries, named in the viewer’s language."""

from collections.abc import Iterator
from functools import lru_cache

from babel import Locale
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import get_language

from crm.money import language_locale

CODES = [
    "ar",
    "az",
    "be",
    "bg",
    "bn",
    "bs",
    "ca",
    "cs",
    "cy",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fil",
    "fr",
    "ga",
    "gl",
    "gu",
    "he",
    "hi",
    "hr",
    "hu",
    "hy",
    "id",
    "is",
    "it",
    "ja",
    "ka",
    "kk",
    "km",
    "ko",
    "ky",
    "lo",
    "lt",
    "lv",
    "mk",
    "ml",
    "mn",
    "mr",
    "ms",
    "mt",
    "my",
    "nb",
    "ne",
    "nl",
    "nn",
    "pa",
    "pl",
    "pt",
    "pt-BR",
    "ro",
    "ru",
    "sk",
    "sl",
    "sq",
    "sr",
    "sv",
    "sw",
    "ta",
    "te",
    "tg",
    "th",
    "tk",
    "tr",
    "uk",
    "ur",
    "uz",
    "vi",
    "zh",
    "zh-Hant",
]


# In which letters begin with a form of address of their own; of others we know no table.
GREETED = ("en", "ru", "cs", "da", "lt", "de", "ja", "zh", "ko", "hu", "vi", "uk", "tr", "ar", "he")


class Ready(BaseChoiceIterator):
    """Pairs of strings that Django need not bring into shape: for each list of contacts there are three hundred."""

    def __init__(self, first: tuple[str, str], *others: tuple[str, str]) -> None:
        self.pairs = [first, *others]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)


def language_choices() -> list[tuple[str, str]]:
    """(code, name) sorted by name in the viewer's language."""
    return list(_languages_for(get_language() or "en"))


@lru_cache(maxsize=16)
def _languages_for(language: str) -> tuple[tuple[str, str], ...]:
    viewer = language_locale(language)
    names = [(code, _name(code, viewer)) for code in CODES]
    return tuple(sorted(names, key=lambda pair: pair[1].casefold()))


def _name(code: str, viewer: Locale) -> str:
    return Locale.parse(code, sep="-").get_display_name(viewer) or code


def country_choices() -> list[tuple[str, str]]:
    """(ISO 3166 alpha-2, name) sorted by name in the viewer's language."""
    return list(_countries_for(get_language() or "en"))


@lru_cache(maxsize=16)
def _countries_for(language: str) -> tuple[tuple[str, str], ...]:
    names = {str(code): str(name) for code, name in language_locale(language).territories.items()}
    countries = [pair for pair in names.items() if len(pair[0]) == 2 and pair[0].isalpha()]
    wanted = (pair for pair in countries if pair[0] not in NOT_COUNTRIES)
    return tuple(sorted(wanted, key=lambda pair: pair[1].casefold()))


NOT_COUNTRIES = frozenset(["EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"])
