"""The way of a file out of the house, for every view that exports."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm import sight
from crm.htmx import redirect_page, render_page
from staff import approvals, step_up
from staff.access import StaffRequest
from staff.actions.exporting import ask_to_export, use_agreement
from staff.exporting import USABLE_FOR, Export, agreement_for, export_of, needs_second_person, question_about

Make = Callable[[], HttpResponse]


def released(request: StaffRequest, *, rows: int, make: Make) -> HttpResponse:
    """The file that `make` makes, or a page that leads to it.

    `rows` are counted before anything is made, and `make` puts no more than so many into the file. Over a thousand the
    colleague has just shown who they are and, where the house asks for it, somebody else has agreed to exactly this
    export. The view takes GET and POST: asking and fetching are sent, looking changes nothing.
    """
    export = export_of(request, rows=rows)
    if not export.is_large:
        return _file(export, make)
    if step_up.is_due(request):
        return step_up.ask_first(request)
    step_up.forget(request.session)
    if not needs_second_person(export, request.user):
        return _file(export, make)
    if request.method == "POST":
        return _fetch(request, export, make) if request.POST.get("do") == "fetch" else _ask(request, export)
    return _page(request, export)


def _file(export: Export, make: Make) -> HttpResponse:
    sight.exported(export.rows)
    return make()


def _fetch(request: StaffRequest, export: Export, make: Make) -> HttpResponse:
    agreement = agreement_for(export, request.user, now=timezone.now())
    if agreement is None or not use_agreement(by=request.user, agreement=agreement):
        messages.error(request, _("This agreement was used or has run out. Ask anew."))
        return redirect_page(request, export.address)
    sight.noted(approval=agreement.pk)
    return _file(export, make)


def _ask(request: StaffRequest, export: Export) -> HttpResponse:
    ask_to_export(by=request.user, export=export, reason=request.POST.get("reason", "").strip())
    return redirect_page(request, export.address)


def _page(request: StaffRequest, export: Export) -> HttpResponse:
    now = timezone.now()
    agreement = agreement_for(export, request.user, now=now)
    question = None if agreement else question_about(export, request.user, now=now)
    context = {
        "export": export,
        "agreement": agreement,
        "until": agreement.decided_at + USABLE_FOR if agreement and agreement.decided_at else None,
        "question": question,
        "deciders": approvals.deciders(question) if question else [],
    }
    return render_page(request, "staff/export.html", context)
