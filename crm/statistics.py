"""Pure arithmetic of scores, rates and intervals: exact fractions, rounded once, None without data.

Rates are ratios (0.25), scores are in their own points (NPS -100..100, CSAT and CSI 0..100).
"""

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

Number = int | Decimal | Fraction
Key = TypeVar("Key", bound=Hashable)
Interval = tuple[Fraction, Fraction]

Z95 = Fraction(1959964, 1000000)
LOW_N = 30
DEFINITION_VERSION = 3
CSI_COVERAGE = Fraction(60, 100)
ACTIVITY_DAYS = (30, 730)
ACTIVITY_DAYS_WITHOUT_REPEATERS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One figure with all that is needed to trust it; None is "no data", never 0."""

    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    n: int = 0
    unconverted_n: int = 0
    ci_low: Number | None = None
    ci_high: Number | None = None
    ci_method: str | None = None
    period_start: datetime | date | None = None
    period_end: datetime | date | None = None
    tz: str | None = None
    is_partial: bool = False
    suppressed: bool = False
    currency: str | None = None
    fx_policy: str | None = None
    definition_version: int = DEFINITION_VERSION
    as_of: datetime | date | None = None
    goal: Number | None = None

    @property
    def is_low_n(self) -> bool:
        return 0 < self.n < LOW_N

    def as_json(self) -> dict[str, Any]:
        """Every field, numbers as JSON numbers and moments in ISO 8601."""
        return {name: _json_value(value) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class NpsChange:
    z: float | None
    is_significant: bool


@dataclass(frozen=True, slots=True)
class Bridge:
    """Who moved between two instants: end = start - lost + new + reactivated."""

    start: frozenset[Hashable]
    lost: frozenset[Hashable]
    new: frozenset[Hashable]
    reactivated: frozenset[Hashable]
    bounced_in: frozenset[Hashable]
    end: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class CsiDimension:
    name: str
    weight: Fraction
    score: Fraction | None
    points_lost: Fraction
    n: int


def round_half_up(value: Number | float, places: int = 0) -> Decimal:
    """Round away from zero at the half: 52.5 -> 53, -52.5 -> -53. A float is read as it prints."""
    exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    units = math.floor(abs(exact) * 10**places + Fraction(1, 2))
    return Decimal(f"{units if exact >= 0 else -units}e{-places}")


def ratio(numerator: Number, denominator: Number) -> Fraction | None:
    return Fraction(numerator) / Fraction(denominator) if denominator else None


def mean(values: Sequence[Number]) -> Fraction | None:
    return ratio(sum(_exact(values), Fraction(0)), len(values))


def wilson(successes: int, n: int) -> Interval | None:
    """The 95% Wilson score interval of a proportion."""
    if not n:
        return None
    p, z2 = Fraction(successes, n), Z95 * Z95
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * _root(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(centre - half, Fraction(0)), min(centre + half, Fraction(1))


def mean_interval(values: Sequence[Number]) -> Interval | None:
    """The 95% normal interval of a mean; None for fewer than two values."""
    return _mean_interval(*_sums(values))


def proportion(successes: int, n: int, *, scale: int = 1) -> Envelope:
    """A share with its Wilson interval, times `scale` (1 for a ratio, 100 for percent)."""
    share, interval = ratio(successes * scale, n), wilson(successes, n)
    low, high = interval or (None, None)
    return Envelope(
        value=share,
        numerator=successes,
        denominator=n,
        n=n,
        ci_low=None if low is None else low * scale,
        ci_high=None if high is None else high * scale,
        ci_method="wilson" if interval else None,
    )


def mean_envelope(values: Sequence[Number]) -> Envelope:
    return mean_of_sums(*_sums(values))


def mean_of_sums(n: int, total: Number, squares: Number) -> Envelope:
    """The mean of n values and its normal interval, from their sum and the sum of their squares, both exact."""
    interval = _mean_interval(n, total, squares)
    low, high = interval or (None, None)
    return Envelope(
        value=ratio(total, n),
        numerator=Fraction(total),
        denominator=n,
        n=n,
        ci_low=low,
        ci_high=high,
        ci_method="normal" if interval else None,
    )


def nps(scores: Iterable[object]) -> Envelope:
    """Net promoter score, -100..100, with the adjusted Wald interval; only whole 0..10 count."""
    valid = _whole_scores(scores, 0, 10)
    promoters, detractors, n = _nps_counts(valid)
    if not n:
        return Envelope(numerator=0, denominator=0)
    low, high = _adjusted_wald(promoters, detractors, n)
    return Envelope(
        value=Fraction(100 * (promoters - detractors), n),
        numerator=promoters - detractors,
        denominator=n,
        n=n,
        ci_low=low * 100,
        ci_high=high * 100,
        ci_method="adjusted_wald",
    )


def nps_standard_error(scores: Iterable[object]) -> Fraction | None:
    """In NPS points."""
    promoters, detractors, n = _nps_counts(_whole_scores(scores, 0, 10))
    if not n:
        return None
    p, d = Fraction(promoters, n), Fraction(detractors, n)
    return 100 * _root((p + d - (p - d) ** 2) / n)


def nps_change(before: Sequence[object], after: Sequence[object]) -> NpsChange:
    """Whether two groups differ, at 95%."""
    first, second = nps(before).value, nps(after).value
    errors = nps_standard_error(before), nps_standard_error(after)
    if first is None or second is None or errors[0] is None or errors[1] is None:
        return NpsChange(None, False)
    spread = _root(errors[0] ** 2 + errors[1] ** 2)
    difference = Fraction(second) - Fraction(first)
    if not spread:
        return NpsChange(None, difference != 0)
    z = difference / spread
    return NpsChange(float(z), abs(z) >= Fraction(196, 100))


def account_nps(scores_by_account: Mapping[Hashable, Sequence[object]]) -> Envelope:
    """One vote per account: the mean of its valid scores, rounded half up to a whole score."""
    means = (mean(_whole_scores(scores, 0, 10)) for scores in scores_by_account.values())
    return nps([int(round_half_up(score)) for score in means if score is not None])


def csat(scores: Iterable[object], scale: int = 5) -> Envelope:
    """Percent satisfied: the top two of four points and more, the top one of three and fewer."""
    valid = _whole_scores(scores, 1, scale)
    lowest_satisfied = scale - 1 if scale >= 4 else scale
    return proportion(sum(score >= lowest_satisfied for score in valid), len(valid), scale=100)


def csat_dissatisfied(scores: Iterable[object], scale: int = 5) -> Envelope:
    """Percent of 1 and 2 on a scale of five (the mirror of `csat` on other scales)."""
    return csat([scale + 1 - score for score in _whole_scores(scores, 1, scale)], scale)


def ces(scores: Iterable[object], scale: int = 7) -> Envelope:
    """Customer effort score 2.0: the mean agreement, higher is easier."""
    return mean_envelope(_whole_scores(scores, 1, scale))


def ces_easy(scores: Iterable[object]) -> Envelope:
    """Percent who found it easy: 5, 6 or 7 of seven."""
    valid = _whole_scores(scores, 1, 7)
    return proportion(sum(score >= 5 for score in valid), len(valid), scale=100)


def csi(
    answers: Sequence[Mapping[str, object]], weights: Mapping[str, Number], scale: int = 5
) -> tuple[Envelope, list[CsiDimension]]:
    """Importance-weighted satisfaction index, 0..100; one mapping of dimension to score per respondent.

    Suppressed (value None) when the answered dimensions carry less than 60% of the weight. The
    points lost by dimension add up to 100 less the index.
    """
    total = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    scored = {name: _dimension_scores(answers, name, scale) for name in weights}
    answered = sum((Fraction(weights[name]) for name in weights if scored[name]), Fraction(0))
    composites = [value for row in answers if (value := _composite(row, weights, scale)) is not None]
    dimensions = [_dimension(name, Fraction(weights[name]), scored[name], answered) for name in weights]
    if not total or not answered:
        return Envelope(numerator=0, denominator=0), dimensions
    if answered / total < CSI_COVERAGE:
        return Envelope(n=len(composites), suppressed=True), dimensions
    points = sum((d.weight * d.score for d in dimensions if d.score is not None), Fraction(0))
    interval = mean_interval(composites)
    envelope = Envelope(
        value=points / answered,
        numerator=points,
        denominator=answered,
        n=len(composites),
        ci_low=max(interval[0], Fraction(0)) if interval else None,
        ci_high=min(interval[1], Fraction(100)) if interval else None,
        ci_method="respondent_composite" if interval else None,
    )
    return envelope, dimensions


def retention(
    start: Collection[Key],
    end: Collection[Key],
    first_active: Mapping[Key, datetime],
    period_start: datetime,
    period_end: datetime,
) -> tuple[Envelope, Bridge]:
    """The share of the customers active at the start who are active at the end, and the bridge.

    `first_active` is the first active moment of each customer, of those in neither set too: who came
    and went within the period is "bounced in".
    """
    before, after = frozenset(start), frozenset(end)
    came = frozenset(key for key, at in first_active.items() if period_start <= at < period_end)
    reactivated = frozenset(key for key in after - before if key in first_active and first_active[key] < period_start)
    bridge = Bridge(
        start=before,
        lost=before - after,
        new=after - before - reactivated,
        reactivated=reactivated,
        bounced_in=came - before - after,
        end=after,
    )
    return proportion(len(before & after), len(before)), bridge


def churn(start: Collection[Key], end: Collection[Key]) -> Envelope:
    """The share of the customers active at the start who are not active at the end."""
    before = frozenset(start)
    return proportion(len(before - frozenset(end)), len(before))


def compound_churn(rates: Sequence[Number]) -> Fraction:
    """Churn over successive periods: 1 - prod(1 - c)."""
    return 1 - math.prod((1 - Fraction(rate) for rate in rates), start=Fraction(1))


def annualised_churn(monthly: Number) -> Fraction:
    return compound_churn([monthly] * 12)


def historic_value(amounts_by_customer: Mapping[Hashable, Sequence[Decimal | None]], currency: str) -> Envelope:
    """Mean past value of a customer. An amount of None has no rate: left out and counted.

    A customer all of whose amounts lack a rate is left out too; one without purchases counts as 0.
    """
    totals: list[Fraction] = []
    unconverted = 0
    for amounts in amounts_by_customer.values():
        known = [Fraction(amount) for amount in amounts if amount is not None]
        unconverted += len(amounts) - len(known)
        if known or not amounts:
            totals.append(sum(known, Fraction(0)))
    return replace(mean_envelope(totals), unconverted_n=unconverted, currency=currency)


def quantile_type7(values: Sequence[Number], q: Number) -> Fraction | None:
    """The quantile of R's type 7: linear between the order statistics at (n - 1) q."""
    if not values:
        return None
    ordered = sorted(values)
    position = (len(ordered) - 1) * Fraction(q)
    below = math.floor(position)
    low, high = Fraction(ordered[below]), Fraction(ordered[min(below + 1, len(ordered) - 1)])
    return low + (position - below) * (high - low)


def default_activity_window(gaps: Sequence[Number]) -> int:
    """Days for which a purchase keeps a customer active: the 90th percentile gap, 30..730.

    `gaps` are the days between purchases of repeat buyers; without any it is a year.
    """
    longest_usual = quantile_type7(gaps, Fraction(9, 10))
    if longest_usual is None:
        return ACTIVITY_DAYS_WITHOUT_REPEATERS
    shortest, longest = ACTIVITY_DAYS
    return min(max(int(round_half_up(longest_usual)), shortest), longest)


def _exact(values: Iterable[Number]) -> list[Fraction]:
    return [Fraction(value) for value in values]


def _whole_scores(scores: Iterable[object], low: int, high: int) -> list[int]:
    return [
        score for score in scores if isinstance(score, int) and not isinstance(score, bool) and low <= score <= high
    ]


def _nps_counts(scores: Sequence[int]) -> tuple[int, int, int]:
    return sum(score >= 9 for score in scores), sum(score <= 6 for score in scores), len(scores)


def _adjusted_wald(promoters: int, detractors: int, n: int) -> Interval:
    count = n + 3
    p = (promoters + Fraction(3, 4)) / count
    d = (detractors + Fraction(3, 4)) / count
    half = Z95 * _root((p + d - (p - d) ** 2) / count)
    return max(p - d - half, Fraction(-1)), min(p - d + half, Fraction(1))


def _dimension_scores(answers: Sequence[Mapping[str, object]], name: str, scale: int) -> list[Fraction]:
    """Scores of one dimension as points: 1..K becomes 0..100."""
    valid = _whole_scores((row.get(name) for row in answers), 1, scale)
    return [Fraction(100 * (score - 1), scale - 1) for score in valid]


def _dimension(name: str, weight: Fraction, scores: Sequence[Fraction], answered: Fraction) -> CsiDimension:
    score = mean(scores)
    lost = weight * (100 - score) / answered if score is not None and answered else Fraction(0)
    return CsiDimension(name, weight, score, lost, len(scores))


def _composite(row: Mapping[str, object], weights: Mapping[str, Number], scale: int) -> Fraction | None:
    """One respondent's index, the weights shared over what they answered."""
    parts = [
        (Fraction(weight), points)
        for name, weight in weights.items()
        for points in _dimension_scores([row], name, scale)
    ]
    total = sum((weight for weight, _points in parts), Fraction(0))
    return ratio(sum((weight * points for weight, points in parts), Fraction(0)), total)


def _sums(values: Sequence[Number]) -> tuple[int, Fraction, Fraction]:
    exact = _exact(values)
    return len(exact), sum(exact, Fraction(0)), sum((value**2 for value in exact), Fraction(0))


def _mean_interval(n: int, total: Number, squares: Number) -> Interval | None:
    if n < 2:
        return None
    centre = Fraction(total) / n
    variance = (Fraction(squares) - centre * Fraction(total)) / (n - 1)
    half = Z95 * _root(variance) / _root(Fraction(n))
    return centre - half, centre + half


def _root(value: Fraction) -> Fraction:
    """The square root to 30 digits."""
    scale = 10**30
    return Fraction(math.isqrt(value.numerator * scale * scale // value.denominator), scale)


def _json_value(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Fraction | Decimal):
        return int(value) if value == int(value) else float(value)
    return value
