"""Words and icons of the outbox."""

from datetime import datetime

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outreach import reasons
from outreach.models import Message, State
from outreach.windows import recipient_zone

register = template.Library()

ICONS = {
    State.PENDING: "clock",
    State.CLAIMED: "send",
    State.SENT: "circle-check",
    State.FAILED: "alert-triangle",
    State.UNKNOWN: "help",
    State.CANCELLED: "x",
    State.EXPIRED: "clock-hour-9",
    State.SKIPPED: "ban",
    State.CLOSED: "minus",
}
MEANINGS = {
    State.SENT: "is-yes",
    State.FAILED: "is-no",
    State.UNKNOWN: "is-soon",
    State.EXPIRED: "is-no",
    State.PENDING: "",
    State.CLAIMED: "",
}


@register.filter
def state_icon(state: str) -> str:
    return ICONS.get(State(state), "mail")


@register.filter
def state_meaning(state: str) -> str:
    """The class of the badge; its word and icon say the same."""
    return MEANINGS.get(State(state), "is-unknown")


@register.filter
def in_words(reason: str) -> str | Promise:
    return reasons.sentence(reason)


@register.filter
def their_zone(message: Message) -> str:
    return recipient_zone(message).key


@register.simple_tag
def ago(moment: datetime, now: datetime) -> str:
    """“40 s ago”; whole minutes from two minutes on, whole hours from two hours on."""
    seconds = max(int((now - moment).total_seconds()), 0)
    if seconds < 120:
        return _("%(count)d s ago") % {"count": seconds}
    if seconds < 7200:
        return _("%(count)d min ago") % {"count": seconds // 60}
    if seconds < 172_800:
        return _("%(count)d h ago") % {"count": seconds // 3600}
    days = seconds // 86_400
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
