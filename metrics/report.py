"""All figures of a period at once, or one of them."""

from typing import Any

from django.db.models import QuerySet

from crm.statistics import Envelope
from metrics.definitions import METRICS
from metrics.facts import Facts
from metrics.periods import Period


def report(
    period: Period, contacts: "QuerySet[Any] | None" = None, *, window: int | None = None
) -> dict[str, Envelope]:
    """Each figure by its code, over these contacts or over everyone.

    `window` is for how many days a purchase keeps a customer active; the house's habit without it.
    """
    facts = Facts([period], contacts, window=window)
    return {code: metric.measure(period, facts) for code, metric in METRICS.items()}


def compute(
    code: str, period: Period, contacts: "QuerySet[Any] | None" = None, *, window: int | None = None
) -> Envelope:
    return METRICS[code].measure(period, Facts([period], contacts, window=window))
