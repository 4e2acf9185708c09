"""In which language a survey is shown: an explicit chain, never the nearest relative of a language."""

from collections.abc import Iterator

from django.conf import settings

from contacts.models import Contact
from feedback.models import Survey
from staff.models import Organisation


def language_for(survey: Survey, contact: Contact, organisation: Organisation) -> str:
    """The first of the contact's languages into which the whole survey is translated, else the default.

    A regional language counts as its base ("pt-BR" as "pt"); nothing else stands in for another language.
    """
    wanted = [*_with_bases(contact.languages), *_with_bases([organisation.default_language])]
    for language in wanted:
        if language in settings.MODELTRANSLATION_LANGUAGES and _is_translated(survey, language):
            return language
    return settings.MODELTRANSLATION_DEFAULT_LANGUAGE


def _with_bases(languages: list[str]) -> Iterator[str]:
    for language in languages:
        tag = language.lower().replace("_", "-")
        yield tag
        yield tag.split("-")[0]


def _is_translated(survey: Survey, language: str) -> bool:
    """A page is never mixed, so the title and every question must stand in the language."""
    texts = [getattr(survey, f"title_{language}"), *(getattr(q, f"text_{language}") for q in survey.questions.all())]
    return all(texts)
