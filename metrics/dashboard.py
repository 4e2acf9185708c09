"""The cards of the dashboard: each figure with its interval, trend, comparison and the customers behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.statistics import Envelope
from metrics import access, charts, wording
from metrics.comparing import Comparison, compare
from metrics.definitions import METRICS, Definition
from metrics.figures import Figures, Measured, from_text
from metrics.periods import Period
from sales.report_rates import AT_DATE
from staff.models import User
from staff.policy import Action, may

# The smallest group that is counted for those who may not see its customers, or their answers, by name.
SMALLEST_CELL = 5

# The days of a period in words, and the month in which it ends.
Span = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """One group of customers behind a figure; `number` is None where it is withheld."""

    code: str
    label: Any
    number: int | None
    url: str


@dataclass(frozen=True)
class TrendRow:
    days: str
    ends: str
    value: str
    n: int


@dataclass(frozen=True)
class Card:
    """One figure as it is shown."""

    metric: Definition
    envelope: Envelope
    value: str
    interval: str
    whisker: charts.Whisker | None
    trend: charts.Trend | None
    trend_words: str
    rows: list[TrendRow]
    comparison: Comparison
    parts: list[Part]
    url: str
    spread: str


def figures_for(user: User, period: Period, figures: str, language: str) -> SafeString:
    """The figures as the page shows them, as far as the user may see them."""
    sees_names, sees_answers, sees_sales = (
        access.sees_each(user, action) for action in (Action.VIEW_CONTACTS, Action.VIEW_FEEDBACK, Action.VIEW_SALES)
    )
    sees = {"sees_names": sees_names, "sees_answers": sees_answers, "sees_sales": sees_sales}
    return worded(figures, period, language, opens_gaps=may(user, Action.VIEW_SALES), **sees)


# Figures stay the same for a quarter of an hour, and their words and pictures cost more than the rest of the page.
# All that decides them is an argument, so nothing kept here is ever out of date.
@lru_cache(maxsize=64)
def worded(
    figures: str,
    period: Period,
    language: str,
    *,
    sees_names: bool,
    sees_answers: bool,
    sees_sales: bool,
    opens_gaps: bool,
) -> SafeString:
    with translation.override(language):
        read = from_text(figures, period)
        cards = _cards(read, period, sees_names=sees_names, sees_answers=sees_answers)
        bridge = {part.code: part for part in cards[0].parts}
        basis = read.basis if sees_names and sees_sales else read.basis.of_at_least(SMALLEST_CELL)
        context = {"cards": cards, "bridge": bridge, "window": read.window, "basis": basis, "opens_gaps": opens_gaps}
        return render_to_string("metrics/_figures.html", context)


def _cards(figures: Figures, period: Period, *, sees_names: bool, sees_answers: bool) -> list[Card]:
    # Each card shows the same thirteen periods; their words are made once.
    spans = [(wording.days(one), wording.month(one)) for one in period.trend()]
    return [
        _card(
            metric,
            period,
            spans,
            figures.measured[code],
            rates=figures.basis.choice,
            is_open=sees_answers if metric.is_about_answers else sees_names,
        )
        for code, metric in METRICS.items()
    ]


def _card(
    metric: Definition, period: Period, spans: Sequence[Span], measured: Measured, *, rates: str, is_open: bool
) -> Card:
    envelopes = [withheld(envelope, is_open=is_open) for envelope in measured.envelopes]
    envelope = envelopes[-1]
    rows = [_row(metric, *pair) for pair in zip(spans, envelopes, strict=True)]
    parts = parts_of(metric, period, measured.sizes, rates=rates, is_open=is_open)
    return Card(
        metric=metric,
        envelope=envelope,
        value=wording.figure(envelope.value, metric, envelope.currency),
        interval=wording.interval(envelope, metric),
        whisker=charts.whisker(envelope, metric.unit),
        trend=charts.trend(envelopes),
        trend_words=_("%(title)s over thirteen periods, a month apart: from %(first)s to %(last)s.")
        % {"title": metric.title, "first": rows[0].value, "last": rows[-1].value},
        rows=rows,
        comparison=compare(metric, envelopes[0], envelope, is_changed=measured.has_changed),
        parts=parts,
        url=parts[0].url,
        spread="" if envelope.suppressed else wording.spread(measured.spread),
    )


def withheld(envelope: Envelope, *, is_open: bool) -> Envelope:
    """The figure without its value where so few answered that it would give them away."""
    if is_open or envelope.n >= SMALLEST_CELL or not envelope.n:
        return envelope
    return replace(envelope, value=None, numerator=None, ci_low=None, ci_high=None, ci_method=None, suppressed=True)


def parts_of(metric: Definition, period: Period, sizes: Mapping[str, int], *, rates: str, is_open: bool) -> list[Part]:
    # The total stands first among the parts; PostgreSQL stores what it reads in an order of its own.
    hidden = set() if is_open else small_cells([(part, sizes[part]) for part in metric.parts])
    return [
        Part(part, label, None if part in hidden else sizes[part], customers_url(metric, part, period, rates))
        for part, label in metric.parts.items()
    ]


def small_cells(sizes: Sequence[tuple[str, int]]) -> set[str]:
    """The groups to withhold: those under five, and one more where the total would give a single one away."""
    total, *groups = sizes
    hidden = {part for part, size in groups if size < SMALLEST_CELL}
    others = [item for item in groups if item[0] not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda item: item[1])[0])
    return hidden | ({total[0]} if total[1] < SMALLEST_CELL else set())


def customers_url(metric: Definition, part: str, period: Period, rates: str = AT_DATE) -> str:
    asked = {"part": part, "from": period.start.isoformat(), "to": period.end.isoformat()}
    query = urlencode(asked if rates == AT_DATE else {**asked, "rates": rates})
    return f"{reverse('metrics:customers', args=[metric.code])}?{query}"


def _row(metric: Definition, span: Span, envelope: Envelope) -> TrendRow:
    return TrendRow(*span, value=wording.figure(envelope.value, metric, envelope.currency), n=envelope.n)
