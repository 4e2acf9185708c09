"""All that a dashboard shows of one audience and period, as plain numbers that can be stored."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from crm.statistics import Envelope
from metrics.comparing import intervals_differ
from metrics.definitions import METRICS, Definition
from metrics.definitions.base import framed
from metrics.facts import Facts
from metrics.periods import Period
from metrics.waits import Spread
from sales.report_rates import Basis

# What the period does not say of an envelope.
NUMBERS = ("value", "numerator", "denominator", "ci_low", "ci_high")
FIELDS = (*NUMBERS, "n", "unconverted_n", "ci_method", "currency", "fx_policy")


@dataclass(frozen=True)
class Measured:
    """One figure: over thirteen periods, how many customers each part of the last one has, and whether it changed
    from the first period to the last (None where that cannot be said). `spread` is in seconds, of the last period."""

    envelopes: Sequence[Envelope]
    sizes: Mapping[str, int]
    has_changed: bool | None
    spread: Spread | None = None


@dataclass(frozen=True)
class Figures:
    """All figures by their codes; `window` is for how many days a purchase kept a customer active, `basis` by which
    rates money was counted and what was left out of it."""

    window: int
    basis: Basis
    measured: Mapping[str, Measured]


def measure(periods: Sequence[Period], facts: Facts) -> Figures:
    """The figures of the last of these periods, with the others as their trend."""
    return Figures(
        facts.window, facts.basis, {code: _measure(metric, periods, facts) for code, metric in METRICS.items()}
    )


def _measure(metric: Definition, periods: Sequence[Period], facts: Facts) -> Measured:
    envelopes = [metric.measure(period, facts) for period in periods]
    first, last = periods[0], periods[-1]
    has_changed = (
        metric.has_changed(first, last, facts) if metric.has_changed else intervals_differ(envelopes[0], envelopes[-1])
    )
    sizes = {part: metric.size(last, facts, part) for part in metric.parts}
    return Measured(envelopes, sizes, has_changed, metric.spread(last, facts) if metric.spread else None)


def as_json(figures: Figures) -> dict[str, Any]:
    """Exact: a fraction is written as one, "2/3"."""
    return {
        "window": figures.window,
        "basis": figures.basis.as_json(),
        "measured": {
            code: {
                "envelopes": [_envelope_as_json(envelope) for envelope in measured.envelopes],
                "sizes": dict(measured.sizes),
                "has_changed": measured.has_changed,
                "spread": measured.spread,
            }
            for code, measured in figures.measured.items()
        },
    }


def as_text(figures: Figures) -> str:
    return json.dumps(as_json(figures))


def from_text(text: str, period: Period) -> Figures:
    """The figures of this period, which `as_text` or the database has written."""
    return from_json(json.loads(text), period.trend())


def from_json(stored: Mapping[str, Any], periods: Sequence[Period]) -> Figures:
    return Figures(
        stored["window"],
        Basis.from_json(stored["basis"]),
        {
            code: Measured(
                [_envelope(*pair) for pair in zip(measured["envelopes"], periods, strict=True)],
                measured["sizes"],
                measured["has_changed"],
                measured["spread"],
            )
            for code, measured in stored["measured"].items()
        },
    )


def _envelope_as_json(envelope: Envelope) -> dict[str, Any]:
    values = {name: getattr(envelope, name) for name in FIELDS}
    return {name: str(value) if isinstance(value, Fraction) else value for name, value in values.items()}


def _envelope(stored: Mapping[str, Any], period: Period) -> Envelope:
    numbers = {name: Fraction(stored[name]) if isinstance(stored[name], str) else stored[name] for name in NUMBERS}
    return framed(Envelope(**{**stored, **numbers}), period)
