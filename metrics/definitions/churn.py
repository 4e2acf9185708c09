"""Churn: of the customers active at the start, the share who are no longer active at the end."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.statistics import Envelope, proportion
from metrics.definitions import groups
from metrics.definitions.base import Definition, Unit, Who, framed
from metrics.facts import Facts
from metrics.periods import Period


def members(who: Who, period: Period, part: str) -> Any:
    start = who.active_on(period.start)
    return start & ~who.active_on(period.counted_until) if part == "lost" else start


def measure(period: Period, facts: Facts) -> Envelope:
    lost, start = (groups.size(members, period, facts, part) for part in ("lost", "start"))
    return framed(proportion(lost, start), period)


CHURN = Definition(
    code="churn",
    title=_("Churn"),
    unit=Unit.RATE,
    parts={"start": _("Active at the start"), "lost": _("Lost")},
    how=(
        _("Customers active at the start who are not active at the end, divided by all active at the start."),
        _("Under a contract a customer is lost when the paid time ends; without one, when purchases stay out."),
    ),
    measure=measure,
    size=partial(groups.size, members),
    condition=partial(groups.condition, members),
    higher_is_better=False,
)
