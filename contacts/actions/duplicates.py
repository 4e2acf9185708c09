"""Looking for contacts who may stand twice, in batches; and a colleague's word that two are two."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from contacts.duplicates import (
    LARGEST_COMPANY,
    MOST_WITH_ONE_KEY,
    evidence,
    facts_of,
    full_birthdays,
    score,
)
from contacts.models import Contact, ContactPoint, DuplicatePair
from crm.lookups import among
from crm.text import skel
from staff import audit
from staff.models import User
from staff.policy import Action, can

BATCH = 500
Pair = tuple[int, int]


def find_duplicates(*, now: datetime) -> dict[str, int]:
    """Go through everybody once; pairs that no longer hold go, those whom somebody told apart stay apart."""
    pairs, last = 0, 0
    while chunk := _next_chunk(last):
        last = chunk[-1]
        pairs += _look_at(chunk, now)
    return {"pairs": pairs}


def _next_chunk(last: int) -> list[int]:
    people = Contact.objects.alive().filter(pk__gt=last).order_by("pk")
    return list(people.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _look_at(chunk: list[int], now: datetime) -> int:
    candidates = {*_by_points(chunk), *_by_companies(chunk), *_by_birthdays(chunk)}
    known = facts_of({pk for pair in candidates for pk in pair})
    found = {
        pair: codes
        for pair in sorted(candidates)
        if set(pair) <= known.keys() and (codes := evidence(known[pair[0]], known[pair[1]]))
    }
    rows = [
        DuplicatePair(one_id=one, other_id=other, evidence=codes, score=score(codes), found_at=now)
        for (one, other), codes in found.items()
    ]
    DuplicatePair.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["one", "other"], update_fields=["evidence", "score"]
    )
    stored = DuplicatePair.objects.filter(one__in=chunk, dismissed_at__isnull=True)
    gone = [pk for pk, one, other in stored.values_list("pk", "one_id", "other_id") if (one, other) not in found]
    DuplicatePair.objects.filter(pk__in=gone).delete()
    return len(found)


def _by_points(chunk: list[int]) -> Iterator[Pair]:
    keys = ContactPoint.objects.filter(contact__in=chunk).exclude(normalised="").values_list("normalised", flat=True)
    shared = ContactPoint.objects.filter(normalised__in=among(list(set(keys)))).order_by()
    yield from _pairs(shared.values_list("kind", "normalised", "contact_id"), chunk)


def _by_birthdays(chunk: list[int]) -> Iterator[Pair]:
    days = list(full_birthdays().filter(contact__in=chunk).values_list("month_day", flat=True))
    same = full_birthdays().filter(month_day__in=among(list(set(days)))).order_by()
    yield from _pairs(same.values_list("year", "month_day", "contact_id"), chunk)


def _by_companies(chunk: list[int]) -> Iterator[Pair]:
    """In a small company everybody is compared, in a large one only who has the same key."""
    companies = Contact.objects.filter(pk__in=chunk, company__isnull=False).values_list("company", flat=True)
    mates = defaultdict[int, list[tuple[int, str]]](list)
    people = Contact.objects.alive().filter(company__in=among(list(set(companies)))).order_by("pk")
    for company, pk, name in people.values_list("company_id", "pk", "full_name").iterator():
        mates[company].append((pk, name))
    for staff in mates.values():
        if len(staff) <= LARGEST_COMPANY:
            yield from _within((pk for pk, _name in staff), chunk)
        else:
            yield from _pairs((("", skel(name), pk) for pk, name in staff), chunk)


def _pairs(rows: Iterable[tuple[object, object, int]], chunk: list[int]) -> Iterator[Pair]:
    holders = defaultdict[tuple[object, object], set[int]](set)
    for kind, key, pk in rows:
        holders[kind, key].add(pk)
    for people in holders.values():
        if len(people) <= MOST_WITH_ONE_KEY:
            yield from _within(people, chunk)


def _within(people: Iterable[int], chunk: list[int]) -> Iterator[Pair]:
    """Pairs whose first one is of this chunk: each pair is looked at once."""
    own = set(chunk)
    yield from (pair for pair in combinations(sorted(people), 2) if pair[0] in own)


@transaction.atomic
def tell_apart(*, by: User, pair: DuplicatePair, now: datetime | None = None) -> None:
    """They are not the same person: nobody is asked again. PermissionDenied."""
    now = now or timezone.now()
    if not all(can(by, Action.MERGE_CONTACTS, contact) for contact in (pair.one, pair.other)):
        raise PermissionDenied
    open_pair = DuplicatePair.objects.filter(pk=pair.pk, dismissed_at__isnull=True)
    if open_pair.update(dismissed_at=now, dismissed_by=by):
        audit.record("contacts.tell_apart", by=by, subject=pair.one, detail={"other": pair.other_id}, now=now)
