"""Referral rate: of the new customers of a period, the share whom somebody brought."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.statistics import Envelope, proportion
from metrics.definitions import groups
from metrics.definitions.base import Definition, Unit, Who, framed
from metrics.facts import Facts
from metrics.periods import Period


def members(who: Who, period: Period, part: str) -> Any:
    """Of those whose first settled purchase, or first day under contract, falls into the period."""
    new = who.came_before(period.counted_until) & ~who.came_before(period.start)
    parts = {"new": new, "referred": new & who.referred(), "others": new & ~who.referred()}
    return parts[part]


def measure(period: Period, facts: Facts) -> Envelope:
    referred, new = (groups.size(members, period, facts, part) for part in ("referred", "new"))
    return framed(proportion(referred, new), period)


REFERRAL_RATE = Definition(
    code="referral_rate",
    title=_("Referral rate"),
    unit=Unit.RATE,
    parts={"new": _("New customers"), "referred": _("Referred"), "others": _("Came by themselves")},
    how=(
        _("New customers whom another customer brought, by a code or by word of mouth, divided by all new ones."),
        _("A customer is new with the first settled purchase or the first day of a contract."),
    ),
    measure=measure,
    size=partial(groups.size, members),
    condition=partial(groups.condition, members),
)
