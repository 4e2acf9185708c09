"""What is missing or doubtful among the contacts of a colleague: a registry that rooms above add to.

A gap is a condition on contacts, so that one question of the database counts all gaps of all colleagues.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contacts.comparing import Words
from contacts.models import Contact, ContactPoint, DuplicatePair, ImportantDate, PointKind, ZoneSource
from contacts.querysets import ContactQuerySet
from staff.models import User
from staff.policy import Action, may, scope

# After a year without a word, or a look at the card's facts, addresses and numbers are no longer sure.
STALE = timedelta(days=365)


@dataclass(frozen=True)
class Gap:
    """One kind of gap; `asks` is the action without which nobody may know of it."""

    code: str
    label: Words
    where: Callable[[datetime], Q]
    asks: Action = Action.VIEW_CONTACTS

    def found_by(self, user: User, now: datetime) -> Q:
        """The gap, among those of whom the user may know it."""
        if self.asks == Action.VIEW_CONTACTS:
            return self.where(now)
        known = scope(user, self.asks, Contact.objects.all())
        return self.where(now) & Q(pk__in=known.order_by().values("pk"))


_gaps: dict[str, Gap] = {}


def register(*gaps: Gap) -> None:
    """Let the report count these gaps; ValueError where a code is taken."""
    for gap in gaps:
        if _gaps.setdefault(gap.code, gap) is not gap:
            raise ValueError(f"There are two gaps “{gap.code}”.")


def gaps() -> list[Gap]:
    return list(_gaps.values())


def gaps_for(user: User) -> list[Gap]:
    """Those that the user's roles may know of somebody at least."""
    return [gap for gap in gaps() if may(user, gap.asks)]


def with_gap(contacts: ContactQuerySet, code: str, user: User, now: datetime) -> ContactQuerySet:
    return contacts.filter(_gaps[code].found_by(user, now))


def counts_of(contacts: ContactQuerySet, user: User, now: datetime) -> dict[int | None, dict[str, int]]:
    """How many of each gap, and how many contacts at all ("all"), by owner."""
    asked = {gap.code: Count("pk", filter=gap.found_by(user, now)) for gap in gaps_for(user)}
    rows = contacts.order_by().values("owner").annotate(all=Count("pk"), **asked)
    return {row.pop("owner"): row for row in rows}


def _without_point(kind: str) -> Callable[[datetime], Q]:
    return lambda now: ~Q(Exists(ContactPoint.objects.filter(contact=OuterRef("pk"), kind=kind)))


def _without_birthday(now: datetime) -> Q:
    return ~Q(Exists(ImportantDate.objects.filter(contact=OuterRef("pk"), kind="birthday")))


def _zone_in_doubt(now: datetime) -> Q:
    return Q(zone_confirmed_at__isnull=True) & ~Q(zone_source__in=(ZoneSource.TOLD, ZoneSource.BOOKING))


def _stale(now: datetime) -> Q:
    since = now - STALE
    return (Q(last_contact_at__isnull=True) | Q(last_contact_at__lt=since)) & Q(updated_at__lt=since)


def _doubled(now: datetime) -> Q:
    pairs = DuplicatePair.objects.filter(dismissed_at__isnull=True, one__deleted_at=None, other__deleted_at=None)
    return Q(pk__in=pairs.values("one")) | Q(pk__in=pairs.values("other"))


GAPS = (
    Gap("email", _("No e-mail"), _without_point(PointKind.EMAIL), Action.VIEW_DETAILS),
    Gap("phone", _("No phone"), _without_point(PointKind.PHONE), Action.VIEW_DETAILS),
    Gap("language", _("No language"), lambda now: Q(languages=[])),
    Gap("birthday", _("No birthday"), _without_birthday, Action.VIEW_SENSITIVE),
    Gap("zone", _("Time zone not confirmed"), _zone_in_doubt),
    Gap("stale", _("Not touched for a year"), _stale),
    Gap("doubled", _("Perhaps there twice"), _doubled, Action.MERGE_CONTACTS),
)
