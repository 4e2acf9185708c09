"""Changing many people or companies at once: to how many, how far it is, and the undo."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.actions.bulk import MOST, advance_bulk, start_bulk, undo_bulk
from contacts.custom import readable_fields
from contacts.filters import OPEN, filter_form, filtered
from contacts.filters_company import CompanyFilterForm, companies_passing
from contacts.forms_bulk import BulkForm
from contacts.models import BulkRun, BulkState, Company, Contact
from contacts.models.bulk import TO_DO
from contacts.models.custom import Subject
from contacts.querysets import CompanyQuerySet, ContactQuerySet
from crm import sight
from crm.htmx import redirect_page, render_page
from staff.access import StaffRequest, by_superuser, requires
from staff.models import User
from staff.once import once
from staff.policy import Action, scope

TICKED = "ticked"
# What else may stand in the address.
NO_FILTERS = {"which", "row", "col", "view", "all", "page", OPEN}


def ticked(request: StaffRequest) -> list[int]:
    """The numbers of the rows that were ticked."""
    rows = request.GET.getlist("row")[:MOST]
    return [int(pk) for pk in rows if pk.isascii() and pk.isdecimal() and len(pk) < 19]


def selection(request: StaffRequest) -> ContactQuerySet:
    """The ticked rows, or everybody who passes the filters in the address; of those whom the user sees."""
    visible: ContactQuerySet = Contact.objects.visible_to(request.user)
    if request.GET.get("which") == TICKED:
        return visible.filter(pk__in=ticked(request))
    form = filter_form(request.GET, request.user, readable_fields(request.user, Subject.CONTACT))
    # The list leaves a filter out that it cannot read; here that would change everybody.
    if not form.is_valid() or set(request.GET) - set(form.fields) - NO_FILTERS:
        raise BadRequest
    return filtered(visible, form, user=request.user, now=timezone.now())


def company_selection(request: StaffRequest) -> CompanyQuerySet:
    """The same of companies."""
    visible: CompanyQuerySet = Company.objects.visible_to(request.user)
    if request.GET.get("which") == TICKED:
        return visible.filter(pk__in=ticked(request))
    form = CompanyFilterForm(request.GET)
    if not form.is_valid() or set(request.GET) - set(form.fields) - NO_FILTERS:
        raise BadRequest
    return companies_passing(form, user=request.user, language=request.LANGUAGE_CODE)


@requires(Action.EDIT_CONTACTS, step_up=by_superuser)
@require_http_methods(["GET", "POST"])
@once
def bulk_start(request: StaffRequest) -> HttpResponse:
    return _start(request, selection(request).order_by("pk"), Subject.CONTACT)


@requires(Action.EDIT_CONTACTS, step_up=by_superuser)
@require_http_methods(["GET", "POST"])
@once
def company_bulk(request: StaffRequest) -> HttpResponse:
    return _start(request, company_selection(request).order_by("pk"), Subject.COMPANY)


def _start(request: StaffRequest, chosen: QuerySet[Any], subject: Subject) -> HttpResponse:
    ids = list(scope(request.user, Action.EDIT_CONTACTS, chosen).values_list("pk", flat=True)[: MOST + 1])
    form = BulkForm(request.POST or None, user=request.user, subject=subject)
    if request.method == "POST" and form.is_valid() and len(ids) <= MOST:
        change = {"change": form.cleaned_data["change"], "value": form.value, "grounds": form.grounds()}
        run = start_bulk(by=request.user, ids=ids, subject=subject, **change)
        return redirect_page(request, "contacts:bulk_run", run.pk)
    others = len(chosen.values_list("pk", flat=True)[: MOST + 1]) - len(ids)
    sight.listed(0)
    context = {"form": form, "count": len(ids), "others": others, "is_too_much": len(ids) > MOST, "most": MOST}
    context["is_of_companies"] = subject == Subject.COMPANY
    return render(request, "contacts/bulk_form.html", context, status=422 if form.is_bound else 200)


def run_for(user: User, pk: int) -> BulkRun:
    """A change of many that the user asked for; else 404."""
    return get_object_or_404(scope(user, Action.EDIT_CONTACTS, BulkRun.objects.all()), pk=pk)


@requires(Action.EDIT_CONTACTS)
@require_GET
def bulk_run(request: StaffRequest, pk: int) -> HttpResponse:
    return _progress(request, run_for(request.user, pk))


@requires(Action.EDIT_CONTACTS)
@require_POST
def bulk_advance(request: StaffRequest, pk: int) -> HttpResponse:
    """Do the next slice. The page asks for it by itself; without scripts a button does; a closed tab leaves it to the
    job."""
    run = run_for(request.user, pk)
    advance_bulk(run=run)
    return _progress(request, run_for(request.user, pk))


@requires(Action.EDIT_CONTACTS)
@require_POST
def bulk_undo(request: StaffRequest, pk: int) -> HttpResponse:
    run = run_for(request.user, pk)
    undo_bulk(by=request.user, run=run)
    messages.success(request, _("It is being put back."))
    return redirect_page(request, "contacts:bulk_run", run.pk)


def _progress(request: StaffRequest, run: BulkRun) -> HttpResponse:
    counts = dict(run.rows.order_by().values_list("state").annotate(Count("pk")))
    total, waiting = sum(counts.values()), sum(counts.get(state, 0) for state in TO_DO)
    context: dict[str, Any] = {
        "run": run,
        "total": total,
        "ready": total - waiting,
        "counts": [(state.label, counts[state]) for state in BulkState if counts.get(state)],
        "may_undo": run.finished_at is not None and run.undo_at is None and counts.get(BulkState.DONE, 0) > 0,
    }
    return render_page(request, "contacts/bulk_run.html", context, partial="progress")
