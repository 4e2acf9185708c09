"""What a relationship is: its panel on the card and on the company's page, and the pages on which it is said."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from contacts.access import company_for, contact_for_action
from contacts.models import Contact
from crm.clock import local, zone
from crm.htmx import redirect_page, render_page
from interactions.access import planners_of, writable_contact_for
from interactions.access_relationships import editable_agreement_for, editable_breach_for
from interactions.actions.relationships import note_bond, note_tension, save_agreement, save_breach
from interactions.care import tension_of
from interactions.forms_relationship import AgreementForm, BondForm, BreachForm, TensionForm
from interactions.models import Agreement, Bond, Breach
from interactions.relationship import company_in_sum, relationship_of
from outreach.models import Message
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.once import once
from staff.policy import Action, can


@requires(Action.VIEW_TIMELINE)
@require_GET
def contact_relationship(request: StaffRequest, pk: int) -> HttpResponse:
    contact = contact_for_action(request.user, Action.VIEW_TIMELINE, pk)
    context = {
        "contact": contact,
        "relationship": relationship_of(contact, request.user, timezone.now()),
        "may_write": can(request.user, Action.WRITE_TIMELINE, contact),
    }
    return render_page(request, "interactions/relationship_panel.html", context, partial="panel")


@requires(Action.VIEW_TIMELINE)
@require_GET
def company_relationship(request: StaffRequest, pk: int) -> HttpResponse:
    """The relationships with those of its people whom the reader may see, in sum."""
    company = company_for(request.user, pk)
    context = {"company": company, "sum": company_in_sum(company, request.user, timezone.now())}
    return render_page(request, "interactions/company_relationship.html", context, partial="panel")


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(writable_contact_for)
def bond(request: StaffRequest, pk: int) -> HttpResponse:
    contact = writable_contact_for(request.user, pk)
    standing: Bond | None = Bond.objects.newest(contact)
    form = BondForm(request.POST or None, initial={"kind": standing.kind if standing else ""})
    if request.method == "POST" and form.is_valid():
        note_bond(by=request.user, contact=contact, **form.cleaned_data)
        return _saved(request, contact)
    return _page(request, form, contact, _("The kind of relationship"))


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(writable_contact_for)
def tension(request: StaffRequest, pk: int) -> HttpResponse:
    contact = writable_contact_for(request.user, pk)
    form = TensionForm(
        request.POST or None,
        standing=tension_of(contact),
        planners=planners_of(contact),
        owner=contact.owner_id,
        today=_today(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            told = note_tension(by=request.user, contact=contact, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if told.is_tense:
                _warn_of_waiting(request, contact)
            return _saved(request, contact)
    return _page(request, form, contact, _("How the relationship is"))


def _warn_of_waiting(request: StaffRequest, contact: Contact) -> None:
    """What a colleague prepared still leaves: it is no mail of ours that goes by itself."""
    prepared = Message.objects.visible_to(request.user).pending().filter(contact=contact, sender__isnull=False)
    if waiting := prepared.count():
        words = ngettext(
            "%(number)d prepared mail to them still leaves. Look at it under “Mails”.",
            "%(number)d prepared mails to them still leave. Look at them under “Mails”.",
            waiting,
        )
        messages.warning(request, words % {"number": waiting})


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(writable_contact_for)
def agreement_create(request: StaffRequest, pk: int) -> HttpResponse:
    contact = writable_contact_for(request.user, pk)
    form = AgreementForm(request.POST or None, instance=Agreement(contact=contact, agreed_on=_today(request)))
    if request.method == "POST" and form.is_valid():
        save_agreement(by=request.user, contact=contact, fields=form.cleaned_data)
        return _saved(request, contact)
    return _page(request, form, contact, _("Write down an agreed rule"))


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_agreement_for)
def agreement_edit(request: StaffRequest, pk: int) -> HttpResponse:
    agreement = editable_agreement_for(request.user, pk)
    form = AgreementForm(request.POST or None, instance=agreement)
    if request.method == "POST" and form.is_valid():
        save_agreement(by=request.user, contact=agreement.contact, fields=form.cleaned_data, agreement=form.instance)
        return _saved(request, agreement.contact)
    return _page(request, form, agreement.contact, _("Change the agreed rule"))


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_agreement_for)
def breach_create(request: StaffRequest, pk: int) -> HttpResponse:
    agreement = editable_agreement_for(request.user, pk)
    form = BreachForm(request.POST or None, instance=Breach(agreement=agreement, happened_on=_today(request)))
    if request.method == "POST" and form.is_valid():
        save_breach(by=request.user, agreement=agreement, fields=form.cleaned_data)
        return _saved(request, agreement.contact)
    return _page(request, form, agreement.contact, _("The rule was not kept"), agreement)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_breach_for)
def breach_edit(request: StaffRequest, pk: int) -> HttpResponse:
    breach = editable_breach_for(request.user, pk)
    agreement = breach.agreement
    form = BreachForm(request.POST or None, instance=breach)
    if request.method == "POST" and form.is_valid():
        save_breach(by=request.user, agreement=agreement, fields=form.cleaned_data, breach=form.instance)
        return _saved(request, agreement.contact)
    return _page(request, form, agreement.contact, _("The rule was not kept"), agreement)


def _today(request: StaffRequest) -> date:
    return local(timezone.now(), zone(request.user.time_zone)).date()


def _saved(request: StaffRequest, contact: Contact) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect_page(request, "contacts:contact_detail", contact.pk)


def _page(
    request: StaffRequest, form: Any, contact: Contact, heading: str, agreement: Agreement | None = None
) -> HttpResponse:
    drafts.offer(request, form)
    context = {"form": form, "contact": contact, "heading": heading, "agreement": agreement}
    return render(request, "interactions/relationship_form.html", context, status=422 if form.is_bound else 200)
