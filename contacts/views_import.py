"""Pages of the import: choose a file, see what is in it, let it run, see what became of it, undo it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access import import_run_for
from contacts.actions.import_drafts import choose, discard, prepare_import, start
from contacts.actions.undoing_import import ask_to_undo
from contacts.forms_import import ImportChoicesForm, ImportForm, OnceForm
from contacts.importing.error_file import error_file
from contacts.importing.rows import ImportRefused
from contacts.models import ImportRun, ImportState
from contacts.models.import_run import UNDO_FOR
from crm.htmx import redirect_page, render_page
from crm.paging import page_of
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action
from staff.releasing import released


@requires(Action.IMPORT_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def import_contacts_page(request: StaffRequest) -> HttpResponse:
    if request.method == "GET":
        return _form_page(request, ImportForm(user=request.user))
    form = ImportForm(request.POST, request.FILES, user=request.user)
    run = _prepare(request, form) if form.is_valid() else None
    if run is None:
        return _form_page(request, form, status=422)
    return redirect_page(request, "contacts:import_result", run.pk)


def _prepare(request: StaffRequest, form: ImportForm) -> ImportRun | None:
    file, owner = form.cleaned_data["file"], form.cleaned_data.get("owner") or request.user
    country = form.cleaned_data["country"]
    try:
        return prepare_import(by=request.user, owner=owner, file=file, filename=file.name, country=country)
    except ImportRefused as refusal:
        form.add_error("file", str(refusal))
        return None


def _form_page(request: StaffRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    runs = ImportRun.objects.filter(by=request.user)[:5]
    return render_page(request, "contacts/import_form.html", {"form": form, "runs": runs}, status=status)


@requires(Action.IMPORT_CONTACTS)
@require_GET
def import_result(request: StaffRequest, pk: int) -> HttpResponse:
    """The import as it stands: what is in the file, how far it is, or what became of it."""
    run = import_run_for(request.user, pk)
    if run.state == ImportState.DRAFT:
        return _draft_page(request, run, ImportChoicesForm(run=run))
    errors = page_of(run.row_errors.all(), request.GET.get("page"))
    now = timezone.now()
    context = {
        "run": run,
        "page": errors,
        "outcomes": _outcomes(run),
        "may_be_undone": run.may_be_undone(now),
        "undo_until": run.at + UNDO_FOR,
        "once_form": OnceForm(),
    }
    return render_page(request, "contacts/import_result.html", context, partial="progress")


def _draft_page(request: StaffRequest, run: ImportRun, form: ImportChoicesForm, status: int = 200) -> HttpResponse:
    preview = run.preview
    counts = preview.get("counts", {})
    examples = preview.get("examples", [])
    people = [{**person, "birthday": _day(person.get("birthday"))} for person in preview.get("people", [])]
    context = {
        "run": run,
        "form": form,
        "columns": list(zip(form.column_fields, examples, strict=False)),
        "outcomes": [{"name": name, "count": counts.get(key, 0), "icon": icon} for key, name, icon in _outcome_words()],
        "outcome_words": {key: name for key, name, _icon in _outcome_words()},
        "people": people,
        "errors": preview.get("errors", []),
        "problem": preview.get("problem", ""),
        "tried": preview.get("tried", 0),
        "once_form": OnceForm(),
    }
    return render_page(request, "contacts/import_preview.html", context, status=status)


def _day(parts: list[int | None] | None) -> str:
    """In the words of the reader, so that a day taken for a month is seen."""
    if not parts:
        return ""
    year, month, day = parts
    shown = date(year or 2000, month or 1, day or 1)
    return date_format(shown, "DATE_FORMAT" if year else "MONTH_DAY_FORMAT")


def _outcome_words() -> list[tuple[str, str, str]]:
    return [
        ("created", _("Created"), "user-plus"),
        ("updated", _("Updated"), "edit"),
        ("unchanged", _("Unchanged"), "check"),
        ("skipped", _("Skipped"), "ban"),
        ("left_out", _("Left out"), "alert-triangle"),
    ]


def _outcomes(run: ImportRun) -> list[dict[str, Any]]:
    not_yours = _("They mean people whom you may not change, or whom you chose to leave alone.")
    counts = {"left_out": run.row_errors.count()}
    return [
        {
            "name": name,
            "count": counts.get(key, getattr(run, key, 0)),
            "icon": icon,
            "hint": not_yours if key == "skipped" else "",
        }
        for key, name, icon in _outcome_words()
    ]


@requires(Action.IMPORT_CONTACTS)
@require_POST
@once
def import_choose(request: StaffRequest, pk: int) -> HttpResponse:
    """Read the draft by other choices, or import it by them."""
    run = import_run_for(request.user, pk)
    if run.state != ImportState.DRAFT:
        return redirect_page(request, "contacts:import_result", run.pk)
    form = ImportChoicesForm(request.POST, run=run)
    if not form.is_valid():
        return _draft_page(request, run, form, status=422)
    said = form.cleaned_data
    try:
        choose(by=request.user, run=run, columns=form.columns, country=said["country"], winner=said["winner"])
    except ImportRefused as refusal:
        form.add_error(None, str(refusal))
        return _draft_page(request, run, form, status=422)
    if request.POST.get("do") == "start" and not start(by=request.user, run=run):
        messages.error(request, _("Choose a column of names first; then the file can be imported."))
    return redirect_page(request, "contacts:import_result", run.pk)


@requires(Action.IMPORT_CONTACTS)
@require_POST
@once
def import_discard(request: StaffRequest, pk: int) -> HttpResponse:
    run = import_run_for(request.user, pk)
    if not discard(by=request.user, run=run):
        return redirect_page(request, "contacts:import_result", run.pk)
    messages.success(request, _("The file is thrown away. Nothing was imported."))
    return redirect_page(request, "contacts:import")


@requires(Action.IMPORT_CONTACTS)
@require_POST
@once
def import_undo(request: StaffRequest, pk: int) -> HttpResponse:
    run = import_run_for(request.user, pk)
    if not ask_to_undo(by=request.user, run=run):
        messages.error(request, _("This import can no longer be undone."))
    return redirect_page(request, "contacts:import_result", run.pk)


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
