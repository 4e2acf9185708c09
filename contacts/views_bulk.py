"""Changing many contacts at once: the page that says to how many, the one that shows how far it is, and the undo."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.actions.bulk import MOST, advance_bulk, start_bulk, undo_bulk
from contacts.custom import readable_fields
from contacts.filters import OPEN, filter_form, filtered
from contacts.forms_bulk import BulkForm
from contacts.models import BulkRun, BulkState, Contact
from contacts.models.bulk import TO_DO
from contacts.models.custom import Subject
from contacts.querysets import ContactQuerySet
from crm import sight
from crm.htmx import redirect_page, render_page
from staff.access import StaffRequest, by_superuser, requires
from staff.models import User
from staff.once import once
from staff.policy import Action, scope

TICKED = "ticked"
# What else may stand in the address.
NO_FILTERS = {"which", "row", "col", "view", "all", "page", OPEN}


def selection(request: StaffRequest) -> ContactQuerySet:
    """The ticked rows, or everybody who passes the filters in the address; of those whom the user sees."""
    visible: ContactQuerySet = Contact.objects.visible_to(request.user)
    if request.GET.get("which") == TICKED:
        ticked = [
            int(pk) for pk in request.GET.getlist("row")[:MOST] if pk.isascii() and pk.isdecimal() and len(pk) < 19
        ]
        return visible.filter(pk__in=ticked)
    form = filter_form(request.GET, request.user, readable_fields(request.user, Subject.CONTACT))
    # The list leaves a filter out that it cannot read; here that would change everybody.
    if not form.is_valid() or set(request.GET) - set(form.fields) - NO_FILTERS:
        raise BadRequest
    return filtered(visible, form, user=request.user, now=timezone.now())


@requires(Action.EDIT_CONTACTS, step_up=by_superuser)
@require_http_methods(["GET", "POST"])
@once
def bulk_start(request: StaffRequest) -> HttpResponse:
    chosen = selection(request).order_by("pk")
    ids = list(scope(request.user, Action.EDIT_CONTACTS, chosen).values_list("pk", flat=True)[: MOST + 1])
    form = BulkForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and len(ids) <= MOST:
        change, grounds = form.cleaned_data["change"], form.grounds()
        run = start_bulk(by=request.user, change=change, value=form.value, ids=ids, grounds=grounds)
        return redirect_page(request, "contacts:bulk_run", run.pk)
    others = len(chosen.values_list("pk", flat=True)[: MOST + 1]) - len(ids)
    sight.listed(0)
    context = {"form": form, "count": len(ids), "others": others, "is_too_much": len(ids) > MOST, "most": MOST}
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
