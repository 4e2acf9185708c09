"""What a timeline says that a person should look at: somebody fell silent, raised the same again, grew unhappy.

Pure rules, of figures alone. A silence is measured by the customer's own rhythm and by nobody else's.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from statistics import median

from crm.text import fold

FEWEST_CONTACTS = 4
TIMES_LONGER = Fraction(5, 2)
SHORTEST_SILENCE = 14
WORD = re.compile(r"\w{4,}")
# By its first letters a word is the same in most of its cases.
STEM = 5
FEWEST_SHARED = 2
MOODS, RECENT = 6, 3
UNHAPPY = 2


@dataclass(frozen=True)
class Silence:
    """So many days since the last of so many contacts, between which there usually were `usual` days."""

    days: int
    usual: Fraction
    contacts: int


def silence(contacts: Iterable[date], on: date) -> Silence | None:
    """The silence after these days of contact, if it is two and a half times as long as usual and over two weeks."""
    known = sorted(set(contacts))
    if len(known) < FEWEST_CONTACTS:
        return None
    usual = Fraction(median((later - earlier).days for earlier, later in pairwise(known)))
    days = (on - known[-1]).days
    longest = max(Fraction(SHORTEST_SILENCE), TIMES_LONGER * usual)
    return Silence(days, usual, len(known)) if days > longest else None


@dataclass(frozen=True)
class Said:
    """What a customer said in one talk, and how they felt; `about` is the earlier talk to which they came back."""

    pk: int
    at: datetime
    on: date
    points: Collection[str]
    sentiment: int | None
    about: int | None = None

    @property
    def was_happy(self) -> bool:
        return self.sentiment is not None and self.sentiment > 0


@dataclass(frozen=True)
class Repeat:
    """The same, said first in one talk and then on a later day in another."""

    first: Said
    again: Said

    @property
    def days(self) -> int:
        return (self.again.on - self.first.on).days


def repeat(talks: Sequence[Said]) -> Repeat | None:
    """The newest repeat among talks in their order; what was said happily is no problem."""
    unhappy = [talk for talk in talks if not talk.was_happy]
    for place in range(len(unhappy) - 1, 0, -1):
        again = unhappy[place]
        for first in reversed(unhappy[:place]):
            if first.on < again.on and (again.about == first.pk or _share_a_point(first, again)):
                return Repeat(first, again)
    return None


def _share_a_point(one: Said, other: Said) -> bool:
    return any(is_same_point(mine, theirs) for mine in one.points for theirs in other.points)


def is_same_point(one: str, other: str) -> bool:
    """Whether two points share two of their words of four letters and more, and half of the words of the shorter."""
    mine, theirs = _stems(one), _stems(other)
    shared = len(mine & theirs)
    return shared >= FEWEST_SHARED and 2 * shared >= min(len(mine), len(theirs))


def _stems(point: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in WORD.findall(fold(point)))


@dataclass(frozen=True)
class Mood:
    pk: int
    at: datetime
    sentiment: int


@dataclass(frozen=True)
class Fall:
    """The recent moods, of which two at least are unhappy ones."""

    recent: Sequence[Mood]

    @property
    def unhappy(self) -> list[Mood]:
        return [mood for mood in self.recent if mood.sentiment < 0]


def fall(moods: Sequence[Mood]) -> Fall | None:
    """Two of the last three moods unhappy, the newest not happy again, after up to three that were not unhappy."""
    newest = moods[-MOODS:]
    found, before = Fall(newest[-RECENT:]), newest[:-RECENT]
    if not before or any(mood.sentiment < 0 for mood in before):
        return None
    return found if len(found.unhappy) >= UNHAPPY and found.recent[-1].sentiment <= 0 else None
