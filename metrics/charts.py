"""Small pictures of figures as coordinates; the templates draw them, a table says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from crm.statistics import Envelope
from metrics.definitions import Unit

WIDTH, MARGIN = 240, 6
DOT_RADIUS = 5
TREND_HEIGHT = 56
SCALES = {Unit.RATE: (0.0, 1.0), Unit.PERCENT: (0.0, 100.0), Unit.POINTS: (-100.0, 100.0)}


@dataclass(frozen=True)
class Whisker:
    """A figure on its scale, with its interval; horizontal coordinates as text, free of any locale.

    Ends are drawn where the dot leaves them in sight.
    """

    low: str
    high: str
    middle: str
    has_ends: bool


@dataclass(frozen=True)
class Trend:
    """Lines, bands and dots of successive figures; a missing one breaks the line."""

    lines: list[str]
    bands: list[str]
    dots: list[tuple[str, str]]
    last: tuple[str, str] | None


def whisker(envelope: Envelope, unit: Unit) -> Whisker | None:
    if envelope.value is None or envelope.ci_low is None or envelope.ci_high is None:
        return None
    bottom, top = SCALES.get(unit) or (0.0, float(envelope.ci_high) * 1.1 or 1.0)
    low, high, middle = (
        _place(float(value), bottom, top) for value in (envelope.ci_low, envelope.ci_high, envelope.value)
    )
    return Whisker(_text(low), _text(high), _text(middle), has_ends=high - low > 2 * DOT_RADIUS)


def trend(envelopes: Sequence[Envelope]) -> Trend | None:
    """None for fewer than two figures."""
    known = [envelope for envelope in envelopes if envelope.value is not None]
    if len(known) < 2:
        return None
    bottom, top = _range(known)
    step = (WIDTH - 2 * MARGIN) / (len(envelopes) - 1)
    columns = [(MARGIN + index * step, envelope) for index, envelope in enumerate(envelopes)]
    runs = [list(run) for has, run in groupby(columns, key=lambda column: column[1].value is not None) if has]
    dots = [(_text(x), _height(envelope.value, bottom, top)) for x, envelope in columns if envelope.value is not None]
    return Trend(
        lines=[_line(run, bottom, top) for run in runs if len(run) > 1],
        bands=[_band(run, bottom, top) for run in runs if len(run) > 1 and all(e.ci_low is not None for _x, e in run)],
        dots=dots,
        last=dots[-1] if envelopes[-1].value is not None else None,
    )


def _line(run: Sequence[tuple[float, Envelope]], bottom: float, top: float) -> str:
    return " ".join(f"{_text(x)},{_height(envelope.value, bottom, top)}" for x, envelope in run)


def _band(run: Sequence[tuple[float, Envelope]], bottom: float, top: float) -> str:
    upper = [f"{_text(x)},{_height(envelope.ci_high, bottom, top)}" for x, envelope in run]
    lower = [f"{_text(x)},{_height(envelope.ci_low, bottom, top)}" for x, envelope in reversed(run)]
    return " ".join(upper + lower)


def _range(envelopes: Sequence[Envelope]) -> tuple[float, float]:
    bounds = [float(bound) for e in envelopes for bound in (e.value, e.ci_low, e.ci_high) if bound is not None]
    bottom, top = min(bounds), max(bounds)
    return (bottom, top) if top > bottom else (bottom - 1, top + 1)


def _place(value: float, bottom: float, top: float) -> float:
    share = min(max((value - bottom) / (top - bottom), 0.0), 1.0)
    return MARGIN + share * (WIDTH - 2 * MARGIN)


def _height(value: object, bottom: float, top: float) -> str:
    share = (float(value) - bottom) / (top - bottom)  # type: ignore[arg-type]
    return _text(TREND_HEIGHT - MARGIN - share * (TREND_HEIGHT - 2 * MARGIN))


def _text(coordinate: float) -> str:
    return f"{coordinate:.1f}"
