"""Reading the audit trail: who may read which entries, narrowing them, and what one person did in a span of time."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from staff.audit import EXPORT, MAIL, VIEW
from staff.models import AuditEntry, User
from staff.policy import Action, may, scope

AT_ONCE = 2000


class Deed(TextChoices):
    """What kind of thing an action is."""

    SAW = "saw", _("saw")
    CHANGED = "changed", _("changed")
    EXPORTED = "exported", _("exported")
    MAILED = "mailed", _("mailed")
    SIGNED_IN = "signed-in", _("signed in or out")


SIGN_IN = ("staff.sign_", "staff.session.", "staff.factor.", "staff.password.", "staff.sso.")
_SIGN_IN = Q()
for _start in SIGN_IN:
    _SIGN_IN |= Q(action__startswith=_start)
_ELSEWHERE = Q(action__endswith=f".{VIEW}") | Q(action__endswith=f".{EXPORT}") | Q(action=MAIL) | _SIGN_IN
DEEDS = {
    Deed.SAW: Q(action__endswith=f".{VIEW}"),
    Deed.EXPORTED: Q(action__endswith=f".{EXPORT}"),
    Deed.MAILED: Q(action=MAIL),
    Deed.SIGNED_IN: _SIGN_IN,
    Deed.CHANGED: ~_ELSEWHERE,
}

# What an administrator configures; none of it is a customer or belongs to one.
CONFIGURATION = (
    *("staff.Organisation", "staff.Team", "staff.User", "staff.RoleAssignment", "staff.Invitation", "staff.Approval"),
    *("outreach.Journey", "outreach.MessageTemplate", "sales.Product", "sales.ExchangeRate", "sales.BudgetRate"),
    "feedback.Survey",
    "loyalty.Programme",
)

# A room that knows customers tells here how to find the countries of these ids.
Countries = Callable[[list[int]], dict[int, str]]
_countries: list[Countries] = []


def register_countries(find: Countries) -> None:
    if find not in _countries:
        _countries.append(find)


def deed_of(action: str) -> Deed:
    if action.endswith(f".{VIEW}"):
        return Deed.SAW
    if action.endswith(f".{EXPORT}"):
        return Deed.EXPORTED
    if action == MAIL:
        return Deed.MAILED
    return Deed.SIGNED_IN if action.startswith(SIGN_IN) else Deed.CHANGED


def readable_by(user: User) -> QuerySet[AuditEntry]:
    """All entries for who answers for the data; changes of the configuration for who configures."""
    return scope(user, Action.READ_CONFIGURATION_AUDIT, AuditEntry.objects.all())


def is_readable(user: User, action: Action) -> Q | None:
    """Which entries the user reads for this action; None for none."""
    if may(user, Action.READ_AUDIT):
        return Q()
    if action == Action.READ_CONFIGURATION_AUDIT and may(user, action):
        changes = DEEDS[Deed.CHANGED] | DEEDS[Deed.SIGNED_IN]
        return changes & Q(customer_id__isnull=True, subject_type__in=CONFIGURATION)
    return None


@dataclass(frozen=True)
class Line:
    """So many entries of one action, about so many different customers."""

    action: str
    deed: Deed
    count: int
    customers: int


@dataclass(frozen=True)
class Summary:
    """What the entries say in numbers. `countries` counts customers and entries; "" is an unknown country."""

    lines: list[Line]
    countries: list[tuple[str, int, int]]

    @property
    def total(self) -> int:
        return sum(line.count for line in self.lines)

    @property
    def customers(self) -> int:
        return sum(customers for _country, customers, _count in self.countries)


def summary_of(entries: QuerySet[AuditEntry]) -> Summary:
    """Counts by action, and by the country of the customers concerned."""
    rows = (
        entries.order_by()
        .values_list("action")
        .annotate(count=Count("pk"), customers=Count("customer_id", distinct=True))
    )
    lines = [Line(action, deed_of(action), count, customers) for action, count, customers in rows]
    return Summary(sorted(lines, key=lambda line: (-line.count, line.action)), _by_country(entries))


def _by_country(entries: QuerySet[AuditEntry]) -> list[tuple[str, int, int]]:
    concerned = entries.order_by().filter(customer_id__isnull=False).values_list("customer_id")
    customers: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for chunk in _chunks(concerned.annotate(count=Count("pk")).iterator(chunk_size=AT_ONCE)):
        ids = [customer for customer, _count in chunk]
        countries = {pk: code for find in _countries for pk, code in find(ids).items()}
        for customer, count in chunk:
            country = countries.get(customer, "")
            customers[country] += 1
            counts[country] += count
    return sorted(((code, customers[code], counts[code]) for code in customers), key=lambda row: (-row[2], row[0]))


def _chunks(rows: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, AT_ONCE)):
        yield chunk
