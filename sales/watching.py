"""What sales watches for: customers who bought once and did not come back. And what customers are worth."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import Contact, Fact, FactKind
from crm.clock import local, zone
from crm.money import Money
from interactions.watching import Facts, Finding, Watch
from sales.models import Purchase
from staff.models import Organisation, User
from staff.policy import Action

# Who comes back by themselves mostly does so within two months; after a year nobody remembers why not.
BOUGHT_ONCE_FROM, BOUGHT_ONCE_UNTIL = timedelta(days=60), timedelta(days=365)
YEAR = timedelta(days=365)
# To ask for a cause is a talk of its own: a few wait at a time.
ASKED_AT_MOST = 3


def bought_only_once(people: QuerySet[Contact], now: datetime) -> Iterator[Finding]:
    """Those whose one purchase was months ago, of whom nobody has written down why."""
    place = zone(Organisation.current().time_zone)
    others = Purchase.objects.qualifying().filter(contact=OuterRef("contact")).exclude(pk=OuterRef("pk"))
    causes = Fact.objects.filter(contact=OuterRef("contact"), kind=FactKind.BOUGHT_ONCE)
    long_ago = Purchase.objects.qualifying().ordered_between(now - BOUGHT_ONCE_UNTIL, now - BOUGHT_ONCE_FROM)
    alone = long_ago.filter(~Exists(others), ~Exists(causes), contact__in=people.values("pk")).order_by("pk")
    for pk, contact_id, ordered_at in alone.values_list("pk", "contact", "ordered_at").iterator():
        facts = {"on": local(ordered_at, place).date().isoformat(), "entries": []}
        yield Finding(contact_id, f"purchase/{pk}", ordered_at, facts)


def explain(facts: Facts) -> str:
    return _("One purchase, on %(day)s") % {"day": date_format(date.fromisoformat(facts["on"]), "DATE_FORMAT")}


def ask_why(contact_id: int) -> str:
    return f"{reverse('contacts:fact_create', args=[contact_id])}?kind={FactKind.BOUGHT_ONCE}"


WATCH = Watch(
    "bought_once",
    gettext_lazy("Ask why they bought only once"),
    "help",
    bought_only_once,
    explain,
    asks=Action.VIEW_SALES,
    at_once=ASKED_AT_MOST,
    do=ask_why,
)


def bought_in_a_year(user: User, people: QuerySet[Contact], now: datetime) -> dict[int, Money]:
    """What each bought in the last year, in the base currency, by the rates that were frozen."""
    base = Organisation.current().base_currency
    bought = Purchase.objects.visible_to(user).qualifying().ordered_between(now - YEAR, now)
    priced = bought.filter(contact__in=people.values("pk"), base_amount__isnull=False, base_currency=base)
    sums = priced.order_by().values_list("contact").annotate(sum=Sum("base_amount"))
    return {contact: Money(amount, base) for contact, amount in sums}
