"""Response clocks in words: what is awaited, how it stands, and how much of the time is used."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from crm.clock import length_words
from crm.templatetags.crm_ui import icon, zone_city
from interactions.business_time import Shift
from interactions.models import ClockMetric, ClockState, ResponseClock

register = template.Library()


@dataclass(frozen=True)
class Told:
    """A clock as the page shows it; colour never stands without icon and word."""

    awaited: str
    state: str
    icon: str
    css: str
    used: str
    bar: int


@register.simple_tag
def clock_words(clock: ResponseClock, now: datetime) -> Told:
    state, picture, css = _state(clock, now)
    amounts = {
        "used": length_words(clock.used(now)),
        "target": length_words(clock.target),
        "percent": clock.percent(now),
    }
    used = _("%(used)s of %(target)s working time used (%(percent)d%%)") % amounts
    return Told(_awaited(clock), state, picture, css, used, min(clock.percent(now), 100))


def _awaited(clock: ResponseClock) -> str:
    if not clock.is_open:
        return str(capfirst(clock.get_metric_display()))
    return _("Update promised") if clock.metric == ClockMetric.UPDATE else _("Answer awaited")


def _state(clock: ResponseClock, now: datetime) -> tuple[str, str, str]:
    """A word, an icon and the class of its colour."""
    if clock.state == ClockState.VOIDED:
        return _("does not count"), "ban", "is-unknown"
    if clock.state == ClockState.ANSWERED:
        return (_("late"), "alert-triangle", "is-no") if clock.is_breached else (_("in time"), "check", "is-yes")
    if clock.is_overdue(now):
        return _("overdue"), "alert-triangle", "is-no"
    if clock.state == ClockState.PAUSED:
        return _("stands still"), "player-pause", "is-unknown"
    if clock.is_pressing(now):
        return _("soon due"), "clock", "is-soon"
    return _("running"), "player-play", "is-unknown"


# A badge of an entry that waits, or waited, for an answer; it leads to its clock.
BADGE = mark_safe('<a class="badge-word {}" href="{}">{}{}</a>')


def answer_badge(clock: ResponseClock) -> SafeString:
    """On the entry that started it: “Answer awaited: overdue”, or how it was answered."""
    state, picture, css = _state(clock, timezone.now())
    sentence = _("Answer awaited: %(state)s") if clock.is_open else _("Answered: %(state)s")
    words = sentence % {"state": state}
    return format_html(BADGE, css, reverse("interactions:clock_detail", args=[clock.pk]), icon(picture), words)


@register.filter
def hours_counted(clock: ResponseClock) -> list[str]:
    """The hours of the frozen calendar, each once: “09:00–17:00, Prague”."""
    return list(dict.fromkeys(_hours(shift) for shift in clock.calendar.shifts))


def _hours(shift: Shift) -> str:
    return f"{shift.start:%H:%M}–{shift.end:%H:%M}, {zone_city(shift.zone)}"
