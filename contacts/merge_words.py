"""What the page of a merge says of each side."""

from collections.abc import Callable
from datetime import time

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contacts import labels
from contacts.access import may_see_referrer
from contacts.forms import TITLES
from contacts.models import Company, Contact, DateKind
from crm.money import format_money
from crm.templatetags.crm_ui import country_name, language_name
from staff.models import User

PLAIN = (
    *("called", "latin_name", "reading", "pronunciation", "credentials", "job_title", "external_id"),
    *("referrer_name", "notes"),
)


def in_words(name: str, record: Contact | Company, *, by: User) -> str:
    """The record's side of a choice; "" where there is nothing."""
    return _of_company(name, record) if isinstance(record, Company) else _of_person(name, record, by)


def _of_company(name: str, company: Company) -> str:
    return WORDS_OF_COMPANY[name](company) if name in WORDS_OF_COMPANY else str(getattr(company, name))


def _of_person(name: str, contact: Contact, by: User) -> str:
    if name == "referred_by":
        return _referrer(contact, by)
    return str(getattr(contact, name)) if name in PLAIN else WORDS[name](contact)


def birthday_in_words(contact: Contact) -> str:
    row = contact.dates.filter(kind=DateKind.BIRTHDAY).first()
    return f"{row.day:02d}.{row.month:02d}.{row.year or ''}" if row else ""


def _referrer(contact: Contact, by: User) -> str:
    if contact.referred_by is None:
        return ""
    return contact.referred_by.full_name if may_see_referrer(by, contact) else _("somebody whom you do not see")


def _address(contact: Contact) -> str:
    country = country_name(contact.country) if contact.country else ""
    city = " ".join(filter(None, (contact.postcode, contact.city)))
    return ", ".join(filter(None, (contact.street, city, contact.region, country)))


def _hours(start: time | None, end: time | None) -> str:
    return f"{start:%H:%M}–{end:%H:%M}" if start and end else ""


def _owner(record: Contact | Company) -> str:
    return ", ".join(str(part) for part in (record.owner and record.owner.full_name, record.team) if part)


def _place(company: Company) -> str:
    return ", ".join(filter(None, (company.city, country_name(company.country) if company.country else "")))


def _forms(contact: Contact, column: str) -> str:
    forms: dict[str, dict[str, str]] = getattr(contact, column)
    return "; ".join(f"{language_name(language)}: {', '.join(words.values())}" for language, words in forms.items())


WORDS: dict[str, Callable[[Contact], str]] = {
    "name": lambda contact: contact.full_name,
    "titles": lambda contact: ", ".join(str(TITLES.get(title, title)) for title in contact.titles),
    "grammatical_gender": lambda contact: contact.get_grammatical_gender_display(),
    "formality": lambda contact: contact.get_formality_display(),
    "address_as": lambda contact: _forms(contact, "address_as"),
    "vocatives": lambda contact: _forms(contact, "vocatives"),
    "company": lambda contact: contact.company.name if contact.company else "",
    "owner": _owner,
    "stage": lambda contact: labels.word("stage", contact.stage),
    "roles": lambda contact: ", ".join(labels.word("role", role) for role in contact.roles),
    "source": lambda contact: ", ".join(filter(None, (labels.word("source", contact.source), contact.campaign))),
    "cost": lambda contact: format_money(contact.cost, get_language() or "en") if contact.cost else "",
    "languages": lambda contact: ", ".join(language_name(language) for language in contact.languages),
    "address": _address,
    "time_zone": lambda contact: f"{contact.time_zone} ({contact.get_zone_source_display()})",
    "hours": lambda contact: _hours(contact.hours_from, contact.hours_until),
    "lunch": lambda contact: _hours(contact.lunch_from, contact.lunch_until),
    "fasting": lambda contact: f"{contact.fasting_told_on:%d.%m.%Y}" if contact.fasting_told_on else "",
    "preferred_channel": lambda contact: labels.word("channel", contact.preferred_channel),
}
WORDS_OF_COMPANY: dict[str, Callable[[Company], str]] = {
    "place": _place,
    "owner": _owner,
    "industry": lambda company: labels.word("industry", company.industry),
    "size_band": lambda company: labels.word("size_band", company.size_band),
    "language": lambda company: language_name(company.language) if company.language else "",
}
