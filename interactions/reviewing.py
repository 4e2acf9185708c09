"""Whose relationships wait for this month's look, and in which order an account manager walks through them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from contacts.models import Contact
from crm.clock import local, zone
from interactions.models import MonthlyReview, Signal, Tension, TensionLevel
from interactions.watches import SILENT
from interactions.watching import watched
from interactions.worth import worth_of
from staff.models import User
from staff.policy import Action, scope

# So many days before the month ends My day reminds.
LAST_DAYS = 7
STRICTEST_FIRST: dict[str | None, int] = {TensionLevel.TENSE: 0, TensionLevel.STRAINED: 1}


def month_of(user: User, now: datetime) -> date:
    """The first day of the month that it is for the user."""
    return local(now, zone(user.time_zone)).date().replace(day=1)


def is_ending(user: User, now: datetime) -> bool:
    today = local(now, zone(user.time_zone)).date()
    return (today + timedelta(days=LAST_DAYS)).month != today.month


def to_review(user: User) -> QuerySet[Contact]:
    """The user's own customers with whom they may talk."""
    return scope(user, Action.WRITE_TIMELINE, watched().filter(owner=user))


def left_of(user: User, now: datetime) -> QuerySet[Contact]:
    """Those at whom nobody has looked this month."""
    looked_at = MonthlyReview.objects.filter(contact=OuterRef("pk"), month=month_of(user, now))
    return to_review(user).filter(~Exists(looked_at))


def queue_of(user: User, now: datetime) -> list[int]:
    """Ids of those who are left: tense relationships first, then silent ones, then by their worth."""
    left = left_of(user, now)
    tensions = Tension.objects.standing().filter(contact__in=left.values("pk"))
    levels = dict(tensions.order_by().values_list("contact", "level"))
    signals = Signal.objects.open().filter(kind=SILENT, contact__in=left.values("pk"))
    silent = set(signals.order_by().values_list("contact", flat=True))
    worth = worth_of(user, left, now)

    def place(pk: int) -> tuple[int, bool, Decimal, int]:
        value = worth[pk].amount if pk in worth else Decimal(0)
        return STRICTEST_FIRST.get(levels.get(pk), len(STRICTEST_FIRST)), pk not in silent, -value, pk

    return sorted(left.values_list("pk", flat=True), key=place)
