"""The queue of My day. Rooms add their rows through `register`; the lowest rank stands first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from contacts.models import Contact
from staff.models import User


@dataclass(frozen=True)
class Row:
    """One thing that wants its owner: why, for whom, due when, and where it is done.

    `rank` orders: 10 overdue promise or answer, 20 overdue follow-up, 30 due today, 50 worth a thought.
    """

    kind: str
    icon: str
    title: str
    reason: str
    contact: Contact | None
    due_at: datetime | None
    url: str
    rank: int
    value: str = ""


Source = Callable[[User, datetime], Iterable[Row]]
_sources: list[Source] = []

FAR_AWAY = float("inf")


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def rows_for(user: User, now: datetime) -> list[Row]:
    rows = [row for source in _sources for row in source(user, now)]
    return sorted(rows, key=lambda row: (row.rank, row.due_at.timestamp() if row.due_at else FAR_AWAY))
