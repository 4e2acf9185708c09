"""What needs a person: the list of open signals, one of them with the entries behind it, and dismissing it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.models import Contact
from crm.htmx import redirect_page, render_page
from crm.paging import page_of
from interactions.access_relationships import editable_signal_for, signal_for
from interactions.actions.watching import dismiss_signal
from interactions.forms_relationship import DismissForm, SignalFilterForm
from interactions.models import Signal
from interactions.relationship import explained
from interactions.timelines import put_around, with_flags
from interactions.watching import watch_for, watches
from interactions.worth import worth_of
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.models import User
from staff.once import once
from staff.policy import Action, can


@requires(Action.VIEW_TIMELINE)
@require_GET
def signal_list(request: StaffRequest) -> HttpResponse:
    form = SignalFilterForm(request.GET or {"owner": "me"}, user=request.user)
    found = _filtered(Signal.objects.visible_to(request.user).open(), form, request.user)
    related = found.select_related("contact__company", "contact__owner")
    page = page_of(related.order_by("-since", "-pk"), request.GET.get("page"))
    people = Contact.objects.filter(pk__in=[signal.contact_id for signal in page])
    worth = worth_of(request.user, people, timezone.now()) if page.rows else {}
    rows = [(one, worth.get(one.signal.contact_id)) for one in explained(page.rows)]
    context = {"form": form, "page": page, "rows": rows}
    return render_page(request, "interactions/signal_list.html", context, partial="signals")


def _filtered(signals: QuerySet[Signal], form: SignalFilterForm, user: User) -> QuerySet[Signal]:
    """Those that pass; a filter that cannot be read is left out."""
    values: dict[str, Any] = {**form.cleaned_data} if form.is_valid() else {}
    found = signals.filter(kind__in=[values["kind"]] if values.get("kind") else [one.kind for one in watches()])
    if values.get("owner") == "me":
        found = found.filter(contact__owner=user)
    if values.get("owner") == "none":
        found = found.filter(contact__owner__isnull=True)
    return found


@requires(Action.VIEW_TIMELINE)
@require_GET
def signal_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What explains the signal, and the entries in which it was found."""
    signal = signal_for(request.user, pk)
    watch = watch_for(signal.kind)
    if watch is None:
        raise Http404
    entries = with_flags().filter(contact=signal.contact, pk__in=signal.facts["entries"])
    behind = list(entries.newest_first())
    put_around(behind, by=request.user, contact=signal.contact)
    context = {
        "signal": signal,
        "contact": signal.contact,
        "watch": watch,
        "words": watch.explain(signal.facts),
        "do": watch.do and watch.do(signal.contact_id),
        "entries": behind,
        "now": timezone.now(),
        "may_write": can(request.user, Action.WRITE_TIMELINE, signal),
    }
    return render(request, "interactions/signal_detail.html", context)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_signal_for)
def signal_dismiss(request: StaffRequest, pk: int) -> HttpResponse:
    signal, form = editable_signal_for(request.user, pk), DismissForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            dismiss_signal(by=request.user, signal=signal, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Dismissed. It comes back on new facts, or on the day that you gave."))
            return redirect_page(request, "interactions:signal_list")
    drafts.offer(request, form)
    words = " ".join(one.words for one in explained([signal]))
    context = {"form": form, "contact": signal.contact, "heading": _("Dismiss the signal"), "words": words}
    return render(request, "interactions/relationship_form.html", context, status=422 if form.is_bound else 200)
