"""What the timeline knows of a contact, for segments."""

from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from contacts import segments
from contacts.comparing import Kind as Fact
from contacts.comparing import Words
from contacts.segments import Condition
from interactions.models import (
    Bond,
    BondKind,
    FollowUp,
    FollowUpState,
    Interaction,
    Kind,
    Promise,
    Signal,
    Strength,
    Tension,
    TensionLevel,
)
from interactions.watching import watches
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


def bonds(now: datetime) -> QuerySet[Bond]:
    return Bond.objects.standing()


def tensions(now: datetime) -> QuerySet[Tension]:
    """Those that are any: who was never tense is as calm as who is calm again."""
    return Tension.objects.standing().exclude(level=TensionLevel.CALM)


def strengths(now: datetime) -> QuerySet[Strength]:
    return Strength.objects.all()


def spoken_lately(now: datetime) -> QuerySet[Strength]:
    return Strength.objects.both_spoke_lately(now)


def open_signals(now: datetime) -> QuerySet[Signal]:
    return Signal.objects.open()


def kinds_of_signals() -> list[tuple[str, Words]]:
    """Those that everybody may see who sees the timeline."""
    return [(one.kind, one.label) for one in watches() if one.asks == Action.VIEW_TIMELINE]


NOT_CALM = [(level.value, level.label) for level in (TensionLevel.STRAINED, TensionLevel.TENSE)]

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
        (
            "bond",
            _("Kind of relationship"),
            Fact("choice", lambda: BondKind.choices),
            segments.related(bonds, segments.choice("kind")),
        ),
        (
            "tension",
            _("Tension of the relationship"),
            Fact("choice", lambda: NOT_CALM, only=("any_of", "none_of")),
            segments.related(tensions, segments.choice("level")),
        ),
        (
            "strength",
            _("Strength of the relationship, 0 to 100"),
            Fact("number"),
            segments.related(strengths, segments.number("score")),
        ),
        ("spoken_90", _("Both sides spoke in the last 90 days"), Fact("flag"), segments.related(spoken_lately)),
        (
            "signal",
            _("Signals of the relationship"),
            Fact("several", kinds_of_signals),
            segments.related(open_signals, segments.choice("kind")),
        ),
    )
)
