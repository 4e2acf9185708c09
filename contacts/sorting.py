"""The orders of a list: by which of its columns it is sorted, and the links in the head of its table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

from contacts.comparing import Words
from contacts.models import Stage
from contacts.querysets import OwnedQuerySet
from crm.collation import collated

NAME = ("", "-name")
# By column: the orders of its head, upwards and downwards. The names stand in addresses and saved views.
OF_COLUMNS = {
    "name": NAME,
    "stage": ("stage", "-stage"),
    "country": ("country", "-country"),
    "city": ("city", "-city"),
    "last_contact": ("quiet", "recent"),
    "created": ("old", "new"),
}
ORDERS: tuple[tuple[str, Words], ...] = (
    ("", _("By name")),
    ("-name", _("By name, from the end")),
    ("quiet", _("Longest without contact first")),
    ("recent", _("Newest contact first")),
    ("new", _("Newest first")),
    ("old", _("Oldest first")),
    ("stage", _("By stage, first to last")),
    ("-stage", _("By stage, last to first")),
    ("country", _("By country")),
    ("-country", _("By country, from the end")),
    ("city", _("By city")),
    ("-city", _("By city, from the end")),
)
OF_BOTH = ("", "name", "country", "city", "old", "new")
OF_COMPANIES = tuple((code, words) for code, words in ORDERS if code.lstrip("-") in OF_BOTH)
STAGES = Case(
    *(When(stage=stage, then=Value(at)) for at, stage in enumerate(Stage.values)), output_field=IntegerField()
)


@dataclass(frozen=True)
class Head:
    """The head of a column; `leads_to` is the order that a click asks for, None where none may be asked for.

    `direction` is "ascending" or "descending" where the list is sorted by it.
    """

    label: str
    leads_to: str | None = None
    direction: str = ""


def in_order(rows: OwnedQuerySet, order: str, language: str) -> Any:
    """The rows by one of `ORDERS`; what is equal in it stands by its number."""
    by_name = rows.in_order_for(language)
    if order in NAME:
        return by_name.reverse() if order else by_name
    city = collated("city", language, rows.db)
    orderings: Mapping[str, Sequence[Any]] = {
        "quiet": (F("last_contact_at").asc(nulls_first=True), "pk"),
        "recent": (F("last_contact_at").desc(nulls_last=True), "-pk"),
        "new": ("-created_at", "-pk"),
        "old": ("created_at", "pk"),
        "stage": (STAGES.asc(), "pk"),
        "-stage": (STAGES.desc(), "-pk"),
        "country": ("country", "pk"),
        "-country": ("-country", "-pk"),
        "city": (city.asc(), "pk"),  # type: ignore[attr-defined]  # a column or its collation, which both can
        "-city": (city.desc(), "-pk"),  # type: ignore[attr-defined]  # the same
    }
    return rows.order_by(*orderings[order])


def heads(columns: Iterable[tuple[str, Words]], order: str) -> list[Head]:
    """The heads of these columns, given by their codes and labels, over a list in this order."""
    return [_head(code, str(label), order) for code, label in columns]


def _head(code: str, label: str, order: str) -> Head:
    if code not in OF_COLUMNS:
        return Head(label)
    up, down = OF_COLUMNS[code]
    direction = {up: "ascending", down: "descending"}.get(order, "")
    return Head(label, down if order == up else up, direction)
