"""What sales know of a contact, for segments. Amounts are in the base currency, as each purchase froze it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from contacts import segments
from contacts.comparing import Kind
from contacts.segments import Condition
from sales.models import Contract, Product, Purchase
from sales.report_rates import AT_DATE, ReportRates
from staff.models import Organisation
from staff.policy import Action

HEADING = _("Sales")
NUMBER = Kind("number", only=("gte", "lte", "eq"))


def products() -> Iterable[tuple[Any, str]]:
    return [(str(product.pk), str(product)) for product in Product.objects.order_by("code")]


def purchases(now: datetime) -> QuerySet[Purchase]:
    return Purchase.objects.qualifying().filter(ordered_at__lte=now)


def counted(now: datetime) -> QuerySet[Purchase]:
    """Those whose worth in the base currency of today is known: amounts in a former one are no part of a sum."""
    return purchases(now).filter(ReportRates(AT_DATE, Organisation.current().base_currency).known())


def contracts(now: datetime) -> QuerySet[Contract]:
    return Contract.objects.filter(starts_on__lte=now.date())


CONDITIONS = tuple(
    Condition(code, label, HEADING, kind, where, Action.VIEW_SALES)
    for code, label, kind, where in (
        ("bought", _("Bought"), Kind("recent", products), segments.recent(purchases, "product", "ordered_at")),
        ("purchases", _("Number of purchases"), NUMBER, segments.among(purchases, Count("pk"))),
        ("revenue", _("Bought for, in the base currency"), NUMBER, segments.among(counted, Sum("base_amount"))),
        (
            "last_purchase",
            _("Last purchase"),
            Kind("day", only=("in_last", "not_in_last", "before", "after", "filled", "empty")),
            segments.newest(purchases, segments.moment("ordered_at"), at="ordered_at"),
        ),
        (
            "contract_end",
            _("Last day of a contract"),
            Kind("day", only=("in_last", "not_in_last", "in_next", "before", "after")),
            segments.related(contracts, segments.day("ends_on")),
        ),
        ("contract", _("Has had a contract"), Kind("flag"), segments.related(contracts)),
    )
)
