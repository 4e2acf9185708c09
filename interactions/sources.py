"""The rows that interactions itself brings to My day: follow-ups due, birthdays, goals of customers to look at, signals
of relationships, and their monthly review."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from contacts.models import Contact, CustomerGoal, DateKind, ImportantDate
from crm.clock import Feb29, day_bounds, local, occurrence_in_year
from crm.clock import zone as zone_named
from crm.money import format_money
from interactions.models import FollowUp, FollowUpKind, Signal
from interactions.my_day import Row
from interactions.relationship import explained
from interactions.reviewing import is_ending, left_of
from interactions.watching import watches
from interactions.worth import worth_of
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


def signals_of_mine(user: User, now: datetime) -> Iterator[Row]:
    """What was found about my customers, the newest first, and of each kind no more than it wants at once."""
    mine = Signal.objects.visible_to(user).open().filter(contact__owner=user)
    newest = Window(RowNumber(), partition_by=F("kind"), order_by=[F("since").desc(), F("pk").desc()])
    placed = mine.annotate(place=newest).filter(place__lte=max(one.at_once for one in watches()))
    found = list(placed.select_related("contact__company").order_by("place", "kind"))
    people = Contact.objects.filter(pk__in=[signal.contact_id for signal in found])
    worth = worth_of(user, people, now) if found else {}
    language = get_language() or "en"
    for one in explained(found):
        contact, watch = one.signal.contact, one.watch
        if one.signal.place <= watch.at_once:  # type: ignore[attr-defined]  # annotated above
            yield Row(
                kind=watch.kind,
                icon=watch.icon,
                title=str(watch.label),
                reason=one.words,
                contact=contact,
                due_at=None,
                url=watch.do(contact.pk) if watch.do else reverse("interactions:signal_detail", args=[one.signal.pk]),
                rank=watch.rank,
                value=format_money(worth[contact.pk], language) if contact.pk in worth else "",
            )


def monthly_review(user: User, now: datetime) -> Iterator[Row]:
    """In the last days of the month: the customers of mine at whom nobody has looked in it."""
    left = left_of(user, now).count() if is_ending(user, now) else 0
    if left:
        words = ngettext("%(number)d customer is left this month", "%(number)d customers are left this month", left)
        yield Row(
            kind="review",
            icon="heart",
            title=_("Monthly review of relationships"),
            reason=words % {"number": left},
            contact=None,
            due_at=None,
            url=reverse("interactions:review"),
            rank=50,
        )


SOURCES = (follow_ups_due, birthdays_today, goals_to_review, signals_of_mine, monthly_review)
