"""Pages of the import: choose a file, see what became of it, take the rows that were left out."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.access import import_run_for
from contacts.actions.importing import import_contacts
from contacts.forms_import import ImportForm
from contacts.importing.error_file import error_file
from contacts.importing.rows import ImportRefused
from contacts.models import ImportRun
from crm.htmx import redirect_page, render_page
from crm.paging import page_of
from staff.access import StaffRequest, requires
from staff.models import User
from staff.policy import Action
from staff.releasing import released


@requires(Action.IMPORT_CONTACTS)
@require_http_methods(["GET", "POST"])
def import_contacts_page(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if request.method == "GET":
        return _form_page(request, ImportForm(user=user))
    form = ImportForm(request.POST, request.FILES, user=user)
    run = _import(form, user) if form.is_valid() else None
    if run is None:
        return _form_page(request, form, status=422)
    return redirect_page(request, "contacts:import_result", run.pk)


def _import(form: ImportForm, user: User) -> ImportRun | None:
    file = form.cleaned_data["file"]
    owner = form.cleaned_data.get("owner") or user
    try:
        return import_contacts(by=user, owner=owner, data=file.read(), filename=file.name)
    except ImportRefused as refusal:
        form.add_error("file", str(refusal))
        return None


def _form_page(request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    runs = ImportRun.objects.filter(by=cast(User, request.user))[:5]
    return render_page(request, "contacts/import_form.html", {"form": form, "runs": runs}, status=status)


@requires(Action.IMPORT_CONTACTS)
@require_GET
def import_result(request: HttpRequest, pk: int) -> HttpResponse:
    run = import_run_for(cast(User, request.user), pk)
    errors = page_of(run.row_errors.all(), request.GET.get("page"))
    context = {"run": run, "page": errors, "outcomes": _outcomes(run)}
    return render_page(request, "contacts/import_result.html", context)


def _outcomes(run: ImportRun) -> list[dict[str, Any]]:
    not_yours = _("They mean people whom you may see but not change.")
    return [
        {"name": _("Created"), "count": run.created, "icon": "user-plus"},
        {"name": _("Updated"), "count": run.updated, "icon": "edit"},
        {"name": _("Unchanged"), "count": run.unchanged, "icon": "check"},
        {"name": _("Skipped"), "count": run.skipped, "icon": "ban", "hint": not_yours},
        {"name": _("Left out"), "count": run.row_errors.count(), "icon": "alert-triangle"},
    ]


@requires(Action.IMPORT_CONTACTS)
@require_http_methods(["GET", "POST"])
def import_errors(request: StaffRequest, pk: int) -> HttpResponse:
    run = import_run_for(request.user, pk)
    count = run.row_errors.count()
    return released(request, rows=count, make=lambda: _errors_as_file(run, count))


def _errors_as_file(run: ImportRun, count: int) -> HttpResponse:
    left_out = run.row_errors.all()[:count]
    response = HttpResponse(error_file(left_out), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}-rows-left-out.csv"'
    return response
