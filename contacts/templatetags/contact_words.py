"""Words for codes that are stored with a contact."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from contacts import labels
from contacts.addresses import country_name_in, letter_lines
from contacts.calling import Colour, Light
from contacts.clock_words import clock_line
from contacts.comparing import Words
from contacts.inline import BY_NAME, fields_of
from contacts.models import Company, Contact
from contacts.models.contact import Approachable
from contacts.naming import shown
from contacts.phones import shown as phone_shown
from crm.templatetags.crm_ui import icon

register = template.Library()

SOURCES = {
    "call": _("in a call"),
    "meeting": _("in a meeting"),
    "video": _("in a video call"),
    "visit": _("during a visit"),
    "mail": _("by mail"),
    "email": _("by mail"),
    "letter": _("by letter"),
    "messenger": _("in a messenger"),
    "chat": _("in a chat"),
    "social": _("in a social network"),
    "form": _("on a signed form"),
    "page": _("on a page of their own"),
    "import": _("imported with proof"),
    "demo": _("made up for the demo"),
}
LABELS = {
    "work": _("work"),
    "home": _("home"),
    "mobile": _("mobile"),
    "cell": _("mobile"),
    "main": _("main"),
    "fax": _("fax"),
    "other": _("other"),
}
PENCIL = '<a class="pencil" href="{}" hx-get="{}" hx-target="closest div" hx-swap="innerHTML" aria-label="{}">{}</a>'
NAME = "<bdi>{}</bdi>"
NAME_AND_LATIN = '<bdi>{}</bdi> <bdi class="name-latin">{}</bdi>'
LIGHTS = {
    "green": ("phone-call", _("Good time")),
    "amber": ("clock", _("Doubtful")),
    "red": ("phone-off", _("Not now")),
}


@register.simple_tag
def call_light(light: Light, short: bool = False) -> SafeString:
    """The good-time-to-call light as a picture and a word; short: the reason stands in the hover text."""
    return _light(light.colour, light.reason if short else "", get_language())


@register.simple_tag
def their_clock(contact: Approachable, now: datetime) -> SafeString:
    """What time it is where the contact is, in words."""
    return clock_line(contact, now)


# The fifty people of a list share a few reasons.
@lru_cache(maxsize=1024)
def _light(colour: Colour, reason: str, _language: str | None) -> SafeString:
    picture, word = LIGHTS[colour]
    hover = format_html(' title="{}"', reason) if reason else ""
    return format_html('<span class="light light-{}"{}>{}{}</span>', colour, hover, icon(picture), word)


@register.filter
def shown_name(contact: Contact) -> SafeString:
    """The contact's name as the reader writes it, and in Latin letters where they read no others; its parts must have
    been read along (`contacts.naming.SHOWN_FIELDS`)."""
    name, latin = shown(contact, get_language() or "en")
    return format_html(NAME_AND_LATIN, name, latin) if latin else format_html(NAME, name)


@register.filter
def name_beside(contact: Contact) -> str:
    """What stands beside the name as the person writes it: how the reader's lists have it, where that differs."""
    name, latin = shown(contact, get_language() or "en")
    return latin or (name if name != contact.full_name else "")


@register.filter
def stage_name(stage: str) -> str:
    return labels.word("stage", stage)


@register.filter
def label_word(code: str, of: str) -> str:
    """The house's word for a code of one of its lists."""
    return labels.word(of, code)


@register.filter
def consent_source(code: str) -> str:
    """Where the contact said it; a source that nobody knows stands as it was written."""
    return str(SOURCES.get(code, code))


@register.filter
def point_label(label: str) -> str:
    """The usual labels of addresses and numbers in the reader's language, others as they were written."""
    return str(LABELS.get(label.casefold(), label))


@register.simple_tag
def phone_number(value: str, country: str, home: str) -> str:
    """A number as it is dialled from home, written from left to right by its element."""
    return phone_shown(value, country, home)


@register.simple_tag
def envelope(record: Contact | Company, home: str, hidden: Collection[str] = ()) -> dict[str, Any]:
    """The lines of a letter in the order of the country, and in Latin letters where they are known; none without an
    address. What the reader may not see is left out."""
    if "street" in hidden or not (record.street or record.city or record.postcode):
        return {}
    language = get_language() or "en"
    company = record.company.name if isinstance(record, Contact) and record.company else ""
    names = (record.full_name, company) if isinstance(record, Contact) else ("", record.name)
    latin = record.latin_address.splitlines()
    if latin and record.country != home:
        latin.append(country_name_in(record.country, language))
    return {"lines": letter_lines(record, names, language=language, home=home), "latin": latin}


@register.simple_tag(takes_context=True)
def pencil(context: dict[str, Any], name: str, label: Words = "") -> SafeString | str:
    """Beside a fact: edits it in place, without scripts in the form. An own field brings its label."""
    if not context["may_edit"]:
        return ""
    of = [context["contact"].pk]
    return format_html(
        PENCIL,
        f"{reverse('contacts:contact_edit', args=of)}#id_{fields_of(name)[0]}",
        f"{reverse('contacts:contact_facts', args=of)}?fact={name}",
        gettext("Edit: %(what)s") % {"what": label or BY_NAME[name].label},
        icon("edit"),
    )
