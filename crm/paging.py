"""Pages of a list without counting it: one row more than fits tells whether there is a next page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from crm import sight

PAGE_SIZE = 50
FURTHEST_PAGE = 2000


@dataclass(frozen=True)
class Page:
    """One page of rows; `number` counts from 1."""

    rows: list[Any]
    number: int
    has_next: bool

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def next_number(self) -> int:
        return self.number + 1

    @property
    def previous_number(self) -> int:
        return self.number - 1


def page_of(rows: Any, number: str | int | None, size: int = PAGE_SIZE) -> Page:
    """The page with this number (from 1) of a queryset or list; anything unreadable means the first."""
    try:
        wanted = min(max(int(number or 1), 1), FURTHEST_PAGE)
    except ValueError:
        wanted = 1
    start = (wanted - 1) * size
    found = list(rows[start : start + size + 1])
    sight.listed(min(len(found), size))
    return Page(rows=found[:size], number=wanted, has_next=len(found) > size)


def page_by_keys(
    ordered: QuerySet[Any],
    number: str | int | None,
    by_keys: Callable[[list[Any]], Mapping[Any, Any]],
    size: int = PAGE_SIZE,
) -> Page:
    """The page of `ordered`, its rows read `by_keys`: `in_bulk` of a queryset, or what answers like it.

    A far page walks over the keys in an index; only what is shown is fetched and joined.
    """
    page = page_of(ordered.values_list("pk", flat=True), number, size)
    found = by_keys(page.rows)
    # A row that was deleted meanwhile is left out.
    return replace(page, rows=[found[key] for key in page.rows if key in found])
