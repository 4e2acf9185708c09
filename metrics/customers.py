"""The customers behind a figure, as they are now, for those who may see them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from crm.paging import Page, page_of
from metrics import access, wording
from metrics.conditions import Conditions
from metrics.dashboard import SMALLEST_CELL
from metrics.definitions import Definition
from metrics.facts import Facts
from metrics.periods import Period
from sales.models import Purchase
from sales.report_rates import Basis, ReportRates
from staff.models import Organisation, User
from staff.policy import Action

RESPONDENT = "response__invitation__contact"


@dataclass(frozen=True)
class Group:
    """One part of a figure, whose customers are asked for."""

    metric: Definition
    part: str
    period: Period
    conditions: Conditions


@dataclass(frozen=True)
class Row:
    """One customer of the list: what the figure says of them, and what they have brought so far."""

    contact: Contact
    detail: str
    revenue: str


@dataclass(frozen=True)
class Listing:
    """One page of customers; `unnamed` counts those who stay without a name, None where even that would tell.

    `basis` is by which rates the money of all of them is counted, for those who may see it.
    """

    page: Page
    unnamed: int | None
    shows_revenue: bool
    basis: Basis | None


def list_customers(
    user: User,
    metric: Definition,
    part: str,
    period: Period,
    page: str | None,
    *,
    language: str,
    rates: ReportRates,
    window: int | None = None,
) -> Listing:
    """`language` is the reader's, by which names stand in order; `window` is the one that the figure was computed
    with; without it, it is computed here."""
    organisation = Organisation.current()
    facts = Facts([period], access.customers_of(user), window=window, organisation=organisation)
    group = Group(metric, part, period, Conditions(facts.window, period.zone, rates))
    behind = facts.contacts.filter(metric.condition(period, group.conditions, part))
    seen = access.listable(user, behind, is_about_answers=metric.is_about_answers)
    shows_revenue = access.sees_each(user, Action.VIEW_SALES)
    paged = page_of(_in_order(seen, group, shows_revenue, language).values_list("pk", flat=True), page)
    rows = _rows(paged.rows, group, shows_revenue)
    basis = _basis(seen, group) if shows_revenue else None
    return Listing(Page(rows, paged.number, paged.has_next), _unnamed(user, metric, behind, seen), shows_revenue, basis)


def _basis(contacts: ContactQuerySet, group: Group) -> Basis:
    bought = group.conditions.purchases_before(group.period.counted_until)
    return group.conditions.rates.basis_of(bought.filter(contact__in=contacts.order_by().values("pk")))


def _unnamed(user: User, metric: Definition, behind: ContactQuerySet, seen: ContactQuerySet) -> int | None:
    if access.lists_each(user, is_about_answers=metric.is_about_answers):
        return 0
    unnamed = behind.count() - seen.count()
    return unnamed if not unnamed or unnamed >= SMALLEST_CELL else None


def _in_order(contacts: ContactQuerySet, group: Group, by_revenue: bool, language: str) -> "QuerySet[Contact]":
    """Lowest scores first; else those who brought most; else, and among equals, by name as the reader sorts them."""
    if answers := group.metric.answers:
        own = (
            answers.given(group.period, group.part).filter(**{RESPONDENT: OuterRef("pk")}).order_by().values(RESPONDENT)
        )
        lowest = Subquery(own.annotate(lowest=Min("value")).values("lowest"))
        return contacts.annotate(lowest=lowest).in_order_for(language, "lowest")
    if by_revenue:
        bought = _worth(group).filter(contact=OuterRef("pk"))
        brought = Subquery(bought.order_by().values("contact").annotate(brought=_brought(group)).values("brought"))
        return contacts.annotate(brought=Coalesce(brought, Value(Decimal(0)))).in_order_for(language, "-brought")
    return contacts.in_order_for(language)


def _rows(ids: Sequence[int], group: Group, shows_revenue: bool) -> list[Row]:
    contacts = Contact.objects.select_related("company", "owner").in_bulk(ids)
    details = _details(ids, group)
    revenue = _revenue(ids, group) if shows_revenue else {}
    currency = group.conditions.rates.base
    return [Row(contacts[pk], details.get(pk, ""), wording.money(revenue.get(pk), currency)) for pk in ids]


def _details(ids: Sequence[int], group: Group) -> dict[int, str]:
    """The scores that each gave, in the order given, or how many of their purchases have no rate."""
    if answers := group.metric.answers:
        given = answers.given(group.period, group.part).filter(**{f"{RESPONDENT}__in": ids})
        scores: dict[int, list[str]] = defaultdict(list)
        for pk, score in given.order_by("response__completed_at", "at", "pk").values_list(RESPONDENT, "value"):
            scores[pk].append(str(score))
        return {pk: ", ".join(words) for pk, words in scores.items()}
    if group.part != "unconverted":
        return {}
    gaps = group.conditions.gaps_before(group.period.counted_until).filter(contact__in=ids).order_by()
    return {pk: str(n) for pk, n in gaps.values_list("contact").annotate(n=Count("pk"))}


def _revenue(ids: Sequence[int], group: Group) -> dict[int, Decimal]:
    worth = _worth(group).filter(contact__in=ids).order_by()
    return dict(worth.values_list("contact").annotate(brought=_brought(group)))


def _brought(group: Group) -> Sum:
    return Sum(group.conditions.rates.worth())


def _worth(group: Group) -> "QuerySet[Purchase]":
    return group.conditions.worth_before(group.period.counted_until)
