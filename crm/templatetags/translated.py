"""Content that was written in several languages, as colleagues see it; customers see one language and no badge."""

from django import template
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext

from crm import translated
from crm.templatetags.crm_ui import icon, language_name

register = template.Library()


@register.simple_tag
def words(row: Model, column: str) -> SafeString:
    """The words of the column, with their language where it is not the reader's: {% words survey "title" %}."""
    language = translated.written_in(row, column)
    text = translated.words_in(row, column, language) if language else ""
    if translated.is_translated(row, column):
        return format_html("<bdi>{}</bdi>", text)
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, direction, text)


@register.simple_tag
def gap(row: Model, column: str) -> SafeString | str:
    """The badge beside such words; nothing where they are in the reader's language: {% gap survey "title" %}."""
    if translated.is_translated(row, column):
        return ""
    shown = language_name(translated.written_in(row, column))
    return format_html(
        '<span class="badge-word is-unknown" title="{}">{}{}</span>',
        shown,
        icon("language"),
        gettext("not translated"),
    )
