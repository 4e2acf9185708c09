"""Pages of rates: which are missing, which are known, and a bank's file that is looked into before it counts."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.clock import local, zone
from crm.htmx import redirect_page, render_page
from sales import access, actions
from sales.forms_rates import RateFileForm
from sales.models import BudgetRate, ExchangeRate, Purchase, RateFile
from sales.querysets import Gap, PurchaseQuerySet
from sales.rates import PIVOT
from sales.report_rates import CHOICES, ReportRates
from staff.access import StaffRequest, requires
from staff.models import Organisation
from staff.once import once
from staff.policy import Action, may

SHOWN_DAYS = 12
SHOWN_FILES = 10
SHOWN_BUDGET_RATES = 20


@dataclass
class MissingDays:
    """The days of one currency's gap: the first of them, and how many more there are."""

    gap: Gap
    days: list[date] = field(default_factory=list)

    @property
    def first_days(self) -> list[date]:
        return self.days[:SHOWN_DAYS]

    @property
    def more(self) -> int:
        return max(0, len(self.days) - SHOWN_DAYS)


def _missing(waiting: PurchaseQuerySet, place: ZoneInfo) -> list[MissingDays]:
    """What has no rate, by currency, with the days in the organisation's zone; two queries."""
    days: dict[str, set[date]] = defaultdict(set)
    for currency, ordered_at in waiting.order_by().values_list("currency", "ordered_at").iterator():
        days[currency].add(local(ordered_at, place).date())
    return [MissingDays(gap, sorted(days[gap.total.currency])) for gap in waiting.by_currency()]


@requires(Action.VIEW_SALES)
@require_GET
def rate_gaps(request: StaffRequest) -> HttpResponse:
    """Of the purchases that the user sees: in which money, how much, and on which days no rate is known.

    By the rates that a report was made with: what was frozen with none, or in another base currency, or what today's
    or the budget's lack.
    """
    organisation = Organisation.current()
    place = zone(organisation.time_zone)
    rates = ReportRates.chosen(request.GET.get("rates", ""), organisation, local(timezone.now(), place).date())
    waiting = Purchase.objects.visible_to(request.user).not_taken_back().exclude(rates.known())
    context = {
        "missing": _missing(waiting, place),
        "rates": rates.choice,
        "rate_choices": CHOICES.items(),
        "may_configure": may(request.user, Action.CONFIGURE),
    }
    return render_page(request, "sales/rate_gaps.html", context)


@dataclass
class KnownRates:
    """Pairs of one source that are known to the same day; one side of them is the money that the source lists in."""

    source: str
    newest: date
    bases: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)


def _known() -> list[KnownRates]:
    """What each source lists and until when, the newest first; one query."""
    pairs = ExchangeRate.objects.order_by("base", "quote").values("source", "base", "quote")
    lines: dict[tuple[str, date, str], KnownRates] = {}
    for row in pairs.annotate(newest=Max("date")):
        home = row["base"] if row["base"] == PIVOT else row["quote"]
        line = lines.setdefault((row["source"], row["newest"], home), KnownRates(row["source"], row["newest"]))
        line.bases = sorted({*line.bases, row["base"]})
        line.quotes = sorted({*line.quotes, row["quote"]})
    return sorted(lines.values(), key=lambda line: (line.source, -line.newest.toordinal(), line.bases))


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def rates(request: StaffRequest) -> HttpResponse:
    """The newest rates by source, and the form that brings a file."""
    form = RateFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        source, file = form.cleaned_data["source"], form.cleaned_data["file"]
        kept = actions.bring_file(by=request.user, source=source, name=file.name, content=file.read())
        return redirect_page(request, "sales:rate_file", kept.pk)
    context = {
        "form": form,
        "known": _known(),
        "budget": BudgetRate.objects.select_related("entered_by")[:SHOWN_BUDGET_RATES],
        "files": RateFile.objects.defer("content")[:SHOWN_FILES],
    }
    return render_page(request, "sales/rates.html", context, status=422 if form.errors else 200)


@requires(Action.CONFIGURE)
@require_GET
def rate_file(request: StaffRequest, pk: int) -> HttpResponse:
    """What is in a file that was brought, or what became of it; while the worker is at it the page asks again."""
    file = access.rate_file_for(request.user, pk)
    first, last = (file.outcome.get(name) for name in ("first", "last"))
    days = {"first": date.fromisoformat(first), "last": date.fromisoformat(last)} if first else {}
    context = {"file": file, **days}
    return render_page(request, "sales/rate_file.html", context, partial="progress")


@requires(Action.CONFIGURE)
@require_POST
def rate_file_import(request: StaffRequest, pk: int) -> HttpResponse:
    """A second tap finds the file imported, or being so, and changes nothing."""
    actions.import_file(by=request.user, file=access.rate_file_for(request.user, pk))
    return redirect_page(request, "sales:rate_file", pk)
