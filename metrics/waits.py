"""The waits of customers for a word from us: how many were ended in time, and how long that took."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from crm.statistics import quantile_type7, round_half_up
from interactions.models import ClockMetric, ResponseClock
from interactions.querysets import ResponseClockQuerySet
from metrics.periods import Period

# Median, ninetieth percentile and worst, in seconds of working time.
Spread = Sequence[int]
QUANTILES = (Fraction(1, 2), Fraction(9, 10), Fraction(1))


@dataclass
class Waits:
    """Of one period: those that were kept, those that were not, and the seconds that each answer took."""

    attained: int = 0
    breached: int = 0
    used: list[int] = field(default_factory=list)

    def add(self, due_at: datetime | None, ended_at: datetime | None, used: int | None, now: datetime) -> None:
        """One that is neither answered nor due yet counts nowhere."""
        if due_at is not None and due_at < (ended_at or now):
            self.breached += 1
        elif ended_at is not None:
            self.attained += 1
        if used is not None:
            self.used.append(used)

    @property
    def spread(self) -> Spread | None:
        found = [quantile_type7(self.used, share) for share in QUANTILES]
        return [int(round_half_up(value)) for value in found if value is not None] or None


def behind(period: Period, metric: ClockMetric, part: str, now: datetime) -> ResponseClockQuerySet:
    """Those of a part of the figure, begun within the period."""
    counted = ResponseClock.objects.counted().filter(metric=metric)
    begun = counted.filter(started_at__gte=period.start_at, started_at__lt=period.end_at)
    attained, breached = begun.attained(), begun.breached(now)
    return {"counted": attained | breached, "attained": attained, "breached": breached}[part]
