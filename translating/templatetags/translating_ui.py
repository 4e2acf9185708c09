"""A translation in its place: below the words that it is of."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm.templatetags.crm_ui import icon
from translating.beside import Beside, Shown
from translating.guessing import base_of
from translating.models import Translation

register = template.Library()

# The patterns hold our words alone; format_html escapes what fills them.
SHOWN = mark_safe(
    '<div class="translated"><div class="entry-body" lang="{}" dir="{}"><bdi>{}</bdi></div>'
    '<div class="text-secondary small">{}{}</div></div>'
)
EARLIER = mark_safe(' <span class="badge-word is-soon">{}</span>')
LINK = mark_safe('<div class="small"><a href="{}">{}{}</a></div>')


@register.simple_tag
def beside(record: Any) -> SafeString:
    """What `translating.beside.put_beside` found for the record; nothing where it found nothing."""
    found: Beside | None = getattr(record, "beside", None)
    if found is None:
        return SafeString("")
    shown = format_html_join("", "{}", ((translation_of(one),) for one in found.shown))
    if not found.address:
        return shown
    words = _("Correct the translation") if found.shown else _("Translate")
    return format_html("{}{}", shown, format_html(LINK, found.address, icon("language", css="icon-inline"), words))


@register.simple_tag
def translation_of(shown: Shown) -> SafeString:
    row = shown.translation
    earlier = format_html(EARLIER, _("of an earlier version")) if shown.is_earlier else ""
    return format_html(SHOWN, row.language, direction(row.language), row.text, made_by(row), earlier)


@register.filter
def made_by(row: Translation) -> SafeString:
    """Who translated it, as it stands below each translation."""
    if row.by is None:
        return _with_names(_("Machine translation by %(name)s, not checked"), row.engine)
    return _with_names(_("Translated by %(name)s"), row.by.full_name)


def _with_names(words: str, name: str) -> SafeString:
    return mark_safe(escape(words) % {"name": format_html("<bdi>{}</bdi>", name)})


@register.filter
def direction(language: str) -> str:
    return "rtl" if base_of(language) in {base_of(code) for code in settings.LANGUAGES_BIDI} else "ltr"
