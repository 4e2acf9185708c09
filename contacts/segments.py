"""What segments ask of a contact. Each room registers in `AppConfig.ready()` what it knows, as a `Condition`.

A condition turns a comparison into a `Q` on contacts, so that the database decides alone who belongs to a segment.
What lies in other tables is asked with `related` (an EXISTS, which PostgreSQL makes a join of), sums and counts with
`among`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from contacts.comparing import DENIES, Kind, Words
from crm.clock import day_bounds, local, zone
from crm.text import fold, fold_short
from staff.models import Organisation
from staff.policy import Action

Where = Callable[[str, Any, datetime], Q]
Rows = Callable[[datetime], QuerySet[Any]]


@dataclass(frozen=True)
class Condition:
    """One fact that segments compare.

    `where` makes of comparison, value and moment the condition on contacts; `asks` is the action without which nobody
    may see whom it finds, `company_asks` the action asked of their company where the fact is the company's; `heading`
    is the words under which pages list it.
    """

    code: str
    label: Words
    heading: Words
    kind: Kind
    where: Where
    asks: Action = Action.VIEW_CONTACTS
    company_asks: Action | None = None


class UnknownCondition(LookupError):
    """No room knows of such a fact, or not any more."""


Family = Callable[[], Iterable[Condition]]
_conditions: dict[str, Condition] = {}
_families: dict[str, Family] = {}
_read: ContextVar[dict[str, list[Condition]] | None] = ContextVar("families_read", default=None)


def register(*conditions: Condition) -> None:
    """Let segments ask for these facts; ValueError where a code is taken."""
    for condition in conditions:
        if ":" in condition.code or _conditions.setdefault(condition.code, condition) is not condition:
            raise ValueError(f"There are two conditions “{condition.code}”, or it is named like one of a family.")


def register_family(prefix: str, members: Family) -> None:
    """Let segments ask for facts that stand in the database: `members` yields them, with codes `prefix:…`."""
    if _families.setdefault(prefix, members) is not members:
        raise ValueError(f"There are two families “{prefix}”.")


def find(code: Any) -> Condition:
    """The condition of that code; UnknownCondition where there is none."""
    if not isinstance(code, str):
        raise UnknownCondition(str(code)[:100])
    if code in _conditions:
        return _conditions[code]
    found = next((one for one in _members(code.partition(":")[0]) if one.code == code), None)
    if found is None:
        raise UnknownCondition(code[:100])
    return found


def conditions() -> list[Condition]:
    """Everything that can be asked for, in the order of registration."""
    return [*_conditions.values(), *(one for prefix in _families for one in _members(prefix))]


def _members(prefix: str) -> Iterable[Condition]:
    read = _read.get()
    if read is None or prefix not in _families:
        return _families[prefix]() if prefix in _families else ()
    if prefix not in read:
        read[prefix] = list(_families[prefix]())
    return read[prefix]


@contextmanager
def read_once() -> Iterator[None]:
    """Within the block the facts that stand in the database are read once, however many conditions ask for them."""
    known = _read.get()
    token = _read.set({} if known is None else known)
    try:
        yield
    finally:
        _read.reset(token)


# --- conditions on columns of the contact, or of rows behind it ------------------------------------------------------
def text(*paths: str) -> Where:
    """Text in one of the columns, whatever its case."""

    def where(comparison: str, value: Any, now: datetime) -> Q:
        if comparison in ("filled", "empty"):
            return _denied(comparison, _any_of({f"{path}__gt": ""} for path in paths))
        lookup = {"contains": "icontains", "is": "iexact", "starts": "istartswith"}[comparison]
        # SQLite folds the case of ASCII alone.
        spellings = dict.fromkeys((value, value.lower(), value.upper(), value.title()))
        return _any_of({f"{path}__{lookup}": spelling} for path in paths for spelling in spellings)

    return where


def folded(path: str, short: str = "") -> Where:
    """Text under its search key, the same in every script; `short` is the path of the second key."""

    def where(comparison: str, value: Any, now: datetime) -> Q:
        if comparison in ("filled", "empty"):
            return _denied(comparison, Q(**{f"{path}__gt": ""}))
        lookup = {"contains": "contains", "is": "exact", "starts": "startswith"}[comparison]
        found = Q(**{f"{path}__{lookup}": fold(value)})
        return found | Q(**{f"{short}__{lookup}": fold_short(value)}) if short else found

    return where


def choice(path: str, empty: Q | None = None) -> Where:
    """A code or an id in a column; `empty` is the condition of one that holds none, where that is no empty text."""
    nothing = Q(**{path: ""}) if empty is None else empty

    def where(comparison: str, value: Any, now: datetime) -> Q:
        if comparison in ("filled", "empty"):
            return nothing if comparison == "empty" else ~nothing
        return _denied(comparison, Q(**{f"{path}__in": value}))

    return where


def number(path: str) -> Where:
    def where(comparison: str, value: Any, now: datetime) -> Q:
        if comparison in ("filled", "empty"):
            return Q(**{f"{path}__isnull": comparison == "empty"})
        lookup = {"gte": "gte", "lte": "lte", "eq": "exact"}[comparison]
        return Q(**{f"{path}__{lookup}": Decimal(value)})

    return where


def moment(path: str) -> Where:
    """An instant; days are those of the organisation."""

    def where(comparison: str, value: Any, now: datetime) -> Q:
        if comparison in ("filled", "empty"):
            return Q(**{f"{path}__isnull": comparison == "empty"})
        if comparison in ("before", "after"):
            start, end = day_bounds(date.fromisoformat(value), zone(Organisation.current().time_zone))
            return Q(**{f"{path}__lt": start}) if comparison == "before" else Q(**{f"{path}__gte": end})
        if comparison == "in_next":
            return Q(**{f"{path}__gt": now, f"{path}__lte": now + timedelta(days=value)})
        return _since(comparison, path, now - timedelta(days=value), now)

    return where


def day(path: str) -> Where:
    """A date, which is no instant."""

    def where(comparison: str, value: Any, now: datetime) -> Q:
        if comparison in ("filled", "empty"):
            return Q(**{f"{path}__isnull": comparison == "empty"})
        if comparison in ("before", "after"):
            lookup = "lt" if comparison == "before" else "gt"
            return Q(**{f"{path}__{lookup}": date.fromisoformat(value)})
        today = local(now, zone(Organisation.current().time_zone)).date()
        if comparison == "in_next":
            return Q(**{f"{path}__gte": today, f"{path}__lte": today + timedelta(days=value)})
        return _since(comparison, path, today - timedelta(days=value), today)

    return where


def flag(path: str) -> Where:
    def where(comparison: str, value: Any, now: datetime) -> Q:
        return Q(**{path: comparison == "yes"})

    return where


# --- conditions on other tables -------------------------------------------------------------------------------------
def related(rows: Rows, where: Where | None = None, path: str = "contact", of: str = "pk") -> Where:
    """Whether there is such a row of the contact; who has none passes what is denied.

    `rows` are those that count at the moment, `path` leads from them to the contact, or to what it names `of`.
    """

    def found(comparison: str, value: Any, now: datetime) -> Q:
        asked = DENIES.get(comparison, comparison)
        there = rows(now).order_by().filter(**{path: OuterRef(of)})
        if asked not in ("filled", "yes") and where is not None:
            there = there.filter(where(asked, value, now))
        return ~Q(Exists(there)) if comparison in DENIES else Q(Exists(there))

    return found


def recent(rows: Rows, of: str, at: str, path: str = "contact") -> Where:
    """Whether one of the chosen kinds happened within so many days: `of` is the column of the kind, `at` of when."""

    def where(comparison: str, value: Any, now: datetime) -> Q:
        since = now - timedelta(days=value["days"])
        return Q(**{f"{of}__in": value["of"], f"{at}__gt": since, f"{at}__lte": now})

    return related(rows, where, path)


def among(rows: Rows, value_of: Any, path: str = "contact", nobody: Decimal | None = Decimal(0)) -> Where:
    """A figure over the contact's rows, as a sum or a count; who has no row has the figure `nobody`."""

    def where(comparison: str, value: Any, now: datetime) -> Q:
        figures = rows(now).order_by().values(path).annotate(segment_figure=value_of)
        if comparison in ("filled", "empty"):
            return _denied(comparison, Q(pk__in=figures.values(path)))
        asked = number("segment_figure")
        if nobody is not None and _passes(nobody, comparison, Decimal(value)):
            # Who has no row passes too: those are left out whose rows do not.
            return ~Q(pk__in=figures.exclude(asked(comparison, value, now)).values(path))
        return Q(pk__in=figures.filter(asked(comparison, value, now)).values(path))

    return where


def newest(rows: Rows, value_of: Where, *, at: str, path: str = "contact") -> Where:
    """The same asked of the contact's newest row alone."""

    def newest_rows(now: datetime) -> QuerySet[Any]:
        later = rows(now).order_by().filter(**{path: OuterRef(path)})
        later = later.filter(Q(**{f"{at}__gt": OuterRef(at)}) | Q(**{at: OuterRef(at), "pk__gt": OuterRef("pk")}))
        return rows(now).filter(~Exists(later))

    return related(newest_rows, value_of, path)


def _passes(number_of_nobody: Decimal, comparison: str, value: Decimal) -> bool:
    answers = {"gte": number_of_nobody >= value, "lte": number_of_nobody <= value, "eq": number_of_nobody == value}
    return answers[comparison]


def _denied(comparison: str, found: Q) -> Q:
    return ~found if comparison in DENIES else found


def _since(comparison: str, path: str, start: Any, end: Any) -> Q:
    return _denied(comparison, Q(**{f"{path}__gte": start, f"{path}__lte": end}))


def _any_of(conditions: Iterable[Mapping[str, Any]]) -> Q:
    found = Q()
    for condition in conditions:
        found |= Q(**condition)
    return found
