"""What of the timeline is translated: what a colleague wrote of a conversation, and what the customer said."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from interactions.access import entry_for
from interactions.models import Interaction
from translating.guessing import language_of
from translating.texts import Kind, Part


def _parts(entry: Interaction) -> list[Part]:
    parts = [
        Part("summary", _("Summary"), entry.summary),
        Part("points", _("What the customer said"), "\n".join(map(str, entry.points))),
        Part("next_step", _("Next step"), entry.next_step),
    ]
    return [part for part in parts if part.words.strip()]


def _language(entry: Interaction) -> str:
    """Of the words themselves; else the language in which their writer works."""
    words = "\n".join(part.words for part in _parts(entry))
    return language_of(words, entry.by.language if entry.by else "")


def _contact(entry: Interaction) -> Contact:
    return entry.contact


def _leads_to(entry: Interaction) -> str:
    return reverse("contacts:contact_detail", args=[entry.contact_id])


ENTRIES = Kind(Interaction, "translating:entry", entry_for, _parts, _language, _contact, _leads_to)
