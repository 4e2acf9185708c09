"""Customer lifetime value, historic: what a customer has brought so far, on average, in the base currency."""

from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.statistics import Envelope
from metrics.conditions import Conditions
from metrics.definitions.base import Definition, Unit, framed
from metrics.facts import Facts
from metrics.periods import Period


def measure(period: Period, facts: Facts) -> Envelope:
    revenue = facts.revenue_until(period.counted_until)
    envelope = replace(revenue.mean(), unconverted_n=revenue.gaps)
    return framed(envelope, period, currency=facts.organisation.base_currency, fx_policy=facts.rates.choice)


def size(period: Period, facts: Facts, part: str) -> int:
    revenue = facts.revenue_until(period.counted_until)
    return revenue.customers if part == "customers" else revenue.customers_with_gaps


def condition(period: Period, conditions: Conditions, part: str) -> Q:
    has_any = conditions.brought_before if part == "customers" else conditions.has_gap_before
    return has_any(period.counted_until)


CLTV = Definition(
    code="cltv",
    title=_("Customer lifetime value"),
    unit=Unit.MONEY,
    parts={"customers": _("Customers with a purchase"), "unconverted": _("With purchases that have no rate")},
    how=(
        _("All settled purchases up to the end of the period, divided by the customers who made them."),
        _("Refunded and cancelled purchases are left out."),
        _("Purchases without a known rate are left out and counted; they are never taken as zero."),
    ),
    measure=measure,
    size=size,
    condition=condition,
)
