"""Retention: of the customers active at the start, the share who are active at the end too."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.statistics import Envelope, proportion
from metrics.definitions import groups
from metrics.definitions.base import Definition, Unit, Who, framed
from metrics.facts import Facts
from metrics.periods import Period


def members(who: Who, period: Period, part: str) -> Any:
    """How the customers at the start became those at the end: end = start - lost + new + reactivated.

    Who came within the period and is active neither at its start nor at its end has bounced in.
    """
    start, end = who.active_on(period.start), who.active_on(period.counted_until)
    before = who.came_before(period.start)
    parts = {
        "start": start,
        "retained": start & end,
        "lost": start & ~end,
        "new": end & ~start & ~before,
        "reactivated": end & ~start & before,
        "end": end,
        "bounced_in": who.came_before(period.counted_until) & ~before & ~start & ~end,
    }
    return parts[part]


def measure(period: Period, facts: Facts) -> Envelope:
    retained, start = (groups.size(members, period, facts, part) for part in ("retained", "start"))
    return framed(proportion(retained, start), period)


RETENTION = Definition(
    code="retention",
    title=_("Retention"),
    unit=Unit.RATE,
    parts={
        "start": _("Active at the start"),
        "retained": _("Retained"),
        "lost": _("Lost"),
        "new": _("New"),
        "reactivated": _("Reactivated"),
        "end": _("Active at the end"),
        "bounced_in": _("Came and went within the period"),
    },
    how=(
        _("Customers active at the start who are active at the end too, divided by all active at the start."),
        _("A customer is active while a contract runs, or for a while after a settled purchase."),
        _("New customers count in neither number; who had been a customer before the start is reactivated."),
    ),
    measure=measure,
    size=partial(groups.size, members),
    condition=partial(groups.condition, members),
)
