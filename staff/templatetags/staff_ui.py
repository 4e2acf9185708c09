"""The frame's words about the colleague who reads it."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.urls import get_urlconf, resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format

from crm.clock import zone
from staff import approvals, notices
from staff.models import Approval, Notice, Organisation, User
from staff.policy import Action, may
from staff.silence import silent_since

register = template.Library()

MOST_COUNTED = 100

# Greetings in the words of the place, never translated.
GREETINGS = (
    ("Dobrý den", "cs", "Europe/Prague"),
    ("Laba diena", "lt", "Europe/Vilnius"),
    ("مرحبًا", "ar", "Asia/Dubai"),
    ("Здравствуйте", "ru", "Asia/Almaty"),
    ("こんにちは", "ja", "Asia/Tokyo"),
    ("Hello", "en", "America/New_York"),
)


@dataclass(frozen=True)
class HourElsewhere:
    greeting: str
    language: str
    zone: str
    moment: datetime


@register.simple_tag
def hours_of_the_world() -> list[HourElsewhere]:
    """What the clocks of six cities say now, in wall time."""
    now = timezone.now()
    return [
        HourElsewhere(greeting, language, place, timezone.make_naive(now, zone(place)))
        for greeting, language, place in GREETINGS
    ]


@register.simple_tag
def unread_notices(user: User) -> int:
    """Unread notices, counted to a hundred: the bell is on every page."""
    if not user.is_authenticated:
        return 0
    unread = user.notices.filter(read_at__isnull=True).values_list("pk", flat=True)
    return len(unread[:MOST_COUNTED])


@register.simple_tag
def waiting_approvals(user: User) -> int:
    """How much waits for this reader's word; nobody else pays a query for it."""
    return len(approvals.waiting_for(user, now=timezone.now())) if user.is_authenticated else 0


@register.simple_tag
def worker_silent_since(user: User) -> str:
    """The hour, or the day too where it was another one, since which no worker was heard of; else nothing."""
    now = timezone.now()
    since = silent_since(user, now=now)
    if since is None:
        return ""
    is_today = timezone.localdate(since) == timezone.localdate(now)
    return date_format(timezone.localtime(since), "H:i" if is_today else "SHORT_DATETIME_FORMAT")


@register.simple_tag(takes_context=True)
def open_url(context: Context, name: str) -> str:
    """The address of a page that the reader's role may open, else nothing: no link leads to a refusal."""
    address = reverse(name)
    rule = _rule_at(address, get_urlconf())
    user = getattr(context.get("request"), "user", None)
    is_closed = isinstance(rule, Action) and (user is None or not may(user, rule))
    return "" if is_closed else address


# The frame asks for a dozen addresses on each page, and each would be matched against all routes.
@lru_cache(maxsize=256)
def _rule_at(address: str, urlconf: str | None) -> Any:
    return getattr(resolve(address, urlconf).func, "access_rule", None)


@register.simple_tag
def current_organisation() -> Organisation | None:
    return Organisation.objects.first()


@register.filter
def notice_text(notice: Notice) -> str:
    return notices.text(notice)


@register.filter
def notice_icon(notice: Notice) -> str:
    return notices.icon(notice)


@register.filter
def approval_deciders(approval: Approval) -> list[User]:
    return approvals.deciders(approval)


@register.filter
def approval_next_step(approval: Approval) -> str:
    return approvals.next_step(approval, now=timezone.now())


@register.filter
def approval_words(approval: Approval) -> str:
    return approvals.words(approval)
