"""The rows of My day about what customers await of us: answers, promises, and a look at what they wrote to a recap."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.clock import day_bounds, local
from crm.clock import zone as zone_named
from crm.money import format_money
from interactions.models import ClockMetric, Promise, Recap, ResponseClock
from interactions.my_day import AT_MOST, Count, Row
from interactions.querysets import ResponseClockQuerySet
from interactions.querysets_promises import PromiseQuerySet
from interactions.querysets_recap import RecapQuerySet
from staff.models import User


def answers_awaited(user: User, now: datetime) -> Iterator[Row]:
    """Customers of mine, and of my team's whom nobody owns, who await a word from us, the next due first."""
    for clock in _awaited(user).select_related("contact__company").next_due_first()[:AT_MOST]:
        yield Row(
            kind="response_clock",
            icon="alert-triangle" if clock.is_overdue(now) else "clock",
            title=_("Update promised") if clock.metric == ClockMetric.UPDATE else _("Answer awaited"),
            reason=_reason(clock, now),
            contact=clock.contact,
            due_at=clock.due_at,
            url=reverse("interactions:clock_detail", args=[clock.pk]),
            rank=10 if clock.is_pressing(now) else 30,
        )


def _reason(clock: ResponseClock, now: datetime) -> str:
    if clock.is_overdue(now):
        return _("The time to answer is over")
    return _("The time to answer is nearly over") if clock.is_pressing(now) else _("The customer awaits a word")


def promises_due(user: User, now: datetime) -> Iterator[Row]:
    """My promises that are overdue or due before my day ends."""
    for promise in _promised(user, now).select_related("contact__company")[:AT_MOST]:
        overdue = promise.is_overdue(now)
        yield Row(
            kind="promise",
            icon="alert-triangle" if overdue else "heart-handshake",
            title=promise.what,
            reason=_("Overdue promise") if overdue else _("Promise due today"),
            contact=promise.contact,
            due_at=promise.due_at,
            url=reverse("interactions:promise_keep", args=[promise.pk]),
            rank=10 if overdue else 30,
            value=format_money(promise.value, get_language() or "en") if promise.value else "",
        )


def recaps_to_read(user: User, now: datetime) -> Iterator[Row]:
    """What customers corrected or remarked in recaps of my conversations, until somebody has read it."""
    related = _answered(user).select_related("interaction__contact__company").order_by("answered_at", "pk")
    for recap in related[:AT_MOST]:
        contact = recap.interaction.contact
        yield Row(
            kind="recap",
            icon="edit",
            title=_("Read what %(name)s wrote to your recap") % {"name": contact.full_name},
            reason=_("answered your recap in words"),
            contact=contact,
            due_at=recap.answered_at,
            url=reverse("interactions:recap_detail", args=[recap.pk]),
            rank=10,
        )


def count_answers_awaited(user: User, now: datetime) -> Count:
    return _count(_awaited(user), "due_at", now)


def count_promises_due(user: User, now: datetime) -> Count:
    return _count(_promised(user, now), "due_at", now)


def count_recaps_to_read(user: User, now: datetime) -> Count:
    return _count(_answered(user), "answered_at", now)


def _awaited(user: User) -> ResponseClockQuerySet:
    return ResponseClock.objects.visible_to(user).running().looked_after_by(user)


def _promised(user: User, now: datetime) -> PromiseQuerySet:
    place = zone_named(user.time_zone)
    _start, end = day_bounds(local(now, place).date(), place)
    return Promise.objects.visible_to(user).waiting_for(user).due_before(end)


def _answered(user: User) -> RecapQuerySet:
    return Recap.objects.visible_to(user).to_be_read().filter(owner=user)


def _count(rows: "models.QuerySet[Any]", due: str, now: datetime) -> Count:
    overdue = models.Count("pk", filter=Q(**{f"{due}__lt": now}))
    return Count(**rows.order_by().aggregate(rows=models.Count("pk"), overdue=overdue))


SOURCES = (
    (answers_awaited, count_answers_awaited),
    (promises_due, count_promises_due),
    (recaps_to_read, count_recaps_to_read),
)
