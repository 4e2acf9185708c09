"""Which known contact a row means: by external id, e-mail, phone and name, or by name if nothing else is said."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from contacts.importing.rows import ParsedPerson
from contacts.models import Contact, ContactPoint, PointKind
from contacts.models.contact_point import normalise
from crm.text import fold
from staff.models import User

CHUNK = 500


def chunks(people: Iterable[ParsedPerson], size: int = CHUNK) -> Iterator[list[ParsedPerson]]:
    """Pieces in which no two rows can mean the same person, so each is matched against what is stored."""
    chunk: list[ParsedPerson] = []
    taken: set[tuple[str, ...]] = set()
    for person in people:
        keys = _keys(person)
        if len(chunk) == size or not taken.isdisjoint(keys):
            yield chunk
            chunk, taken = [], set()
        chunk.append(person)
        taken |= keys
    if chunk:
        yield chunk


def shared_emails(people: Iterable[ParsedPerson]) -> frozenset[str]:
    """Addresses that people of different names have in common in this file: a household, an office."""
    words_of: dict[str, list[set[str]]] = defaultdict(list)
    for person in people:
        words = set(fold(person.full_name).split())
        for email, _label in person.emails:
            words_of[email].append(words)
    return frozenset(
        email for email, names in words_of.items() if any(names[0].isdisjoint(words) for words in names[1:])
    )


def phone_key(value: str, country: str) -> str:
    return normalise(PointKind.PHONE, value, country)


class KnownContacts:
    """The contacts visible to the owner that one chunk of rows may mean, loaded in a few queries."""

    def __init__(self, owner: User, people: Sequence[ParsedPerson], shared: frozenset[str]) -> None:
        self.shared = shared
        self.by_external_id: dict[str, list[int]] = defaultdict(list)
        self.by_point: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self._find(owner, people)
        tables = (self.by_external_id, self.by_point, self.by_name)
        found = {pk for table in tables for pks in table.values() for pk in pks}
        self.contacts: dict[int, Contact] = (
            Contact.objects.select_related("company").prefetch_related("points", "dates").in_bulk(found)
        )

    def _find(self, owner: User, people: Sequence[ParsedPerson]) -> None:
        # Unordered on purpose: SQLite would walk the whole table in the order asked for, instead of using the keys.
        visible = Contact.objects.visible_to(owner).order_by()
        external_ids = {person.external_id for person in people} - {""}
        by_id = visible.filter(external_id__in=external_ids).values_list("external_id", "pk")
        _collect(by_id, self.by_external_id)
        names = {person.full_name for person in people if not _has_key(person)}
        _collect(visible.filter(full_name__in=names).values_list("full_name", "pk"), self.by_name)
        emails = {email for person in people for email, _label in person.emails}
        phones = {phone_key(value, person.country) for person in people for value, _label in person.phones}
        for kind, keys in ((PointKind.EMAIL, emails), (PointKind.PHONE, phones)):
            points = ContactPoint.objects.filter(kind=kind, normalised__in=keys).order_by()
            rows = list(points.values_list("normalised", "contact_id"))
            seen = set(visible.filter(pk__in={pk for _key, pk in rows}).values_list("pk", flat=True))
            _collect((((kind, key), pk) for key, pk in rows if pk in seen), self.by_point)

    def match(self, person: ParsedPerson) -> Contact | None:
        if person.external_id in self.by_external_id:
            return self.contacts[self.by_external_id[person.external_id][0]]
        if not _has_key(person):
            return next(iter(self._without_contradiction(self.by_name[person.full_name], person)), None)
        return self._by_email(person) or self._by_phone(person)

    def _by_email(self, person: ParsedPerson) -> Contact | None:
        words = set(fold(person.full_name).split())
        found = []
        for email, _label in person.emails:
            for contact in self._without_contradiction(self.by_point[PointKind.EMAIL, email], person):
                common = len(words & set(fold(contact.full_name).split()))
                if common or email not in self.shared:
                    found.append((-common, contact.pk))
        return self.contacts[min(found)[1]] if found else None

    def _by_phone(self, person: ParsedPerson) -> Contact | None:
        name = fold(person.full_name)
        for value, _label in person.phones:
            pks = self.by_point[PointKind.PHONE, phone_key(value, person.country)]
            for contact in self._without_contradiction(pks, person):
                if fold(contact.full_name) == name:
                    return contact
        return None

    def _without_contradiction(self, pks: list[int], person: ParsedPerson) -> Iterator[Contact]:
        for pk in pks:
            contact = self.contacts[pk]
            if not (person.external_id and contact.external_id and contact.external_id != person.external_id):
                yield contact


def _collect(rows: Iterable[tuple[Any, int]], into: dict[Any, list[int]]) -> None:
    """The oldest contact comes first under each key."""
    for key, pk in sorted(rows, key=lambda row: row[1]):
        into[key].append(pk)


def _has_key(person: ParsedPerson) -> bool:
    return bool(person.external_id or person.emails or person.phones)


def _keys(person: ParsedPerson) -> set[tuple[str, ...]]:
    name = fold(person.full_name)
    keys: set[tuple[str, ...]] = {("email", email) for email, _label in person.emails}
    keys |= {("phone", phone_key(value, person.country), name) for value, _label in person.phones}
    if person.external_id:
        keys.add(("external", person.external_id))
    return keys or {("name", name)}
