"""In which language a survey is shown: by the chain of all that customers read, and never in two at once."""

from itertools import chain

from django.conf import settings

from contacts.models import Contact
from feedback.models import Survey
from outreach.languages import customers_languages
from staff.models import Organisation


def language_for(survey: Survey, contact: Contact, organisation: Organisation) -> str:
    """The first language of the contact's chain into which the whole survey is translated, else the first of any."""
    wanted = chain(customers_languages(contact, organisation), settings.MODELTRANSLATION_LANGUAGES)
    whole = (language for language in wanted if _is_translated(survey, language))
    return next(whole, settings.MODELTRANSLATION_DEFAULT_LANGUAGE)


def _is_translated(survey: Survey, language: str) -> bool:
    """A page is never mixed, so the title and every question must stand in the language."""
    texts = [getattr(survey, f"title_{language}"), *(getattr(q, f"text_{language}") for q in survey.questions.all())]
    return all(texts)
