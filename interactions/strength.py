"""How strong a relationship is: 0 to 100, from four parts of 25 each. Nothing else goes in, neither country nor
culture.

Recency: full while they spoke within 30 days, none after 180. Balance: the smaller of both sides' shares in the talks
of the last year against the larger. Length: full after three years. Meetings in person: full with four in the last
year.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from crm.statistics import round_half_up

PART = 25
YEAR = timedelta(days=365)
# In days.
FRESH, STALE, LONG = 30, 180, 3 * 365
MEETINGS_A_YEAR = 4


@dataclass(frozen=True)
class Figures:
    """What the timeline says of one relationship; counts are of the last year."""

    theirs_at: datetime | None = None
    ours_at: datetime | None = None
    first_at: datetime | None = None
    theirs: int = 0
    ours: int = 0
    met: int = 0


@dataclass(frozen=True)
class Parts:
    """Each between 0 and 25."""

    recency: Fraction
    balance: Fraction
    length: Fraction
    meetings: Fraction

    @property
    def score(self) -> int:
        return int(round_half_up(self.recency + self.balance + self.length + self.meetings))


def parts_of(figures: Figures, now: datetime) -> Parts:
    return Parts(
        recency=PART * _recency(figures.theirs_at, now),
        balance=PART * _balance(figures.theirs, figures.ours),
        length=PART * _length(figures.first_at, now),
        meetings=PART * min(Fraction(1), Fraction(figures.met, MEETINGS_A_YEAR)),
    )


def _recency(theirs_at: datetime | None, now: datetime) -> Fraction:
    if theirs_at is None:
        return Fraction(0)
    return min(Fraction(1), max(Fraction(0), Fraction(STALE - _days(theirs_at, now), STALE - FRESH)))


def _balance(theirs: int, ours: int) -> Fraction:
    larger = max(theirs, ours)
    return Fraction(min(theirs, ours), larger) if larger else Fraction(0)


def _length(first_at: datetime | None, now: datetime) -> Fraction:
    return Fraction(0) if first_at is None else min(Fraction(1), Fraction(_days(first_at, now), LONG))


def _days(since: datetime, now: datetime) -> int:
    return (now - since) // timedelta(days=1)
