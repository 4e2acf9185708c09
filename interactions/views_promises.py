"""Promises: the panel on the card, the list, making one, and saying what became of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.access import company_for, contact_for_action
from contacts.call_facts import light_for
from crm.htmx import redirect_page, render_page
from crm.paging import page_of
from crm.sight import listed_customers
from interactions.access import editable_promise_for, planners_of, promise_for, writable_contact_for
from interactions.actions import drop_promise, keep_promise, move_promise, tell_customer
from interactions.forms_promises import (
    DeedForm,
    DropForm,
    KeepForm,
    MoveForm,
    PromiseForm,
    ToldForm,
    promise_from,
    refuse,
)
from interactions.models import Promise
from interactions.promise_lists import STATES, WHOSE, chosen, kept_rate
from interactions.querysets_promises import PromiseQuerySet
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.once import once
from staff.policy import Action, can

ON_CARD = 8


@requires(Action.VIEW_TIMELINE)
@require_GET
def promise_list(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    whose = request.GET.get("whose") if request.GET.get("whose") in WHOSE else next(iter(WHOSE))
    state = request.GET.get("state") if request.GET.get("state") in STATES else next(iter(STATES))
    promises = chosen(request.user, str(whose), str(state), now)
    page = page_of(promises.select_related("contact__company", "owner").with_deeds(), request.GET.get("page"))
    context = {"page": page, "whose": whose, "state": state, "all_whose": WHOSE, "states": STATES, "now": now}
    return render(request, "interactions/promise_list.html", context)


@requires(Action.VIEW_TIMELINE)
@require_GET
def promise_panel(request: StaffRequest, pk: int) -> HttpResponse:
    """What we promised this contact: what is open first, then what ended last."""
    contact = contact_for_action(request.user, Action.VIEW_TIMELINE, pk)
    context = _panel(Promise.objects.filter(contact=contact))
    context |= {"contact": contact, "may_write": can(request.user, Action.WRITE_TIMELINE, contact)}
    return render_page(request, "interactions/promise_panel.html", context, partial="panel")


@requires(Action.VIEW_TIMELINE)
@require_GET
def company_promises(request: StaffRequest, pk: int) -> HttpResponse:
    """What we promised the people of this company, as far as the reader sees them."""
    company = company_for(request.user, pk)
    context = _panel(Promise.objects.visible_to(request.user).filter(contact__company=company))
    listed_customers(len(context["promises"]))
    context["company"] = company
    return render_page(request, "interactions/company_promises.html", context, partial="panel")


def _panel(promises: PromiseQuerySet) -> dict[str, Any]:
    now = timezone.now()
    rows = promises.open_first().select_related("contact__company", "owner").with_deeds()
    return {"promises": list(rows[:ON_CARD]), "rate": kept_rate(promises, now), "now": now}


@requires(Action.VIEW_TIMELINE)
@require_GET
def promise_detail(request: StaffRequest, pk: int) -> HttpResponse:
    promise = promise_for(request.user, pk)
    context = {
        "promise": promise,
        "contact": promise.contact,
        "deeds": promise.deeds.select_related("by"),
        "replacement": Promise.objects.visible_to(request.user).filter(replaces=promise).first(),
        "may_write": can(request.user, Action.WRITE_TIMELINE, promise.contact),
        "now": timezone.now(),
    }
    return render(request, "interactions/promise_detail.html", context)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(writable_contact_for)
def promise_make(request: StaffRequest, pk: int) -> HttpResponse:
    contact = writable_contact_for(request.user, pk)
    planners = [person for person in planners_of(contact) if person != request.user]
    form = PromiseForm(request.POST or None, contact=contact, user=request.user, planners=planners)
    if request.method == "POST" and form.is_valid():
        try:
            promise_from(form, by=request.user, contact=contact, owner=form.cleaned_data["owner"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Promised to %(name)s.") % {"name": contact.full_name})
            return redirect_page(request, "contacts:contact_detail", contact.pk)
    drafts.offer(request, form)
    now = timezone.now()
    context = {"form": form, "contact": contact, "now": now, "light": light_for(contact, now)}
    return render(request, "interactions/promise_make.html", context, status=422 if form.is_bound else 200)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_promise_for)
def promise_keep(request: StaffRequest, pk: int) -> HttpResponse:
    promise = editable_promise_for(request.user, pk)
    return _deed(request, promise, KeepForm(request.POST or None), keep_promise, _("Is it done?"))


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_promise_for)
def promise_move(request: StaffRequest, pk: int) -> HttpResponse:
    promise = editable_promise_for(request.user, pk)
    form = MoveForm(request.POST or None, promise=promise, user=request.user)
    return _deed(request, promise, form, move_promise, _("Agree on another date"))


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_promise_for)
def promise_drop(request: StaffRequest, pk: int) -> HttpResponse:
    promise = editable_promise_for(request.user, pk)
    return _deed(request, promise, DropForm(request.POST or None), drop_promise, _("It will not be done"))


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_promise_for)
def promise_told(request: StaffRequest, pk: int) -> HttpResponse:
    promise = editable_promise_for(request.user, pk)
    return _deed(request, promise, ToldForm(request.POST or None), tell_customer, _("The customer was told"))


def _deed(
    request: StaffRequest, promise: Promise, form: DeedForm, action: Callable[..., Any], heading: str
) -> HttpResponse:
    """The form of something that happened to a promise, and saving it."""
    if request.method == "POST" and form.is_valid():
        try:
            action(by=request.user, promise=promise, **form.given())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect_page(request, "interactions:promise_detail", promise.pk)
    drafts.offer(request, form)
    context = {
        "form": form,
        "promise": promise,
        "contact": promise.contact,
        "heading": heading,
        "now": timezone.now(),
    }
    return render(request, "interactions/promise_deed.html", context, status=422 if form.is_bound else 200)
