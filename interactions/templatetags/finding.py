"""Cells of the coverage grid, and hours of a day in a zone."""

from django import template
from django.forms import BoundField, Select
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.working_time import Interval
from crm.clock import local, zone
from interactions.coverage import Cell

register = template.Library()


@register.filter
def hours_in(span: Interval, zone_name: str) -> str:
    """“09:00–17:00” on the clock of the zone; the day's end is 24:00."""
    start, end = (local(at, zone(zone_name)) for at in span)
    ends = "24:00" if end.date() > start.date() and f"{end:%H:%M}" == "00:00" else f"{end:%H:%M}"
    return f"{start:%H:%M}–{ends}"


@register.filter
def with_class(field: BoundField) -> SafeString:
    css = "form-select" if isinstance(field.field.widget, Select) else "form-control"
    return field.as_widget(attrs={"class": css})


@register.simple_tag
def coverage_cell(cell: Cell) -> SafeString:
    """One hour: a sign, the pattern of its class, and all of it in words for who hears or hovers."""
    words = _words(cell)
    return format_html(
        '<td class="is-{}{}" title="{}"><span aria-hidden="true" dir="ltr">{}</span>'
        '<span class="visually-hidden">{}</span></td>',
        cell.state,
        " is-awake" if cell.customers else "",
        words,
        _sign(cell),
        words,
    )


def _sign(cell: Cell) -> str:
    here = str(len(cell.here))
    return {"served": here, "partly": f"{here}½", "missing": "0!", "quiet": "–"}[cell.state]


def _words(cell: Cell) -> str:
    names = ", ".join(cell.here) or _("nobody is here")
    customers = ngettext("%(count)d customer at work", "%(count)d customers at work", cell.customers)
    return f"{cell.hour.label}: {names}; {customers % {'count': cell.customers}}"
