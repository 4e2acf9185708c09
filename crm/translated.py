"""Content in several languages: in which of them words stand, which are missing, and what is shown meanwhile."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model, Q
from django.utils.translation import get_language
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname


def words_in(row: Model, column: str, language: str) -> str:
    return getattr(row, build_localized_fieldname(column, language)) or ""


def written_in(row: Model, column: str) -> str:
    """The language in which a reader of now sees the column: their own, else English, else the first that has words;
    "" where none has."""
    mine = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    wanted = dict.fromkeys((mine, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES, *settings.MODELTRANSLATION_LANGUAGES))
    known = (language for language in wanted if language in settings.MODELTRANSLATION_LANGUAGES)
    return next((language for language in known if words_in(row, column, language)), "")


def is_translated(row: Model, column: str) -> bool:
    """Whether a reader of now sees the column in their own language; nothing to see is no gap."""
    mine = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return written_in(row, column) in (mine, "")


def staffs_languages() -> list[str]:
    """Those in which colleagues read content."""
    return [language for language in settings.INTERFACE_LANGUAGES if language in settings.MODELTRANSLATION_LANGUAGES]


def missing_languages(row: Model, languages: Iterable[str]) -> list[str]:
    """Those in which some column of the row has no words, though it has some in another language."""
    columns = [column for column in columns_of(type(row)) if written_in(row, column)]
    return [language for language in languages if any(not words_in(row, column, language) for column in columns)]


def rows_missing(model: type[Model], language: str) -> Q:
    """The condition for rows that lack some words in the language and have them in another."""
    missing = Q(pk__in=[])
    for column in columns_of(model):
        elsewhere = Q(pk__in=[])
        for other in settings.MODELTRANSLATION_LANGUAGES:
            elsewhere |= ~_is_empty(column, other)
        missing |= _is_empty(column, language) & elsewhere
    return missing


def columns_of(model: type[Model]) -> list[str]:
    options: Any = translator.get_options_for_model(model)
    return list(options.fields)


def _is_empty(column: str, language: str) -> Q:
    name = build_localized_fieldname(column, language)
    return Q(**{name: ""}) | Q(**{f"{name}__isnull": True})
