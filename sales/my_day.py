"""What sales brings to My day: contracts that end soon, and currencies that moved before that."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import cast

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.clock import day_bounds, local, zone
from crm.money import format_money
from interactions.my_day import Row
from sales.currency_moves import moves_of
from sales.models import Contract
from staff.models import Organisation, User

HORIZON = timedelta(days=60)
# As far ahead as the watch over currencies may look.
FURTHEST = timedelta(days=366)
AT_MOST = 100
WORTH_A_THOUGHT = 50


def contracts_ending(user: User, now: datetime) -> Iterator[Row]:
    """Contracts of the user's own customers that end within sixty days and are not followed by another."""
    place = zone(Organisation.current().time_zone)
    today = local(now, place).date()
    for contract in _ending(user, today, today + HORIZON):
        ends_on = cast(date, contract.ends_on)
        yield Row(
            kind="contract_end",
            icon="file-text",
            title=_("Contract ends on %(day)s") % {"day": date_format(ends_on, "DATE_FORMAT")},
            reason=_("Contract ends soon"),
            contact=contract.contact,
            due_at=day_bounds(ends_on, place)[1],
            url=reverse("sales:contract_create", args=[contract.contact_id]),
            rank=WORTH_A_THOUGHT,
            value=_("%(value)s a month") % {"value": format_money(contract.monthly, get_language() or "en")},
        )


def _ending(user: User, first: date, last: date) -> Iterable[Contract]:
    """Contracts of the user's own customers that end in these days and are not followed by another."""
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("ends_on"))
    successor = Contract.objects.filter(goes_on, contact=OuterRef("contact")).exclude(pk=OuterRef("pk"))
    mine = Contract.objects.visible_to(user).filter(contact__owner=user).filter(~Exists(successor))
    ending: Iterable[Contract] = mine.ending_between(first, last).order_by(F("ends_on"), "pk")
    return ending.select_related("contact__company")[:AT_MOST]  # type: ignore[attr-defined]


def currencies_that_moved(user: User, now: datetime) -> Iterator[Row]:
    """The user's own customers who soon renew in money that is worth much more, or less, than when they signed."""
    organisation = Organisation.current()
    place = zone(organisation.time_zone)
    today = local(now, place).date()
    for move in moves_of(_ending(user, today, today + FURTHEST), today, base=organisation.base_currency):
        contract = move.contract
        yield Row(
            kind="currency_move",
            icon=move.icon,
            title=_("Look at the price before the renewal"),
            reason=move.words,
            contact=contract.contact,
            due_at=day_bounds(cast(date, contract.ends_on), place)[1],
            url=reverse("contacts:contact_detail", args=[contract.contact_id]),
            rank=WORTH_A_THOUGHT,
            value=_("%(value)s a month") % {"value": format_money(contract.monthly, get_language() or "en")},
        )


SOURCES = (contracts_ending, currencies_that_moved)
