"""What customers had brought by each of some days, added up in one pass over their purchases."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from crm.statistics import Envelope, mean_of_sums
from metrics.crowd import Deed

# Ten-thousandths, as money is stored: whole numbers, so that sums and squares are exact on both engines.
UNITS = 10_000


@dataclass(frozen=True, slots=True)
class Revenue:
    """Of the purchases before a day: how many customers brought how much, and what has no known worth."""

    customers: int
    total: int
    squares: int
    gaps: int
    customers_with_gaps: int

    def mean(self) -> Envelope:
        """The mean of what a customer has brought, in the base currency."""
        return mean_of_sums(self.customers, Fraction(self.total, UNITS), Fraction(self.squares, UNITS**2))


class Takings:
    """Collects purchases customer by customer; each is added at the place of the first day that knows of it."""

    def __init__(self, places: int) -> None:
        self._steps = [[0] * len(Revenue.__slots__) for _place in range(places + 1)]

    def add(self, deeds: Iterable[Deed]) -> None:
        """All purchases of one customer."""
        total, has_brought, has_gap = 0, False, False
        for deed in sorted(deeds, key=_came):
            step = self._steps[deed.came]
            if deed.worth is not None:
                step[0] += not has_brought
                step[1] += deed.worth
                step[2] += deed.worth * (2 * total + deed.worth)
                total, has_brought = total + deed.worth, True
            elif deed.is_gap:
                step[3] += 1
                step[4] += not has_gap
                has_gap = True

    def by_place(self) -> list[Revenue]:
        return [Revenue(*sums) for sums in zip(*map(accumulate, zip(*self._steps, strict=True)), strict=True)]


def _came(deed: Deed) -> int:
    return deed.came
