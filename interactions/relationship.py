"""All that is known of one relationship, and of those with the people of a company, for pages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from contacts.models import Company, Contact
from interactions.models import Agreement, Bond, BondKind, Breach, Signal, Strength, Tension, TensionLevel
from interactions.querysets_relationship import LATELY
from interactions.strength import PART
from interactions.watching import Watch, watch_for
from staff.models import User
from staff.policy import Action, scope

HISTORY_SHOWN = 20


@dataclass(frozen=True)
class Explained:
    """A signal with the watch that explains it."""

    signal: Signal
    watch: Watch

    @property
    def words(self) -> str:
        return self.watch.explain(self.signal.facts)


@dataclass(frozen=True)
class Relationship:
    """Bonds and tensions are newest first, and the first of each holds."""

    bonds: list[Bond]
    tensions: list[Tension]
    strength: Strength | None
    signals: list[Explained]
    agreements: list[Agreement]
    now: datetime

    @property
    def bond(self) -> Bond | None:
        return self.bonds[0] if self.bonds else None

    @property
    def tension(self) -> Tension | None:
        return self.tensions[0] if self.tensions else None

    @property
    def both_spoke_lately(self) -> bool:
        return self.strength is not None and both_spoke(self.strength, self.now)

    @property
    def most(self) -> int:
        """What each part of the strength can be."""
        return PART


def both_spoke(strength: Strength, now: datetime) -> bool:
    """The same as `StrengthQuerySet.both_spoke_lately`, of one row."""
    spoken = (strength.theirs_at, strength.ours_at)
    return all(at is not None and at > now - LATELY for at in spoken)


def relationship_of(contact: Contact, user: User, now: datetime) -> Relationship:
    """In six statements."""
    breaches = Prefetch("breaches", Breach.objects.order_by("-happened_on", "-pk"))
    return Relationship(
        bonds=list(Bond.objects.filter(contact=contact).select_related("by")[:HISTORY_SHOWN]),
        tensions=list(Tension.objects.filter(contact=contact).select_related("by", "keeper")[:HISTORY_SHOWN]),
        strength=Strength.objects.filter(contact=contact).first(),
        signals=explained(Signal.objects.visible_to(user).open().filter(contact=contact)),
        agreements=list(Agreement.objects.filter(contact=contact).prefetch_related(breaches)),
        now=now,
    )


def explained(signals: Iterable[Signal]) -> list[Explained]:
    """Those of the signals whose kind somebody knows."""
    return [Explained(signal, watch) for signal in signals if (watch := watch_for(signal.kind))]


@dataclass(frozen=True)
class Sum:
    """The relationships with the people of a company: how many, of which kind and tension, and how strong."""

    people: int
    kinds: list[tuple[str, int]]
    levels: list[tuple[TensionLevel, int]]
    strongest: Strength | None
    mean: int | None
    spoken_lately: int


def company_in_sum(company: Company, user: User, now: datetime) -> Sum:
    people = scope(user, Action.VIEW_TIMELINE, Contact.objects.filter(company=company)).values("pk")
    bonds = Counter(Bond.objects.standing().filter(contact__in=people).order_by().values_list("kind", flat=True))
    levels = Counter(Tension.objects.standing().filter(contact__in=people).order_by().values_list("level", flat=True))
    counted = Strength.objects.filter(contact__in=people).select_related("contact")
    strengths = list(counted.order_by("-score", "contact"))
    return Sum(
        people=people.count(),
        kinds=[(str(kind.label), bonds[kind.value]) for kind in BondKind if bonds[kind.value]],
        levels=[(level, levels[level.value]) for level in (TensionLevel.TENSE, TensionLevel.STRAINED) if levels[level]],
        strongest=strengths[0] if strengths else None,
        mean=round(sum(one.score for one in strengths) / len(strengths)) if strengths else None,
        spoken_lately=sum(both_spoke(one, now) for one in strengths),
    )
