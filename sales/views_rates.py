"""Pages of rates: which are missing, which are known, and a bank's file that is looked at before it counts."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.clock import local, zone
from crm.htmx import redirect_page, render_page
from sales import access, actions
from sales.forms_rates import RateFileForm
from sales.models import ExchangeRate, Purchase, RateFile
from sales.querysets import Gap, PurchaseQuerySet
from sales.rate_files.lines import FileRefused
from staff.access import StaffRequest, requires
from staff.models import Organisation
from staff.once import once
from staff.policy import Action, may

SHOWN_DAYS = 12
SHOWN_FILES = 10


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


def _missing(purchases: PurchaseQuerySet) -> list[MissingDays]:
    """What has no rate, by currency, with the days in the organisation's zone; two queries."""
    place = zone(Organisation.current().time_zone)
    days: dict[str, set[date]] = defaultdict(set)
    waiting = purchases.waiting_for_rate().order_by("ordered_at")
    for currency, ordered_at in waiting.values_list("currency", "ordered_at"):
        days[currency].add(local(ordered_at, place).date())
    return [MissingDays(gap, sorted(days[gap.total.currency])) for gap in purchases.gaps()]


@requires(Action.VIEW_SALES)
@require_GET
def rate_gaps(request: StaffRequest) -> HttpResponse:
    """Of the purchases that the user sees: in which money, how much, and on which days no rate is known."""
    missing = _missing(Purchase.objects.visible_to(request.user))
    context = {"missing": missing, "may_configure": may(request.user, Action.CONFIGURE)}
    return render_page(request, "sales/rate_gaps.html", context)


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def rates(request: StaffRequest) -> HttpResponse:
    """The newest rates by source, and the form that brings a file."""
    form = RateFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = _brought(request, form)
        if kept is not None:
            return redirect_page(request, "sales:rate_file", kept.pk)
    known = ExchangeRate.objects.order_by("source", "base", "quote").values("source", "base", "quote")
    context = {
        "form": form,
        "known": list(known.annotate(newest=Max("date"))),
        "files": RateFile.objects.defer("content").select_related("uploaded_by")[:SHOWN_FILES],
    }
    return render_page(request, "sales/rates.html", context, status=422 if form.errors else 200)


def _brought(request: StaffRequest, form: RateFileForm) -> RateFile | None:
    file = form.cleaned_data["file"]
    try:
        return actions.bring_file(
            by=request.user, source=form.cleaned_data["source"], name=file.name, content=file.read()
        )
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return None


@requires(Action.CONFIGURE)
@require_GET
def rate_file(request: StaffRequest, pk: int) -> HttpResponse:
    """What is in a file that was brought, or what became of it."""
    return render_page(request, "sales/rate_file.html", {"file": access.rate_file_for(request.user, pk)})


@requires(Action.CONFIGURE)
@require_POST
def rate_file_import(request: StaffRequest, pk: int) -> HttpResponse:
    """A second tap finds the file imported, and says the same."""
    done = actions.import_file(by=request.user, file=access.rate_file_for(request.user, pk))
    number = done.outcome["new"]
    said = ngettext("%(number)d rate is new.", "%(number)d rates are new.", number)
    messages.success(request, said % {"number": number})
    if filled := done.outcome["purchases"]:
        said = ngettext("%(number)d purchase has its rate now.", "%(number)d purchases have their rate now.", filled)
        messages.success(request, said % {"number": filled})
    return redirect_page(request, "sales:rate_file", pk)
