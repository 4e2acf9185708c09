"""The same figures in the plainest way: every row in memory, sets of customers, the formulas of crm.statistics."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from contacts.models import Contact
from crm.clock import local
from crm.statistics import Envelope, churn, csat, default_activity_window, mean_envelope, nps, proportion, retention
from feedback.models import Answer
from loyalty.models import Referral
from metrics.periods import Period, midnight
from sales.models import Contract, Purchase

Found = dict[str, tuple[Envelope, dict[str, set[int]]]]


class World:
    """All rows of the living contacts."""

    def __init__(self, period: Period) -> None:
        self.period, self.zone = period, period.zone
        self.contacts = {contact.pk: contact for contact in Contact.objects.filter(deleted_at=None)}
        self.purchases = [row for row in Purchase.objects.filter(status="settled") if row.contact_id in self.contacts]
        self.contracts = [row for row in Contract.objects.all() if row.contact_id in self.contacts]
        self.window = default_activity_window(self.gaps())

    def gaps(self) -> list[int]:
        last = midnight(self.period.as_of + timedelta(days=1), self.zone)
        days: dict[int, set[date]] = defaultdict(set)
        for row in self.purchases:
            if row.ordered_at < last:
                days[row.contact_id].add(local(row.ordered_at, self.zone).date())
        ordered = [sorted(found) for found in days.values()]
        return [(b - a).days for found in ordered for a, b in pairwise(found)]

    def active_on(self, day: date) -> set[int]:
        opening, closing = midnight(day - timedelta(days=self.window), self.zone), midnight(day, self.zone)
        bought = {row.contact_id for row in self.purchases if opening <= row.ordered_at < closing}
        covered = {
            row.contact_id for row in self.contracts if row.starts_on <= day and (not row.ends_on or day <= row.ends_on)
        }
        return bought | covered

    def first_active(self) -> dict[int, datetime]:
        moments: dict[int, list[datetime]] = defaultdict(list)
        for row in self.purchases:
            moments[row.contact_id].append(row.ordered_at)
        for row in self.contracts:
            moments[row.contact_id].append(midnight(row.starts_on, self.zone))
        return {pk: min(found) for pk, found in moments.items()}

    def referred(self) -> set[int]:
        by_code = {row.referee_id for row in Referral.objects.exclude(state="reversed")}
        return by_code | {pk for pk, contact in self.contacts.items() if contact.referred_by_id}

    def answers(self, kind: str) -> list[Answer]:
        rows = Answer.objects.select_related("question__survey", "response__invitation").order_by("at", "pk")
        last: dict[tuple[int, int, str], Answer] = {}
        for row in rows:
            invitation, question = row.response.invitation, row.question
            is_pooled = kind == "csat" or question.survey.trigger != "after_conversation"
            counts = row.is_current and row.value is not None and question.kind == kind and is_pooled
            inside = self.period.start_at <= row.response.completed_at < self.period.end_at
            if counts and inside and invitation.contact_id in self.contacts:
                last[invitation.contact_id, invitation.survey_id, invitation.wave] = row
        return list(last.values())


def figures(period: Period) -> tuple[int, Found]:
    """The window, and each figure with the customers of its parts."""
    world = World(period)
    return world.window, {
        "retention": _retention(world),
        "churn": _churn(world),
        "cltv": _cltv(world),
        "nps": _nps(world),
        "csat": _csat(world),
        "referral_rate": _referral_rate(world),
    }


def _ends(world: World) -> tuple[set[int], set[int]]:
    return world.active_on(world.period.start), world.active_on(world.period.counted_until)


def _retention(world: World) -> tuple[Envelope, dict[str, set[int]]]:
    period = world.period
    envelope, moves = retention(*_ends(world), world.first_active(), period.start_at, period.end_at)
    names = ("start", "lost", "new", "reactivated", "end", "bounced_in")
    parts = {name: set(getattr(moves, name)) for name in names}
    return envelope, {**parts, "retained": parts["start"] & parts["end"]}


def _churn(world: World) -> tuple[Envelope, dict[str, set[int]]]:
    start, end = _ends(world)
    return churn(start, end), {"start": start, "lost": start - end}


def _cltv(world: World) -> tuple[Envelope, dict[str, set[int]]]:
    totals: dict[int, Fraction] = defaultdict(Fraction)
    gaps: dict[int, int] = defaultdict(int)
    for row in world.purchases:
        if row.ordered_at < world.period.end_at:
            if row.base_amount is None or row.base_currency != "EUR":
                gaps[row.contact_id] += 1
            else:
                totals[row.contact_id] += Fraction(row.base_amount)
    envelope = mean_envelope(list(totals.values()))
    return envelope, {"customers": set(totals), "unconverted": set(gaps)}


def _nps(world: World) -> tuple[Envelope, dict[str, set[int]]]:
    given = world.answers("nps")
    bounds = {"answers": (0, 10), "promoters": (9, 10), "passives": (7, 8), "detractors": (0, 6)}
    return nps([row.value for row in given]), _respondents(given, bounds)


def _csat(world: World) -> tuple[Envelope, dict[str, set[int]]]:
    given = world.answers("csat")
    bounds = {"answers": (1, 5), "satisfied": (4, 5), "neutral": (3, 3), "dissatisfied": (1, 2)}
    return csat([row.value for row in given]), _respondents(given, bounds)


def _respondents(given: Sequence[Answer], bounds: dict[str, tuple[int, int]]) -> dict[str, set[int]]:
    return {
        part: {row.response.invitation.contact_id for row in given if low <= row.value <= high}
        for part, (low, high) in bounds.items()
    }


def _referral_rate(world: World) -> tuple[Envelope, dict[str, set[int]]]:
    period, referred = world.period, world.referred()
    new = {pk for pk, at in world.first_active().items() if period.start_at <= at < period.end_at}
    return proportion(len(new & referred), len(new)), {"new": new, "referred": new & referred, "others": new - referred}
