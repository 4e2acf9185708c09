"""What speaks for two contacts being one person. It suggests and never decides: a name is no evidence by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from contacts.models import Contact, ContactPoint, DateKind, ImportantDate, PointKind
from contacts.models.contact_point import normalise
from contacts.querysets import details_seen
from crm.lookups import among
from crm.text import fold, skel
from staff.models import User

EMAIL, PHONE, COMPANY, BIRTHDAY = "email", "phone", "company", "birthday"
SITE, CITY, COUNTRY = "site", "city", "country"
SAME_NAME, OTHER_SCRIPT, ALIKE = "name", "script", "alike"
EVIDENCE: dict[str, str | Promise] = {
    EMAIL: _("same e-mail"),
    PHONE: _("same phone"),
    COMPANY: _("same company"),
    BIRTHDAY: _("same birthday"),
    SITE: _("same website"),
    CITY: _("same city"),
    COUNTRY: _("same country"),
    SAME_NAME: _("the same name"),
    OTHER_SCRIPT: _("the name in another script"),
    ALIKE: _("a name that sounds alike"),
}
WEIGHT = {
    **{EMAIL: 40, PHONE: 40, COMPANY: 15, BIRTHDAY: 25},
    **{SITE: 40, CITY: 10, COUNTRY: 5},
    **{SAME_NAME: 30, OTHER_SCRIPT: 25, ALIKE: 20},
}
NAMES = frozenset({SAME_NAME, OTHER_SCRIPT, ALIKE})
ALIKE_FROM = 90
# Surnames of a woman and a man of one family: two people.
GENDERED = (("", "a"), ("", "ova"), ("i", "a"), ("i", "aia"))
# A larger company is looked through for equal keys alone, and a number that so many have is nobody's own.
LARGEST_COMPANY = 100
MOST_WITH_ONE_KEY = 10
FOUND_AT_MOST = 5
COLUMNS = ("full_name", "latin_name", "reading", "company_id")


@dataclass(frozen=True)
class Facts:
    """As much of a contact as tells whether it is another one too."""

    names: tuple[str, ...]
    points: frozenset[tuple[str, str]] = frozenset()
    company: int | None = None
    birthday: date | None = None
    keys: frozenset[str] = field(default_factory=frozenset)


def facts(
    names: Iterable[str],
    points: frozenset[tuple[str, str]] = frozenset(),
    company: int | None = None,
    birthday: date | None = None,
) -> Facts:
    kept = tuple(name for name in names if name)
    return Facts(kept, points, company, birthday, keys=frozenset(map(skel, kept)))


def evidence(one: Facts, other: Facts) -> list[str]:
    """The codes of what the two have in common, strongest first; none where it is too little for a suggestion."""
    shared = {kind for kind, _key in one.points & other.points}
    if one.company is not None and one.company == other.company:
        shared.add(COMPANY)
    if one.birthday is not None and one.birthday == other.birthday:
        shared.add(BIRTHDAY)
    name = name_evidence(one, other)
    enough = shared & {EMAIL, PHONE} or (shared and name)
    return strongest_first(shared | {name}) if enough else []


def strongest_first(codes: Iterable[str]) -> list[str]:
    return sorted(filter(None, codes), key=lambda code: -WEIGHT[code])


def name_evidence(one: Facts, other: Facts) -> str:
    """How the names agree in any of their forms; "" where they do not."""
    if {fold(name) for name in one.names} & {fold(name) for name in other.names}:
        is_same = set(one.names[:1]) == set(other.names[:1]) or _is_latin(one) == _is_latin(other)
        return SAME_NAME if is_same else OTHER_SCRIPT
    if any(sound_alike(mine, theirs) for mine in one.keys for theirs in other.keys):
        return ALIKE if _is_latin(one) == _is_latin(other) else OTHER_SCRIPT
    return ""


def sound_alike(one: str, other: str) -> bool:
    """Whether two keys of `skel` are nearly the same, and not those of a man and a woman of one name."""
    if one == other:
        return bool(one)
    return fuzz.ratio(one, other) >= ALIKE_FROM and not _differ_by_gender(one, other)


def _differ_by_gender(one: str, other: str) -> bool:
    words = sorted(one.split()), sorted(other.split())
    if len(words[0]) != len(words[1]):
        return False
    return any(_are_of_two(*pair) or _are_of_two(*pair[::-1]) for pair in zip(*words, strict=True))


def _are_of_two(his: str, hers: str) -> bool:
    return any(his.endswith(end) and hers == his[: len(his) - len(end)] + other for end, other in GENDERED)


def _is_latin(one: Facts) -> bool:
    return bool(one.names) and is_latin(one.names[0])


def is_latin(name: str) -> bool:
    first = next((char for char in name if char.isalpha()), "")
    return bool(first) and ord(first) < 0x250


def score(codes: Iterable[str]) -> int:
    return sum(WEIGHT[code] for code in codes)


def in_words(codes: Iterable[str]) -> list[str]:
    return [str(EVIDENCE[code]) for code in codes if code in EVIDENCE]


@dataclass(frozen=True)
class Typed:
    """What somebody is typing about a person."""

    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    company: str = ""
    country: str = ""

    @property
    def points(self) -> frozenset[tuple[str, str]]:
        emails = {(EMAIL, normalise(PointKind.EMAIL, value)) for value in self.emails}
        return frozenset(emails | {(PHONE, normalise(PointKind.PHONE, value, self.country)) for value in self.phones})


@dataclass(frozen=True)
class Known:
    """A contact whom the reader may see, and why it may be the one they are typing about."""

    contact: Contact
    evidence: list[str]


def known_like(typed: Typed, *, by: User, but: int | None = None) -> list[Known]:
    """Those whom the reader may see and may be typing about, the likeliest first; only what they see counts."""
    visible = Contact.objects.visible_to(by).exclude(pk=but).select_related("company")
    keys = [key for _kind, key in typed.points if key]
    seen = details_seen(by, ContactPoint.objects.order_by()).filter(normalised__in=among(keys))
    points: dict[int, set[tuple[str, str]]] = {}
    for pk, kind, key in seen.values_list("contact_id", "kind", "normalised")[: MOST_WITH_ONE_KEY * 10]:
        points.setdefault(pk, set()).add((kind, key))
    people = {contact.pk: contact for contact in visible.filter(pk__in=list(points))}
    company = fold(typed.company)[:250]
    if company and typed.name:
        mates = visible.filter(company__search_key=company).order_by("pk")[:LARGEST_COMPANY]
        people |= {contact.pk: contact for contact in mates}
    return _likeliest(typed, company, people, points)


def _likeliest(
    typed: Typed, company: str, people: dict[int, Contact], points: dict[int, set[tuple[str, str]]]
) -> list[Known]:
    wanted = facts([typed.name], points=typed.points, company=1 if company else None)
    found = []
    for pk, contact in people.items():
        is_mate = contact.company is not None and contact.company.search_key == company
        names = (contact.full_name, contact.latin_name, contact.reading)
        theirs = facts(names, points=frozenset(points.get(pk, ())), company=1 if is_mate else None)
        if codes := evidence(wanted, theirs):
            found.append(Known(contact, codes))
    return sorted(found, key=lambda one: (-score(one.evidence), one.contact.pk))[:FOUND_AT_MOST]


def facts_of(ids: Iterable[int]) -> dict[int, Facts]:
    """The facts of each of these contacts that is there."""
    people = Contact.objects.alive().filter(pk__in=among(list(ids))).values_list("pk", *COLUMNS)
    rows = {pk: (names, company) for pk, *names, company in people}
    points: dict[int, set[tuple[str, str]]] = {}
    for pk, kind, key in ContactPoint.objects.filter(contact__in=among(list(rows))).values_list(
        "contact_id", "kind", "normalised"
    ):
        points.setdefault(pk, set()).add((kind, key))
    birthdays = {row.contact_id: row.as_date for row in full_birthdays().filter(contact__in=among(list(rows)))}
    return {
        pk: facts(names, points=frozenset(points.get(pk, ())), company=company, birthday=birthdays.get(pk))
        for pk, (names, company) in rows.items()
    }


def full_birthdays() -> QuerySet[ImportantDate]:
    """Birthdays of which the year is known too: a day alone is shared by one in 365."""
    return ImportantDate.objects.filter(kind=DateKind.BIRTHDAY, year__isnull=False)
