"""What sales brings to My day: contracts that end soon, currencies that moved before that, and who bought only once."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import cast

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contacts.models import Fact, FactKind
from crm.clock import day_bounds, local, zone
from crm.money import format_money
from interactions.my_day import Row
from sales.currency_moves import moves_of
from sales.models import Contract, Purchase
from staff.models import Organisation, User

HORIZON = timedelta(days=60)
# As far ahead as the watch over currencies may look.
FURTHEST = timedelta(days=366)
AT_MOST = 100
WORTH_A_THOUGHT = 50
# Who comes back by themselves mostly does so within two months; after a year nobody remembers why not.
BOUGHT_ONCE_FROM, BOUGHT_ONCE_UNTIL = timedelta(days=60), timedelta(days=365)
# To ask for a cause is a talk of its own: a few wait at a time.
ASKED_AT_MOST = 3


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


def bought_only_once(user: User, now: datetime) -> Iterator[Row]:
    """The user's own customers whose one purchase was months ago, of whom nobody has written down why."""
    others = Purchase.objects.qualifying().filter(contact=OuterRef("contact")).exclude(pk=OuterRef("pk"))
    causes = Fact.objects.filter(contact=OuterRef("contact"), kind=FactKind.BOUGHT_ONCE)
    mine = Purchase.objects.visible_to(user).qualifying().filter(contact__owner=user)
    long_ago = mine.ordered_between(now - BOUGHT_ONCE_UNTIL, now - BOUGHT_ONCE_FROM)
    alone = long_ago.filter(~Exists(others), ~Exists(causes)).order_by("-ordered_at", "-pk")
    for purchase in alone.select_related("contact__company")[:ASKED_AT_MOST]:
        ordered_on = local(purchase.ordered_at, zone(user.time_zone)).date()
        yield Row(
            kind="bought_once",
            icon="help",
            title=_("Ask why they bought only once"),
            reason=_("One purchase, on %(day)s") % {"day": date_format(ordered_on, "DATE_FORMAT")},
            contact=purchase.contact,
            due_at=None,
            url=f"{reverse('contacts:fact_create', args=[purchase.contact_id])}?kind={FactKind.BOUGHT_ONCE}",
            rank=WORTH_A_THOUGHT,
        )


SOURCES = (contracts_ending, currencies_that_moved, bought_only_once)
