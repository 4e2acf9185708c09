"""Looking for contacts and companies that may stand twice, in batches; and a colleague's word that two are two."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from contacts import duplicates, duplicates_company
from contacts.duplicates import LARGEST_COMPANY, MOST_WITH_ONE_KEY, full_birthdays, score
from contacts.models import Company, CompanyPair, Contact, ContactPoint, DuplicatePair
from contacts.models.company import KEYS
from crm.lookups import among
from crm.text import skel
from staff import audit
from staff.models import User
from staff.policy import Action, can

BATCH = 500
Pair = tuple[int, int]


@dataclass(frozen=True)
class Search:
    """How records of one kind are compared: who with whom, by what, and where the pairs are kept."""

    kind: Any
    pairs: Any
    candidates: Callable[[list[int]], Iterable[Pair]]
    facts_of: Callable[[Iterable[int]], Mapping[int, Any]]
    evidence: Callable[[Any, Any], list[str]]


def find_duplicates(*, now: datetime) -> dict[str, int]:
    """Go through everybody once; pairs that no longer hold go, those whom somebody told apart stay apart."""
    return {"pairs": sum(_go_through(search, now) for search in SEARCHES)}


def _go_through(search: Search, now: datetime) -> int:
    pairs, last = 0, 0
    while chunk := _next_chunk(search, last):
        last = chunk[-1]
        pairs += _look_at(search, chunk, now)
    return pairs


def _next_chunk(search: Search, last: int) -> list[int]:
    records = search.kind.objects.alive().filter(pk__gt=last).order_by("pk")
    return list(records.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _look_at(search: Search, chunk: list[int], now: datetime) -> int:
    candidates, pairs = set(search.candidates(chunk)), search.pairs.objects
    known = search.facts_of({pk for pair in candidates for pk in pair})
    found = {
        pair: codes
        for pair in sorted(candidates)
        if set(pair) <= known.keys() and (codes := search.evidence(known[pair[0]], known[pair[1]]))
    }
    rows = [
        search.pairs(one_id=one, other_id=other, evidence=codes, score=score(codes), found_at=now)
        for (one, other), codes in found.items()
    ]
    pairs.bulk_create(rows, update_conflicts=True, unique_fields=["one", "other"], update_fields=["evidence", "score"])
    stored = pairs.filter(one__in=chunk, dismissed_at__isnull=True)
    gone = [pk for pk, one, other in stored.values_list("pk", "one_id", "other_id") if (one, other) not in found]
    pairs.filter(pk__in=gone).delete()
    return len(found)


def _people(chunk: list[int]) -> Iterator[Pair]:
    yield from _by_points(chunk)
    yield from _by_companies(chunk)
    yield from _by_birthdays(chunk)


def _companies(chunk: list[int]) -> Iterator[Pair]:
    for key in KEYS:
        keys = Company.objects.filter(pk__in=chunk).exclude(**{key: ""}).values_list(key, flat=True)
        same = Company.objects.alive().filter(**{f"{key}__in": among(list(set(keys)))}).order_by()
        yield from _pairs(((key, value, pk) for value, pk in same.values_list(key, "pk")), chunk)


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
def tell_apart(*, by: User, pair: DuplicatePair | CompanyPair, now: datetime | None = None) -> None:
    """They are not the same: nobody is asked again. PermissionDenied."""
    now = now or timezone.now()
    if not all(can(by, Action.MERGE_CONTACTS, record) for record in (pair.one, pair.other)):
        raise PermissionDenied
    open_pair = type(pair)._default_manager.filter(pk=pair.pk, dismissed_at__isnull=True)
    if open_pair.update(dismissed_at=now, dismissed_by=by):
        audit.record("contacts.tell_apart", by=by, subject=pair.one, detail={"other": pair.other_id}, now=now)


SEARCHES = (
    Search(Contact, DuplicatePair, _people, duplicates.facts_of, duplicates.evidence),
    Search(Company, CompanyPair, _companies, duplicates_company.facts_of, duplicates_company.evidence),
)
