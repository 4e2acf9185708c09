"""The rows that interactions itself brings to My day: follow-ups due, birthdays, goals of customers to look at, signals
of relationships, and their monthly review."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import CustomerGoal, DateKind, ImportantDate
from crm.clock import Feb29, day_bounds, local, occurrence_in_year
from crm.clock import zone as zone_named
from interactions.models import FollowUp, HandOver
from interactions.my_day import AT_MOST, Row
from interactions.my_day import Count as MyDayCount
from interactions.querysets import FollowUpQuerySet
from staff.models import Organisation, User
from staff.policy import Action, scope

OVERDUE, TODAY = 20, 30
OTHERS_AT_MOST = 100


def follow_ups_due(user: User, now: datetime) -> Iterator[Row]:
    """Tasks of mine that are overdue or due before my day ends, the longest due first."""
    given = HandOver.objects.filter(taker=user).only("note", "follow_up")
    rows = _due_today(user, now).select_related("contact__company").prefetch_related(Prefetch("hand_overs", given))
    for follow_up in rows[:AT_MOST]:
        overdue = follow_up.is_overdue(now)
        yield Row(
            kind="follow_up",
            icon="alert-triangle" if overdue else "clock",
            title=follow_up.title,
            reason=_reason(follow_up, now),
            contact=follow_up.contact,
            due_at=follow_up.due_at,
            url=reverse("interactions:follow_up_close", args=[follow_up.pk]),
            rank=OVERDUE if overdue else TODAY,
            follow_up=follow_up.pk,
            note=next((one.note for one in follow_up.hand_overs.all()), ""),
            is_by_day=follow_up.is_by_day,
        )


def count_follow_ups_due(user: User, now: datetime) -> MyDayCount:
    overdue = Count("pk", filter=Q(due_at__lt=now))
    found = _due_today(user, now).order_by().aggregate(rows=Count("pk"), overdue=overdue)
    return MyDayCount(**found)


def _due_today(user: User, now: datetime) -> FollowUpQuerySet:
    place = zone_named(user.time_zone)
    _start, end = day_bounds(local(now, place).date(), place)
    return FollowUp.objects.visible_to(user).waiting_for(user).due(end).tasks()


def _reason(follow_up: FollowUp, now: datetime) -> str:
    if follow_up.flagged_at:
        return _("Nobody could take it")
    return _("Overdue follow-up") if follow_up.is_overdue(now) else _("Follow-up due today")


def birthdays_today(user: User, now: datetime) -> Iterator[Row]:
    """My contacts who have their birthday today, where they are."""
    around = {(now + timedelta(hours=hours)).date() for hours in (-12, 0, 14)}
    days = {day.month * 100 + day.day for day in around} | {229}
    mine = ImportantDate.objects.filter(contact__owner=user, kind=DateKind.BIRTHDAY, month_day__in=days)
    rows = scope(user, Action.VIEW_SENSITIVE, mine)
    feb29 = cast("Feb29", Organisation.current().feb29)
    for row in rows.select_related("contact__company")[:OTHERS_AT_MOST]:
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
    for goal in goals.select_related("contact__company").order_by("reviewed_on", "pk")[:OTHERS_AT_MOST]:
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


SOURCES = (birthdays_today, goals_to_review)
