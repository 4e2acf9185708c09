"""What is known of customers, put together for pages."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Company, Contact, Fact, FactKind
from contacts.querysets_needs import FactQuerySet
from staff.models import User

# Of what held once, the newest.
ENDED_SHOWN = 10


@dataclass
class KnownFacts:
    """The facts of one record that the reader sees: those that hold, by kind, and the newest that ended."""

    open: dict[FactKind, list[Fact]] = field(default_factory=dict)
    ended: list[Fact] = field(default_factory=list)
    stale: frozenset[int] = frozenset()

    @property
    def needs(self) -> list[Fact]:
        return self.open.get(FactKind.NEED, [])


def known_facts(record: Contact | Company, hidden: Collection[str], on: date, *, by: User) -> KnownFacts:
    """`hidden` are the groups of fields that the reader does not see of the record."""
    rows = (
        record.facts.told_to(by).exclude(group__in=hidden).select_related("created_by").order_by("-known_since", "-pk")
    )
    return sorted_out(rows, on)


def sorted_out(facts: Iterable[Fact], on: date) -> KnownFacts:
    rows = list(facts)
    open_ones = [fact for fact in rows if not fact.is_retired]
    by_kind = {kind: [fact for fact in open_ones if fact.kind == kind] for kind in FactKind}
    ended = sorted((fact for fact in rows if fact.is_retired), key=lambda fact: str(fact.retired_at), reverse=True)
    return KnownFacts(
        open={kind: found for kind, found in by_kind.items() if found},
        ended=ended[:ENDED_SHOWN],
        stale=frozenset(fact.pk for fact in open_ones if fact.is_stale(on)),
    )


# --- the report of unmet needs --------------------------------------------------------------------------------------
# What has come up within a quarter is news; what is older waits.
NEW_FOR = timedelta(days=90)


class Age(models.TextChoices):
    NEW = "new", _("known for up to 90 days")
    WAITING = "waiting", _("known for longer")
    STALE = "stale", _("to be asked again")


@dataclass(frozen=True)
class NeedFilter:
    """Which of what is known the report counts: one kind, of one age or of all."""

    kind: str = FactKind.NEED
    age: str = ""


@dataclass(frozen=True)
class NeedGroup:
    """What several customers said in the same words: how many they are, since when, and how many are to be asked."""

    SHOWN_AT_MOST: ClassVar[int] = 100

    words: str
    folded: str
    customers: int
    since: date
    stale: int


def open_facts(user: User, chosen: NeedFilter, on: date) -> FactQuerySet:
    """What holds of the people whom the user sees, of that kind and age."""
    facts = Fact.objects.visible_to(user).open().filter(kind=chosen.kind, contact__isnull=False)
    ages = {
        Age.NEW: Q(known_since__gt=on - NEW_FOR),
        Age.WAITING: Q(known_since__lte=on - NEW_FOR),
        Age.STALE: Q(expires_on__lt=on),
    }
    return facts.filter(ages[Age(chosen.age)]) if chosen.age else facts


def grouped_needs(facts: FactQuerySet, on: date) -> list[NeedGroup]:
    """The words that most customers share first."""
    figures: dict[str, Any] = {
        "words": Min("text"),
        "customers": Count("contact", distinct=True),
        "since": Min("known_since"),
        "stale": Count("contact", distinct=True, filter=Q(expires_on__lt=on)),
    }
    rows = facts.order_by().values("folded").annotate(**figures).order_by("-customers", "since", "folded")
    return [NeedGroup(**row) for row in rows[: NeedGroup.SHOWN_AT_MOST]]
