"""Promises kept: of the promises due in the period and decided, the share that was wholly done in time."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm.statistics import Envelope, proportion
from metrics.conditions import Conditions
from metrics.definitions.base import Definition, Unit, framed
from metrics.facts import Facts
from metrics.periods import Period


def measure(period: Period, facts: Facts) -> Envelope:
    kept, decided = (facts.promises_in(period, part) for part in ("kept", "decided"))
    return framed(proportion(kept, decided), period)


def size(period: Period, facts: Facts, part: str) -> int:
    return facts.promises_in(period, part)


def condition(period: Period, conditions: Conditions, part: str) -> Q:
    return Q(Exists(conditions.promises_in(period, part).filter(contact=OuterRef("pk"))))


PROMISES = Definition(
    code="promises",
    title=_("Promises kept"),
    unit=Unit.RATE,
    parts={
        "decided": _("Promises that count"),
        "kept": _("Kept in time"),
        "late": _("Kept late"),
        "partial": _("Kept in part only"),
        "undone": _("Not kept"),
    },
    how=(
        _("Promises due in the period that were wholly done in time, divided by all that were kept or broken."),
        _("Late, in part, moved by us and given up are broken. What is still open counts in neither number."),
        _("What was moved or dropped at the customer’s wish before it was due does not count."),
    ),
    measure=measure,
    size=size,
    condition=condition,
)
