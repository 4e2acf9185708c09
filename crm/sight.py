"""What the page being made shows of customers, noted where rows are handed out and read where the page is recorded.

`access.py` gives out records and `crm.paging` lists, so a view cannot forget to say whom it showed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

Row = TypeVar("Row")


@dataclass
class Sight:
    """The record that the page is about, how many rows it lists, and whether they leave as a file."""

    subject: Any = None
    rows: int | None = None
    names_customers: bool = False
    is_export: bool = False
    asked: dict[str, str] | None = None
    noted: dict[str, int | str] = field(default_factory=dict)


_sight: ContextVar[Sight | None] = ContextVar("sight", default=None)


@contextmanager
def opened() -> Iterator[Sight]:
    """Gather what is shown within the block, apart from what is shown around it."""
    sight = Sight()
    token = _sight.set(sight)
    try:
        yield sight
    finally:
        _sight.reset(token)


def shown(row: Row) -> Row:
    """The row, noted as what the page is about; the first counts, the others are what belongs to it."""
    sight = _sight.get()
    if sight is not None and sight.subject is None:
        sight.subject, sight.names_customers = row, True
    return row


def listed(rows: int) -> None:
    """So many rows more are listed."""
    sight = _sight.get()
    if sight is not None:
        sight.rows = (sight.rows or 0) + rows


def listed_customers(rows: int) -> None:
    """So many customers are named on a page that shows other things too."""
    listed(rows)
    sight = _sight.get()
    if sight is not None:
        sight.names_customers = True


def exported(rows: int) -> None:
    """So many rows leave as a file."""
    listed(rows)
    sight = _sight.get()
    if sight is not None:
        sight.is_export = True


def asked(**words: str) -> None:
    """What was asked for, where the address does not say it."""
    sight = _sight.get()
    if sight is not None:
        sight.asked = words


def noted(**facts: int | str) -> None:
    """What else the entry says: numbers and names of ours, no words of a person."""
    sight = _sight.get()
    if sight is not None:
        sight.noted |= facts
