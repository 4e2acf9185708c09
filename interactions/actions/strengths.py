"""Counting how strong relationships are."""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from contacts.models import Contact
from interactions.models import Strength
from interactions.strength import YEAR, Figures, parts_of
from interactions.talks import IN_PERSON, THEY_SPOKE, WE_SPOKE, talks_with

AT_ONCE = 500
COUNTED = ("theirs_at", "ours_at", "first_at", "theirs", "ours", "met")


def recount(*, now: datetime, only: Collection[int] | None = None) -> int:
    """Count everybody's relationship, or `only` those of these ids; how many there are with whom we talked."""
    people, standing = Contact.objects.filter(deleted_at__isnull=True), Strength.objects.all()
    if only is not None:
        people, standing = people.filter(pk__in=only), standing.filter(contact__in=only)
    counted = 0
    for rows in _chunks(figures_of(people, now).iterator()):
        strengths = [_strength(row, now) for row in rows]
        updated = [*COUNTED, "score", "counted_at"]
        Strength.objects.bulk_create(strengths, update_conflicts=True, unique_fields=["contact"], update_fields=updated)
        counted += len(strengths)
    standing.exclude(counted_at=now).delete()
    return counted


def figures_of(people: QuerySet[Contact], now: datetime) -> QuerySet[Any]:
    """One row a contact: its id and the figures, all by one statement."""
    lately = Q(at__gt=now - YEAR)
    return (
        talks_with(people, now)
        .values("contact")
        .annotate(
            theirs_at=Max("at", filter=THEY_SPOKE),
            ours_at=Max("at", filter=WE_SPOKE),
            first_at=Min("at"),
            theirs=Count("pk", filter=THEY_SPOKE & lately),
            ours=Count("pk", filter=WE_SPOKE & lately),
            met=Count("pk", filter=Q(kind__in=IN_PERSON) & lately),
        )
    )


def _strength(row: dict[str, Any], now: datetime) -> Strength:
    figures = Figures(**{name: row[name] for name in COUNTED})
    return Strength(contact_id=row["contact"], score=parts_of(figures, now).score, counted_at=now, **vars(figures))


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some
