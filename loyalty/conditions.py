"""What the books of points know of a contact, for segments."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from contacts import segments
from contacts.comparing import Kind
from contacts.segments import Condition
from loyalty.models import Account, AccountKind, Entry, Lot
from staff.policy import Action

HEADING = _("Loyalty")


def accounts(now: datetime) -> QuerySet[Account]:
    return Account.objects.filter(kind=AccountKind.MEMBER, opened_at__lte=now)


def entries(now: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(account__kind=AccountKind.MEMBER, transaction__occurred_at__lte=now)


def lots(now: datetime) -> QuerySet[Lot]:
    return Lot.objects.left(now).filter(account__kind=AccountKind.MEMBER)


def expiring(comparison: str, value: Any, now: datetime) -> Q:
    return Q(expires_at__gt=now, expires_at__lte=now + timedelta(days=value))


CONDITIONS = tuple(
    Condition(code, label, HEADING, kind, where, Action.VIEW_LOYALTY)
    for code, label, kind, where in (
        ("member", _("Collects points"), Kind("flag"), segments.related(accounts)),
        (
            "points",
            _("Points"),
            Kind("number", only=("gte", "lte", "eq")),
            segments.among(entries, Sum("points"), path="account__contact"),
        ),
        (
            "points_expire",
            _("Points expire"),
            Kind("day", only=("in_next",)),
            segments.related(lots, expiring, path="account__contact"),
        ),
    )
)
