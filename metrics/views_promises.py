"""The report on promises kept by colleague, team and company, and the promises behind each of its numbers."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from crm.paging import page_of
from crm.statistics import round_half_up
from metrics import access, wording
from metrics.definitions.promises import PROMISES
from metrics.forms import CHOICES, chosen, period_from
from metrics.periods import BadPeriod, today, twelve_months
from metrics.promises import BY, PARTS, KeptPromises, Row
from staff.access import StaffRequest, requires
from staff.models import Organisation
from staff.policy import Action


@requires(Action.VIEW_METRICS)
@require_GET
def promises(request: StaffRequest) -> HttpResponse:
    asked, context = _asked(request)
    everything, rows = asked.rows()
    context["page"] = page_of(rows, request.GET.get("page"))
    context["everything"] = _in_words(everything)
    context["rows"] = [_in_words(row) for row in context["page"]]
    return render(request, "metrics/promises.html", context, status=422 if context["refusal"] else 200)


@requires(Action.VIEW_METRICS)
@require_GET
def promises_behind(request: StaffRequest) -> HttpResponse:
    """The promises of one number: `part` of it, and `of` whom where it is not of all."""
    asked, context = _asked(request)
    part, of = request.GET.get("part") or next(iter(PARTS)), request.GET.get("of", "")
    if part not in PARTS or (of and not (of.isascii() and of.isdigit() and len(of) <= 18)):
        raise Http404
    page = page_of(asked.behind(part, int(of) if of else None).with_deeds(), request.GET.get("page"))
    context |= {"part": part, "part_label": PARTS[part], "parts": PARTS, "page": page, "now": timezone.now()}
    return render(request, "metrics/promises_behind.html", context, status=422 if context["refusal"] else 200)


def _asked(request: StaffRequest) -> tuple[KeptPromises, dict[str, Any]]:
    """What the address asks, and what both pages say of it."""
    organisation, now, refusal = Organisation.current(), timezone.now(), ""
    on = today(organisation, now)
    try:
        period = period_from(request.GET, on, organisation)
    except BadPeriod as bad:
        period, refusal = twelve_months(on, organisation), str(bad)
    by = request.GET.get("by") if request.GET.get("by") in BY else next(iter(BY))
    asked = KeptPromises(request.user, period, str(by), organisation.base_currency, now)
    context: dict[str, Any] = {
        "asked": asked,
        "all_by": BY,
        "by_label": BY[asked.by].label,
        "how": PROMISES.how,
        "scope": access.customers_in_words(request.user),
        "refusal": refusal,
        "days": wording.days(period),
        "period": period,
        "periods": [(code, label) for code, (label, _make) in CHOICES.items()],
        "chosen": chosen(request.GET),
    }
    return asked, context


def _in_words(row: Row) -> dict[str, Any]:
    return {
        "of": row.of,
        "name": row.name,
        "counts": row.counts,
        "rate": wording.figure(row.rate.value, PROMISES),
        "interval": wording.interval(row.rate, PROMISES),
        "is_low_n": row.rate.is_low_n,
        "by_value": wording.NOTHING if row.by_value is None else wording.percent(row.by_value * 100),
        "gaps": row.gaps,
        "days_late": None if row.days_late is None else round_half_up(row.days_late, 1),
    }
