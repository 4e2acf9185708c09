"""Promises in pages: how one stands, and by when it was promised."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.templatetags.crm_ui import icon
from interactions.models import Outcome, Promise
from interactions.promise_words import due_in_words

register = template.Library()

MARKS = {
    Outcome.OPEN: ("is-unknown", "clock"),
    Outcome.KEPT: ("is-yes", "check"),
    Outcome.LATE: ("is-soon", "clock"),
    Outcome.PARTIAL: ("is-no", "alert-triangle"),
    Outcome.BROKEN: ("is-no", "ban"),
    Outcome.SUPERSEDED: ("is-unknown", "arrow-right"),
}


@register.simple_tag
def promise_state(promise: Promise, now: datetime) -> SafeString:
    """A badge with an icon and a word; what is overdue says so as long as it can still be done."""
    stands = promise.outcome_at(now)
    css, picture = MARKS[stands]
    words = str(stands.label)
    if promise.is_overdue(now):
        css, picture = "is-no", "alert-triangle"
        words = _("overdue, kept in part") if stands == Outcome.PARTIAL else _("overdue")
    elif stands == Outcome.OPEN and promise.partly_at:
        words = _("open, kept in part")
    return format_html('<span class="badge-word {}">{}{}</span>', css, icon(picture), capfirst(words))


@register.filter
def due_words(promise: Promise) -> str:
    return due_in_words(promise, get_language() or "en")


@register.filter
def was_told(promise: Promise) -> bool:
    """Whether the customer was told how it stands; for promises that come with their deeds."""
    return any(deed.kind == "told" for deed in promise.deeds.all())
