"""Which known contact a row means: by external id, e-mail, phone and name, or by name if nothing else is said."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from contacts.importing.rows import ParsedPerson, RowError
from contacts.models import Contact, ContactPoint, DateKind, Fact, FactKind, ImportantDate, PointKind
from contacts.models.contact_point import normalise
from crm.lookups import among
from crm.text import fold
from staff.models import User

CHUNK = 500


def chunks(items: Iterable[ParsedPerson | RowError], size: int = CHUNK) -> Iterator[list[ParsedPerson | RowError]]:
    """Pieces in which no two rows can mean the same person, so each is matched against what is stored."""
    chunk: list[ParsedPerson | RowError] = []
    taken: set[tuple[str, ...]] = set()
    for item in items:
        keys = _keys(item) if isinstance(item, ParsedPerson) else frozenset()
        if len(chunk) == size or not taken.isdisjoint(keys):
            yield chunk
            chunk, taken = [], set()
        chunk.append(item)
        taken |= keys
    if chunk:
        yield chunk


def phone_key(value: str, country: str) -> str:
    return normalise(PointKind.PHONE, value, country)


class Candidate(NamedTuple):
    """As much of a known contact as tells whether a row means it."""

    pk: int
    full_name: str
    external_id: str


class KnownContacts:
    """The contacts visible to the owner that one chunk of rows may mean, looked up in a few queries."""

    def __init__(self, owner: User, people: Sequence[ParsedPerson], shared: frozenset[str]) -> None:
        self.shared = shared
        # Unordered on purpose: SQLite would walk the whole table in the order asked for, instead of using the keys.
        self._visible = Contact.objects.visible_to(owner).order_by()
        external_ids = {person.external_id for person in people} - {""}
        names = {person.full_name for person in people if not _has_key(person)}
        own_ids = {person.own_id for person in people if person.own_id}
        self.by_own_id = {known.pk for known in self._candidates(pk__in=among(own_ids))} if own_ids else set()
        with_id = self._candidates(external_id__in=among(external_ids))
        named = self._candidates(full_name__in=among(names))
        self.by_external_id = _by(attrgetter("external_id"), with_id)
        self.by_name = _by(attrgetter("full_name"), named)
        self.by_point = self._by_point(people)

    def _by_point(self, people: Sequence[ParsedPerson]) -> dict[tuple[str, str], list[Candidate]]:
        emails = {email for person in people for email, _label in person.emails}
        phones = {phone_key(value, person.country) for person in people for value, _label in person.phones}
        found: list[tuple[str, str, int]] = []
        for point_kind, keys in ((PointKind.EMAIL, emails), (PointKind.PHONE, phones)):
            points = ContactPoint.objects.filter(kind=point_kind, normalised__in=among(keys)).order_by()
            found += points.values_list("kind", "normalised", "contact_id")
        pks = {pk for _kind, _key, pk in found}
        candidates = {known.pk: known for known in self._candidates(pk__in=among(pks))}
        by_point: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        for kind, key, pk in sorted(found, key=lambda point: point[-1]):
            if pk in candidates:
                by_point[kind, key].append(candidates[pk])
        return by_point

    def _candidates(self, **keys: Any) -> list[Candidate]:
        """Oldest first."""
        rows = self._visible.filter(**keys).values_list("pk", "full_name", "external_id")
        return sorted(itertools.starmap(Candidate, rows))

    def match(self, person: ParsedPerson) -> int | None:
        """The key of the contact that the row means."""
        if person.own_id in self.by_own_id:
            return person.own_id
        if person.external_id in self.by_external_id:
            return self.by_external_id[person.external_id][0].pk
        if not _has_key(person):
            return next((known.pk for known in _without_contradiction(self.by_name[person.full_name], person)), None)
        return self._by_email(person) or self._by_phone(person)

    def _by_email(self, person: ParsedPerson) -> int | None:
        words = set(fold(person.full_name).split())
        found = []
        for email, _label in person.emails:
            for known in _without_contradiction(self.by_point[PointKind.EMAIL, email], person):
                common = len(words & set(fold(known.full_name).split()))
                if common or email not in self.shared:
                    found.append((-common, known.pk))
        return min(found)[1] if found else None

    def _by_phone(self, person: ParsedPerson) -> int | None:
        name = fold(person.full_name)
        for value, _label in person.phones:
            candidates = self.by_point[PointKind.PHONE, phone_key(value, person.country)]
            for known in _without_contradiction(candidates, person):
                if fold(known.full_name) == name:
                    return known.pk
        return None


def _without_contradiction(candidates: Iterable[Candidate], person: ParsedPerson) -> Iterator[Candidate]:
    for known in candidates:
        if not (person.external_id and known.external_id and known.external_id != person.external_id):
            yield known


def _by(key: Callable[[Candidate], str], candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    found = defaultdict(list)
    for known in candidates:
        found[key(known)].append(known)
    return found


class MatchedContacts:
    """The contacts that the rows of one chunk mean, with what is known of their addresses, birthdays and needs.

    Needs are read where a row `has_needs`.
    """

    def __init__(self, pks: Collection[int], *, has_needs: bool = False) -> None:
        self.contacts: dict[int, Contact] = {
            contact.pk: contact for contact in Contact.objects.filter(pk__in=among(pks)).order_by()
        }
        self.points: dict[int, set[tuple[str, str]]] = defaultdict(set)
        points = ContactPoint.objects.filter(contact__in=among(pks)).order_by()
        for pk, kind, normalised in points.values_list("contact_id", "kind", "normalised"):
            self.points[pk].add((kind, normalised))
        birthdays = ImportantDate.objects.filter(contact__in=among(pks), kind=DateKind.BIRTHDAY).order_by()
        self.birthdays = {birthday.contact_id: birthday for birthday in birthdays}
        self.needs: dict[int, set[str]] = defaultdict(set)
        if has_needs:
            needs = Fact.objects.filter(contact__in=among(pks), kind=FactKind.NEED).order_by()
            for pk, folded in needs.values_list("contact_id", "folded"):
                self.needs[pk or 0].add(folded)


def _has_key(person: ParsedPerson) -> bool:
    return bool(person.external_id or person.emails or person.phones)


def _keys(person: ParsedPerson) -> set[tuple[str, ...]]:
    name = fold(person.full_name)
    keys: set[tuple[str, ...]] = {("email", email) for email, _label in person.emails}
    keys |= {("phone", phone_key(value, person.country), name) for value, _label in person.phones}
    if person.external_id:
        keys.add(("external", person.external_id))
    if person.own_id:
        keys.add(("own", str(person.own_id)))
    return keys or {("name", name)}
