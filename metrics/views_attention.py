"""The report on where our attention goes, and the customers behind each of its numbers."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.access import segment_for
from contacts.segments import read_once
from crm.paging import page_of
from metrics import wording
from metrics.attention import Attention, Row
from metrics.forms import CHOICES, chosen, period_from, rates_chosen
from metrics.periods import BadPeriod, today, twelve_months
from sales.report_rates import CHOICES as RATES
from sales.report_rates import ReportRates
from staff.access import StaffRequest, requires
from staff.models import Organisation
from staff.policy import Action

QUIET_DAYS = (30, 90, 180, 365)
USUAL_QUIET_DAYS = 90


@requires(Action.VIEW_METRICS)
@require_GET
def attention(request: StaffRequest) -> HttpResponse:
    asked, context = _asked(request)
    context["rows"] = [_in_words(row, asked) for row in asked.rows()]
    context["basis"] = asked.basis
    return render(request, "metrics/attention.html", context, status=422 if context["refusal"] else 200)


@requires(Action.VIEW_METRICS)
@require_GET
@read_once()
def attention_customers(request: StaffRequest, pk: int) -> HttpResponse:
    asked, context = _asked(request)
    segment = segment_for(request.user, pk)
    parts = asked.parts()
    part = request.GET.get("part") or next(iter(parts))
    if part not in parts:
        raise Http404
    people = asked.customers(segment, part, request.LANGUAGE_CODE).select_related("company", "owner")
    page = page_of(people, request.GET.get("page"))
    context |= {"segment": segment, "part": part, "part_label": parts[part], "parts": parts, "page": page}
    context["basis"] = asked.basis if part == "revenue" else None
    context["people"] = [{"contact": contact, "figure": _figure(contact, part, asked)} for contact in page]
    return render(request, "metrics/attention_customers.html", context, status=422 if context["refusal"] else 200)


def _asked(request: StaffRequest) -> tuple[Attention, dict[str, Any]]:
    """What the address asks, and what both pages say of it."""
    organisation, now, refusal = Organisation.current(), timezone.now(), ""
    on = today(organisation, now)
    try:
        period = period_from(request.GET, on, organisation)
    except BadPeriod as bad:
        period, refusal = twelve_months(on, organisation), str(bad)
    quiet = request.GET.get("quiet", "")
    quiet_days = int(quiet) if quiet in map(str, QUIET_DAYS) else USUAL_QUIET_DAYS
    rates = ReportRates.chosen(rates_chosen(request.GET), organisation, on)
    asked = Attention(request.user, period, quiet_days, rates, now)
    context: dict[str, Any] = {
        "asked": asked,
        "refusal": refusal,
        "days": wording.days(period),
        "period": period,
        "periods": [(code, label) for code, (label, _make) in CHOICES.items()],
        "chosen": chosen(request.GET),
        "quiet_choices": QUIET_DAYS,
        "rate_choices": RATES.items(),
        "rates": rates.choice,
    }
    return asked, context


def _in_words(row: Row, asked: Attention) -> dict[str, Any]:
    return {
        "segment": row.segment,
        "customers": row.customers,
        "customers_share": _percent(row.customers_share),
        "touches": row.touches,
        "touches_share": _percent(row.touches_share),
        "revenue": wording.money(row.revenue, asked.rates.base),
        "revenue_share": _percent(row.revenue_share),
        "untouched": row.untouched,
        "lead": wording.NOTHING if row.lead is None else wording.signed(row.lead),
    }


def _percent(share: Any) -> str:
    return wording.NOTHING if share is None else wording.percent(share * 100)


def _figure(contact: Any, part: str, asked: Attention) -> Any:
    if part == "touches":
        return contact.amount
    return wording.money(contact.amount, asked.rates.base) if part == "revenue" else ""
