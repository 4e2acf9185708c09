"""Pages of the audit trail: the entries, what somebody did in a span of time, and the same as a file."""

import csv
import io
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from crm import sight
from crm.cells import guarded
from crm.htmx import render_page
from crm.paging import page_of
from staff.access import StaffRequest, requires
from staff.audit import canonical
from staff.audit_asking import deed_of, readable_by, summary_of
from staff.forms_audit import AuditFilterForm
from staff.models import AuditEntry
from staff.policy import Action, may
from staff.releasing import released

EXPORTED_AT_MOST = 100_000
COLUMNS = ("at", "actor__email", "action", "subject_type", "subject_id", "customer_id")
FILE_COLUMNS = (*COLUMNS, "address", "request_id", "detail")


@requires(Action.READ_CONFIGURATION_AUDIT)
@require_GET
def audit_page(request: StaffRequest) -> HttpResponse:
    """The entries that the reader may see, newest first."""
    return _page(request, *_asked(request))


def _page(request: StaffRequest, form: AuditFilterForm, entries: QuerySet[AuditEntry]) -> HttpResponse:
    shown = entries.select_related("actor", "kept").order_by("-at", "-id")
    page = page_of(shown, request.GET.get("page"))
    sees_values = may(request.user, Action.READ_AUDIT)
    context = {
        **_frame(request, form),
        "page": page,
        "rows": [_row(entry, sees_values) for entry in page],
        "sees_values": sees_values,
    }
    return render_page(request, "staff/audit.html", context, partial="rows", status=_status(form))


@requires(Action.READ_CONFIGURATION_AUDIT)
@require_GET
def audit_summary(request: StaffRequest) -> HttpResponse:
    """What a person saw, changed or exported from one moment to another, in numbers, for print."""
    form, entries = _asked(request)
    summary = summary_of(entries)
    sight.listed(summary.total)
    context = {**_frame(request, form), "summary": summary, "now": timezone.now()}
    return render(request, "staff/audit_summary.html", context, status=_status(form))


@requires(Action.READ_CONFIGURATION_AUDIT)
@require_http_methods(["GET", "POST"])
def audit_export(request: StaffRequest) -> HttpResponse:
    """The entries as a table, newest first, as many as a spreadsheet holds; no cell can run as a formula."""
    form, entries = _asked(request)
    if not form.is_valid():
        return _page(request, form, entries)
    count = entries[:EXPORTED_AT_MOST].count()
    newest_first = entries.order_by("-at", "-id").values_list(*FILE_COLUMNS)
    return released(request, rows=count, make=lambda: _file(list(newest_first[:count])))


def _file(rows: list[tuple[Any, ...]]) -> HttpResponse:
    response = HttpResponse(_table(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.now():%Y-%m-%d-%H%M}.csv"'
    return response


def _asked(request: StaffRequest) -> tuple[AuditFilterForm, QuerySet[AuditEntry]]:
    form = AuditFilterForm(request.GET)
    return form, form.narrow(readable_by(request.user))


def _frame(request: StaffRequest, form: AuditFilterForm) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("page", None)
    said = getattr(form, "cleaned_data", {})
    return {
        "form": form,
        "query": query.urlencode(),
        "said": said,
        "customer": said.get("customer"),
        "may_open_contacts": may(request.user, Action.VIEW_CONTACTS),
    }


def _row(entry: AuditEntry, sees_values: bool) -> dict[str, Any]:
    kept = getattr(entry, "kept", None) if sees_values else None
    values = kept.values if kept else {}
    return {
        "entry": entry,
        "deed": deed_of(entry.action),
        "detail": [(name, _words(value)) for name, value in sorted(entry.detail.items())],
        "asked": sorted(values.get("asked", {}).items()),
        "changes": [(name, _words(old), _words(new)) for name, (old, new) in sorted(values.get("changes", {}).items())],
    }


def _words(value: Any) -> str:
    return value if isinstance(value, str) else canonical(value)


def _table(rows: list[tuple[Any, ...]]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read accents; moments in UTC."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    heads = (_("At (UTC)"), _("Who"), _("Action"), _("Kind of record"), _("Record"), _("Customer"))
    writer.writerow([guarded(head) for head in (*heads, _("Address"), _("Request"), _("Detail"))])
    for at, *cells, detail in rows:
        plain = ["" if cell is None else str(cell) for cell in cells]
        writer.writerow([f"{at:%Y-%m-%d %H:%M:%S}", *map(guarded, plain), guarded(canonical(detail))])
    return text.getvalue().encode("utf-8-sig")


def _status(form: AuditFilterForm) -> int:
    return 200 if form.is_valid() else 422
