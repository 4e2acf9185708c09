"""The dashboard, and the customers behind each number."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from crm.htmx import redirect_page, render_page, wants_fragment
from metrics import access, actions
from metrics.customers import list_customers
from metrics.dashboard import figures_for
from metrics.definitions import METRICS
from metrics.forms import CHOICES, chosen, period_from, rates_chosen
from metrics.periods import BadPeriod, Period, today, twelve_months
from metrics.wording import days
from sales.report_rates import CHOICES as RATES
from sales.report_rates import ReportRates
from staff.access import StaffRequest, requires
from staff.models import Organisation
from staff.policy import Action


@requires(Action.VIEW_METRICS)
@require_GET
def dashboard(request: StaffRequest) -> HttpResponse:
    organisation = Organisation.current()
    period, refusal = _period(request, organisation)
    look = actions.look_at(
        user=request.user,
        period=period,
        organisation=organisation,
        choice=chosen(request.GET),
        now=timezone.now(),
        rates=rates_chosen(request.GET),
    )
    # A page that shows nothing yet, or former figures, asks again until there is something new.
    if look.is_awaited and wants_fragment(request):
        return HttpResponse(status=204)
    context = {
        "look": look,
        "period_query": request.GET.urlencode(),
        "periods": [(code, label) for code, (label, _make) in CHOICES.items()],
        "chosen": chosen(request.GET),
        "refusal": refusal,
    }
    if look.figures is not None:
        context["figures"] = figures_for(request.user, period, look.figures, request.LANGUAGE_CODE)
    context = _frame(request, period, context)
    return render_page(request, "metrics/dashboard.html", context, partial="figures", status=_status(refusal))


@requires(Action.VIEW_METRICS)
@require_POST
def compute_again(request: StaffRequest) -> HttpResponse:
    """The figures of the period in the address; where nothing is kept they are computed at each look anyway."""
    organisation = Organisation.current()
    period, _refusal = _period(request, organisation)
    report = actions.report_for(
        user=request.user, period=period, organisation=organisation, rates=rates_chosen(request.GET)
    )
    if report is not None:
        actions.want(report=report, now=timezone.now())
    return redirect_page(request, f"{reverse('metrics:dashboard')}?{request.GET.urlencode()}")


@requires(Action.VIEW_METRICS)
@require_GET
def customers(request: StaffRequest, code: str) -> HttpResponse:
    metric = METRICS.get(code)
    if metric is None:
        raise Http404
    part = request.GET.get("part") or next(iter(metric.parts))
    if part not in metric.parts:
        raise Http404
    organisation = Organisation.current()
    period, refusal = _period(request, organisation)
    rates = ReportRates.chosen(rates_chosen(request.GET), organisation, period.as_of)
    report = actions.report_for(user=request.user, period=period, organisation=organisation, rates=rates.choice)
    window = report.window if report else None
    asked = (request.user, metric, part, period, request.GET.get("page"))
    listing = list_customers(*asked, language=request.LANGUAGE_CODE, rates=rates, window=window)
    context = {
        "metric": metric,
        "part": part,
        "part_label": metric.parts[part],
        "parts": list(metric.parts.items()),
        "listing": listing,
        "page": listing.page,
        "report": report,
        "refusal": refusal,
    }
    return render_page(request, "metrics/customers.html", _frame(request, period, context), status=_status(refusal))


def _period(request: StaffRequest, organisation: Organisation) -> tuple[Period, str]:
    """The period that the address names; the last twelve months and a sentence where it names none that is."""
    on = today(organisation, timezone.now())
    try:
        return period_from(request.GET, on, organisation), ""
    except BadPeriod as refusal:
        return twelve_months(on, organisation), str(refusal)


def _frame(request: StaffRequest, period: Period, context: dict[str, Any]) -> dict[str, Any]:
    scope = access.customers_in_words(request.user)
    rates = {"rates": rates_chosen(request.GET), "rate_choices": RATES.items()}
    return {"period": period, "days": days(period), "scope": scope, **rates, **context}


def _status(refusal: str) -> int:
    return 422 if refusal else 200
