"""Customers counted by what they did, so that a hundred thousand of them are some hundred kinds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple


class Deed(NamedTuple):
    """One purchase or contract of a customer, told by the places of days in the list that a report looks at.

    `came` is the place of the first day before whose midnight it began; `active` has a bit for each day on
    which it keeps the customer active. `worth` is in ten-thousandths of the base currency, None where it has
    none; `is_gap` tells the purchase whose worth is not known.
    """

    contact_id: int
    came: int
    active: int
    worth: int | None = None
    is_gap: bool = False


class Kind(NamedTuple):
    """What all deeds of one customer come to, and whether somebody brought that customer."""

    came: int
    active: int
    is_referred: bool


def kind_of(deeds: Sequence[Deed], *, is_referred: bool) -> Kind:
    return Kind(min(deed.came for deed in deeds), reduce(or_, (deed.active for deed in deeds)), is_referred)


class Crowd:
    """How many customers of each kind there are.

    A set of customers is an integer with a bit for each kind, so that sets combine by &, | and ~.
    """

    def __init__(self, days: Sequence[date], kinds: Counter[Kind]) -> None:
        self._sizes = list(kinds.values())
        self._came = {day: _bits(kind.came <= place for kind in kinds) for place, day in enumerate(days)}
        self._active = {day: _bits(kind.active >> place & 1 for kind in kinds) for place, day in enumerate(days)}
        self._referred = _bits(kind.is_referred for kind in kinds)

    def came_before(self, day: date) -> int:
        """Those who were customers before the midnight that begins the day."""
        return self._came[day]

    def active_on(self, day: date) -> int:
        """Those whom a contract covers at the midnight that begins the day, or who bought within the window."""
        return self._active[day]

    def referred(self) -> int:
        return self._referred

    def size(self, members: int) -> int:
        return sum(size for place, size in enumerate(self._sizes) if members >> place & 1)


def _bits(answers: Iterable[object]) -> int:
    return sum(1 << place for place, is_member in enumerate(answers) if is_member)
