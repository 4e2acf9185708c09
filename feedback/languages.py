"""In which language a survey is shown: by the chain of all that customers read, and never in two at once."""

from itertools import chain

from django.conf import settings
from django.db.models import Model

from contacts.models import Contact
from feedback.models import Survey
from outreach.languages import customers_languages
from staff.models import Organisation
from staff.stand_ins import barred_for

SURVEY_TEXTS = ("title", "intro", "thanks")
QUESTION_TEXTS = ("text", "low_label", "high_label")
NEEDED = ("title", "text")


def language_for(survey: Survey, contact: Contact, organisation: Organisation) -> str:
    """The first language of the contact's chain into which the whole survey is translated, else the first of any."""
    barred = barred_for(contact.languages)
    others = (language for language in settings.MODELTRANSLATION_LANGUAGES if language not in barred)
    wanted = chain(customers_languages(contact, organisation), others)
    whole = (language for language in wanted if _is_translated(survey, language))
    return next(whole, settings.MODELTRANSLATION_DEFAULT_LANGUAGE)


def _is_translated(survey: Survey, language: str) -> bool:
    """A page is never mixed: what is said in any language must be said in this one."""
    rows = [(survey, SURVEY_TEXTS), *((question, QUESTION_TEXTS) for question in survey.questions.all())]
    return all(_is_said(row, name, language) for row, names in rows for name in names)


def _is_said(row: Model, name: str, language: str) -> bool:
    """Or it is no text that anybody wrote."""
    if getattr(row, f"{name}_{language}"):
        return True
    return name not in NEEDED and not any(
        getattr(row, f"{name}_{code}") for code in settings.MODELTRANSLATION_LANGUAGES
    )
