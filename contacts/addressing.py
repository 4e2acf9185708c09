"""The page “How we address them”: each greeting with its rule, what would make it better, and who said so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.data.greetings import RIGHT_TO_LEFT
from contacts.forms import TITLES
from contacts.forms_addressing import forms_in, languages_for
from contacts.greeting import (
    HOUSE,
    REGISTERS,
    RELATION,
    RULES,
    TABLE,
    WISH,
    Manners,
    greet,
    missing,
    register_of,
)
from contacts.models import Contact, Footing, NameSource
from contacts.models.contact import Formality, Gender
from contacts.name_sources import forms_of
from contacts.suggested_forms import GENDER, suggestions_for
from crm.templatetags.crm_ui import language_name
from staff.models import User

REASONS = {
    WISH: gettext_lazy("as the contact wishes"),
    RELATION: gettext_lazy("as our team is with them"),
    HOUSE: gettext_lazy("as the house does in this language"),
    TABLE: gettext_lazy("as is usual in this language"),
}
MISSING = {
    "grammatical_gender": gettext_lazy("The grammatical gender is not known."),
    "given": gettext_lazy("The given name is not known in the script of this language."),
    "surname": gettext_lazy("The surname is not known in the script of this language."),
    "called": gettext_lazy("What we call them is not known in the script of this language."),
    "full": gettext_lazy("The name is not known in the script of this language."),
    "patronymic": gettext_lazy("The patronymic is not known."),
    "given_vocative": gettext_lazy("The vocative of the given name is not certain."),
    "surname_vocative": gettext_lazy("The vocative of the surname is not certain."),
}
NAMES = {
    "called": gettext_lazy("What we call them"),
    "grammatical_gender": gettext_lazy("Grammatical gender"),
    "formality": gettext_lazy("The contact’s own wish"),
    "titles": gettext_lazy("Titles"),
}


@dataclass(frozen=True)
class Line:
    """A greeting in one register: whether it is the one we write, why, by which rule, and what is missing."""

    register: str
    text: str
    rule: str
    reason: str
    missing: list[str]

    @property
    def is_written(self) -> bool:
        return bool(self.reason)


@dataclass(frozen=True)
class Greetings:
    language: str
    is_rtl: bool
    lines: list[Line]


@dataclass(frozen=True)
class Known:
    """A form of address that stands, with how we know it; without an origin nobody has confirmed it."""

    form: str
    label: str
    words: str
    source: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Offered:
    """What a rule suggests: the question, and each answer with the value behind it."""

    form: str
    question: str
    answers: list[tuple[str, str]]


def greetings_of(contact: Contact, manners: Manners) -> list[Greetings]:
    return [_greetings(contact, language, manners) for language in languages_for(contact)]


def _greetings(contact: Contact, language: str, manners: Manners) -> Greetings:
    lines = [_line(contact, language, register, manners) for register in REGISTERS]
    return Greetings(language, language in RIGHT_TO_LEFT, lines)


def _line(contact: Contact, language: str, register: str, manners: Manners) -> Line:
    greeting = greet(contact, language, register, manners=manners)
    chosen = register_of(contact, language, manners)
    return Line(
        register=str(Formality(register).label),
        text=greeting.text,
        rule=str(RULES[greeting.rule]),
        reason=str(REASONS[chosen.reason]) if chosen.value == register else "",
        missing=[str(MISSING[field]) for field in missing(contact, language, register, manners=manners)],
    )


def known_forms(contact: Contact) -> list[Known]:
    """What is known of how to address the contact; one query for the names of who confirmed it."""
    forms = forms_of(contact)
    origins = {form: contact.name_sources.get(form) or {} for form in forms}
    people = dict(
        User.objects.filter(pk__in={one["confirmed_by"] for one in origins.values() if one}).values_list(
            "pk", "full_name"
        )
    )
    return [_known(form, value, origins[form], people) for form, value in forms.items()]


def _known(form: str, value: Any, origin: dict[str, Any], people: dict[int, str]) -> Known:
    if not origin:
        return Known(form, label_of(form), in_words(form, value))
    return Known(
        form,
        label_of(form),
        in_words(form, value),
        str(NameSource(origin["source"]).label),
        people.get(origin["confirmed_by"], ""),
        parse_datetime(origin["confirmed_at"]),
    )


def offered_forms(contact: Contact) -> Iterator[Offered]:
    for one in suggestions_for(contact):
        answers = [(value, in_words(one.form, value)) for value in one.values]
        if one.form == GENDER:
            words = _("Grammatical gender, because the name ends in “%(ending)s”") % {"ending": one.sign}
        elif one.is_doubtful:
            words = _("%(form)s: which one is right?") % {"form": label_of(one.form)}
        else:
            words = label_of(one.form)
        yield Offered(one.form, words, answers)


def label_of(form: str) -> str:
    """“Vocative of the surname (Czech)”."""
    if form in NAMES:
        return str(NAMES[form])
    language = form.split(".")[1]
    labels = {one.form: one.label for one in forms_in(language)}
    return _("%(form)s (%(language)s)") % {"form": labels.get(form, form), "language": language_name(language)}


def in_words(form: str, value: Any) -> str:
    if form == GENDER:
        return str(Gender(value).label)
    if form == "formality":
        return str(Formality(value).label)
    if form == "titles":
        return ", ".join(str(TITLES.get(code, code)) for code in value)
    return str(value)


def footings_of(contact: Contact) -> list[Footing]:
    """How each team stands with the contact."""
    return list(contact.footings.select_related("team", "confirmed_by").order_by("team__name"))
