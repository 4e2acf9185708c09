"""The rows that interactions itself brings to My day: answers, promises and follow-ups due, birthdays, goals to see."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contacts.models import CustomerGoal, DateKind, ImportantDate
from crm.clock import Feb29, day_bounds, local, occurrence_in_year
from crm.clock import zone as zone_named
from crm.money import format_money
from interactions.models import ClockMetric, FollowUp, FollowUpKind, Promise, Recap, ResponseClock
from interactions.my_day import Row
from staff.models import Organisation, User
from staff.policy import Action, scope

AT_MOST = 100


def follow_ups_due(user: User, now: datetime) -> Iterator[Row]:
    """Tasks of mine that are overdue or due before my day ends."""
    zone = zone_named(user.time_zone)
    _start, end = day_bounds(local(now, zone).date(), zone)
    due = FollowUp.objects.visible_to(user).waiting_for(user).due(end).filter(kind=FollowUpKind.TASK)
    for follow_up in due.select_related("contact__company")[:AT_MOST]:
        overdue = follow_up.is_overdue(now)
        yield Row(
            kind="follow_up",
            icon="alert-triangle" if overdue else "clock",
            title=follow_up.title,
            reason=_("Overdue follow-up") if overdue else _("Follow-up due today"),
            contact=follow_up.contact,
            due_at=follow_up.due_at,
            url=reverse("interactions:follow_up_close", args=[follow_up.pk]),
            rank=20 if overdue else 30,
        )


def promises_due(user: User, now: datetime) -> Iterator[Row]:
    """My promises that are overdue or due before my day ends."""
    zone = zone_named(user.time_zone)
    _start, end = day_bounds(local(now, zone).date(), zone)
    due = Promise.objects.visible_to(user).waiting_for(user).due_before(end)
    for promise in due.select_related("contact__company")[:AT_MOST]:
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


def birthdays_today(user: User, now: datetime) -> Iterator[Row]:
    """My contacts who have their birthday today, where they are."""
    around = {(now + timedelta(hours=hours)).date() for hours in (-12, 0, 14)}
    days = {day.month * 100 + day.day for day in around} | {229}
    mine = ImportantDate.objects.filter(contact__owner=user, kind=DateKind.BIRTHDAY, month_day__in=days)
    rows = scope(user, Action.VIEW_SENSITIVE, mine)
    feb29 = cast("Feb29", Organisation.current().feb29)
    for row in rows.select_related("contact__company")[:AT_MOST]:
        today = local(now, row.contact.zone).date()
        if occurrence_in_year(row.month, row.day, today.year, feb29) == today:
            yield Row(
                kind="birthday",
                icon="cake",
                title=_("Birthday today"),
                reason=_("Birthday where they are"),
                contact=row.contact,
                due_at=None,
                url=reverse("interactions:log", args=[row.contact.pk]),
                rank=40,
            )


def goals_to_review(user: User, now: datetime) -> Iterator[Row]:
    """Goals of my customers that nobody has looked at for a quarter, the longest unseen first."""
    today = local(now, zone_named(user.time_zone)).date()
    goals = CustomerGoal.objects.visible_to(user).filter(contact__owner=user).to_review(today)
    for goal in goals.select_related("contact__company").order_by("reviewed_on", "pk")[:AT_MOST]:
        yield Row(
            kind="goal_review",
            icon="target",
            title=goal.words,
            reason=_("Goal not looked at for 90 days"),
            contact=goal.contact,
            due_at=None,
            url=reverse("contacts:goal_edit", args=[goal.pk]),
            rank=50,
        )


def answers_awaited(user: User, now: datetime) -> Iterator[Row]:
    """Customers of mine, and of my team's whom nobody owns, who await a word from us, the next due first."""
    waiting = ResponseClock.objects.visible_to(user).running().looked_after_by(user)
    for clock in waiting.select_related("contact__company").next_due_first()[:AT_MOST]:
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


def recaps_to_read(user: User, now: datetime) -> Iterator[Row]:
    """What customers corrected or remarked in recaps of my conversations, until somebody has read it."""
    answered = Recap.objects.visible_to(user).to_be_read().filter(owner=user)
    related = answered.select_related("interaction__contact__company").order_by("answered_at", "pk")
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


SOURCES = (answers_awaited, promises_due, follow_ups_due, recaps_to_read, birthdays_today, goals_to_review)
