"""What the timeline knows of a contact, for segments."""

from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from contacts import segments
from contacts.comparing import Kind as Fact
from contacts.segments import Condition
from interactions.models import FollowUp, FollowUpState, Interaction, Kind, Promise
from staff.policy import Action

HEADING = _("Conversations")
NUMBER = Fact("number", only=("gte", "lte", "eq"))


def entries(now: datetime) -> QuerySet[Interaction]:
    return Interaction.objects.standing().filter(at__lte=now)


def with_sentiment(now: datetime) -> QuerySet[Interaction]:
    return entries(now).filter(sentiment__isnull=False)


def open_steps(now: datetime) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(state=FollowUpState.OPEN)


def overdue_steps(now: datetime) -> QuerySet[FollowUp]:
    return open_steps(now).filter(due_at__lt=now)


def open_promises(now: datetime) -> QuerySet[Promise]:
    return Promise.objects.open()


def broken_promises(now: datetime) -> QuerySet[Promise]:
    return Promise.objects.broken(now).with_moment_of_breaking()


CONDITIONS = tuple(
    Condition(code, label, HEADING, kind, where, Action.VIEW_TIMELINE)
    for code, label, kind, where in (
        ("activity", _("Timeline"), Fact("recent", lambda: Kind.choices), segments.recent(entries, "kind", "at")),
        ("entries", _("Entries in the timeline"), NUMBER, segments.among(entries, Count("pk"))),
        (
            "sentiment",
            _("Last sentiment, -2 to 2"),
            Fact("number"),
            segments.newest(with_sentiment, segments.number("sentiment"), at="at"),
        ),
        ("next_step", _("Has a next step"), Fact("flag"), segments.related(open_steps)),
        ("overdue", _("Has an overdue next step"), Fact("flag"), segments.related(overdue_steps)),
        ("promise", _("Has an open promise"), Fact("flag"), segments.related(open_promises)),
        (
            "broken_promise",
            _("Broken promise"),
            Fact("day", only=("in_last", "not_in_last")),
            segments.related(broken_promises, segments.moment("broken_at")),
        ),
    )
)
