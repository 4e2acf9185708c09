"""The facts that are edited in place on the card, each with the fields of the form behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from contacts.comparing import Words
from contacts.forms import ContactForm


@dataclass(frozen=True)
class Fact:
    """`name` stands in addresses."""

    name: str
    label: Words
    fields: tuple[str, ...]


FACTS = (
    Fact("emails", _("E-mail"), ("emails",)),
    Fact("phones", _("Phone"), ("phones",)),
    Fact("company", _("Company"), ("company",)),
    Fact("job_title", _("Job title"), ("job_title",)),
    Fact("language", _("Language"), ("first_language", "other_languages")),
    Fact("latin_name", _("In Latin letters"), ("latin_name",)),
    Fact("pronunciation", _("Pronunciation"), ("pronunciation",)),
    Fact("address", _("Address"), ("street", "postcode", "city", "region", "country", "latin_address")),
    Fact("time_zone", _("Time zone"), ("time_zone",)),
    Fact("hours", _("May be called"), ("hours_from", "hours_until")),
    Fact("lunch", _("Lunch"), ("lunch_from", "lunch_until")),
    Fact("fasting", _("Fasts in Ramadan"), ("fasts",)),
    Fact("birthday", _("Birthday"), ("birth_day", "birth_month", "birth_year")),
    Fact("tags", _("Tags"), ("tags",)),
    Fact("notes", _("Notes"), ("notes",)),
)
ALWAYS_SHOWN = "time_zone"
BY_NAME = {fact.name: fact for fact in FACTS}


def fields_of(name: str) -> tuple[str, ...]:
    """The fields behind a fact; of an own field its own one."""
    return BY_NAME[name].fields if name in BY_NAME else (name,) if name.startswith("custom_") else ()


def empty_facts(form: ContactForm) -> Iterator[Fact]:
    """The facts of the form that nothing is known of yet."""
    own = (Fact(field.input_name, str(field), (field.input_name,)) for field in form.custom)
    for fact in (*(fact for fact in FACTS if fact.name != ALWAYS_SHOWN), *own):
        known = [form[name].initial for name in fact.fields if name in form.fields]
        if known and not any(value not in (None, "", [], False) for value in known):
            yield fact


def label_of(name: str, form: ContactForm) -> Words:
    return BY_NAME[name].label if name in BY_NAME else form[name].label
