"""The queue of My day. Rooms add their rows through `register`; the lowest rank stands first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from contacts.models import Contact
from crm.money import Money, format_money
from staff.models import User

# So many rows a source with a count brings; who has more goes to its list.
AT_MOST = 24


@dataclass(frozen=True)
class Row:
    """One thing that wants its owner: why, for whom, due when, and where it is done.

    `rank` orders: 10 overdue promise or answer, 20 overdue follow-up, 30 due today, 50 worth a thought. `value` is what
    it is worth in words, `stake` what would be lost. `follow_up` is the key of one that can be put off or given away,
    `note` what its giver wrote, `is_by_day` says that it is due by the end of the day.
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
    stake: Money | None = None
    follow_up: int | None = None
    note: str = ""
    is_by_day: bool = False

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now


class Count(NamedTuple):
    """How many rows there are, and how many of them are overdue."""

    rows: int
    overdue: int


@dataclass(frozen=True)
class Day:
    """The rows in their order, as many as their sources bring, and how many there are in truth."""

    rows: list[Row]
    count: int
    overdue: int

    @property
    def stakes(self) -> list[Money]:
        """What is at stake, summed for each currency, in the order of their codes."""
        sums: dict[str, Money] = {}
        for row in self.rows:
            if row.stake is not None:
                code = row.stake.currency
                sums[code] = sums[code] + row.stake if code in sums else row.stake
        return [sums[code] for code in sorted(sums)]


Source = Callable[[User, datetime], Iterable[Row]]
Counting = Callable[[User, datetime], Count]
_sources: dict[Source, Counting | None] = {}

FAR_AWAY = float("inf")


def register(source: Source, counting: Counting | None = None) -> None:
    """Let a source bring its rows. One that may have many brings AT_MOST of them, and counts them by `counting`."""
    _sources.setdefault(source, counting)


def rows_for(user: User, now: datetime) -> list[Row]:
    return day_of(user, now).rows


def day_of(user: User, now: datetime) -> Day:
    rows: list[Row] = []
    counts: list[Count] = []
    for source, counting in _sources.items():
        found = list(source(user, now))
        rows += found
        is_cut = counting is not None and len(found) >= AT_MOST
        counts.append(counting(user, now) if counting and is_cut else _count_of(found, now))
    ordered = sorted(rows, key=lambda row: (row.rank, row.due_at.timestamp() if row.due_at else FAR_AWAY))
    return Day(ordered, sum(one.rows for one in counts), sum(one.overdue for one in counts))


def _count_of(rows: list[Row], now: datetime) -> Count:
    return Count(len(rows), sum(row.is_overdue(now) for row in rows))


def sentence(day: Day) -> str:
    """“7 things want you; 2 are overdue; €120,000 is at stake.”"""
    if not day.count:
        return _("Nothing wants you now.")
    parts = [ngettext("%(count)d thing wants you", "%(count)d things want you", day.count) % {"count": day.count}]
    if day.overdue:
        parts.append(ngettext("%(count)d is overdue", "%(count)d are overdue", day.overdue) % {"count": day.overdue})
    if day.stakes:
        sums = ", ".join(format_money(one, get_language() or "en") for one in day.stakes)
        parts.append(_("at stake: %(sums)s") % {"sums": sums})
    return "; ".join(parts) + "."
