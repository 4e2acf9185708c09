"""First answers in time: of the waits that were answered or are overdue, the share answered by their due moment."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm.statistics import Envelope, proportion
from metrics import waits
from metrics.conditions import Conditions
from metrics.definitions.base import Definition, Unit, framed
from metrics.facts import Facts
from metrics.periods import Period


def measure(period: Period, facts: Facts) -> Envelope:
    """A14: attained / (attained + breached)."""
    found = facts.waits_in(period)
    return framed(proportion(found.attained, found.attained + found.breached), period)


def size(period: Period, facts: Facts, part: str) -> int:
    found = facts.waits_in(period)
    return {"attained": found.attained, "breached": found.breached}.get(part, found.attained + found.breached)


def condition(period: Period, conditions: Conditions, part: str) -> Q:
    return Q(Exists(waits.behind(period, part, conditions.now).filter(contact=OuterRef("pk"))))


def spread(period: Period, facts: Facts) -> waits.Spread | None:
    return facts.waits_in(period).spread


RESPONSE = Definition(
    code="first_answers",
    title=_("First answers in time"),
    unit=Unit.RATE,
    parts={"counted": _("Answers awaited"), "attained": _("In time"), "breached": _("Late or overdue")},
    how=(
        _("Answers given by the moment that the policy promised, divided by these and those that were late."),
        _("It counts what customers began to wait for within the period; an automatic receipt is no answer."),
        _("What is overdue counts as late already; what is not due yet, or does not count, is left out."),
        _("The times are working time in the hours that the policy names, without pauses."),
    ),
    measure=measure,
    size=size,
    condition=condition,
    spread=spread,
)
