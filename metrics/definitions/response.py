"""First answers and promised updates in time: of the waits that ended or are overdue, the share ended by their due
moment."""

from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm.statistics import Envelope, proportion
from interactions.models import ClockMetric
from metrics import waits
from metrics.conditions import Conditions
from metrics.definitions.base import Definition, Unit, framed
from metrics.facts import Facts
from metrics.periods import Period


def measure(metric: ClockMetric, period: Period, facts: Facts) -> Envelope:
    """A14: attained / (attained + breached)."""
    found = facts.waits_in(period, metric)
    return framed(proportion(found.attained, found.attained + found.breached), period)


def size(metric: ClockMetric, period: Period, facts: Facts, part: str) -> int:
    found = facts.waits_in(period, metric)
    return {"attained": found.attained, "breached": found.breached}.get(part, found.attained + found.breached)


def condition(metric: ClockMetric, period: Period, conditions: Conditions, part: str) -> Q:
    return Q(Exists(waits.behind(period, metric, part, conditions.now).filter(contact=OuterRef("pk"))))


def spread(metric: ClockMetric, period: Period, facts: Facts) -> waits.Spread | None:
    return facts.waits_in(period, metric).spread


def in_time(code: str, title: Any, metric: ClockMetric, counted: Any, *how: Any) -> Definition:
    return Definition(
        code=code,
        title=title,
        unit=Unit.RATE,
        parts={"counted": counted, "attained": _("In time"), "breached": _("Late or overdue")},
        how=(
            *how,
            _("What is overdue counts as late already; what is not due yet, or does not count, is left out."),
            _("The times are working time in the hours that the policy names, without pauses."),
        ),
        measure=partial(measure, metric),
        size=partial(size, metric),
        condition=partial(condition, metric),
        spread=partial(spread, metric),
    )


RESPONSE = in_time(
    "first_answers",
    _("First answers in time"),
    ClockMetric.FIRST_RESPONSE,
    _("Answers awaited"),
    _("Answers given by the moment that the policy promised, divided by these and those that were late."),
    _("It counts what customers began to wait for within the period; an automatic receipt is no answer."),
)
UPDATES = in_time(
    "updates",
    _("Updates in time"),
    ClockMetric.UPDATE,
    _("Updates promised"),
    _("Updates given by the moment that was promised, divided by these and those that were late."),
    _("It counts updates promised within the period; each word from us promises the next until all is solved."),
)
