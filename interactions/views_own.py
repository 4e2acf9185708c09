"""A colleague's own pages: private debriefs, and what she tells of herself."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.models import Contact
from crm.htmx import redirect_page
from crm.paging import page_of
from interactions.access_words import debrief_for, own_debrief_for, own_entry_for
from interactions.actions.debriefs import delete_debrief, hide_debrief, leads_for, show_debrief, write_debrief
from interactions.actions.introductions import introduce_oneself
from interactions.forms_own import DebriefForm, IntroductionForm, ShowForm
from interactions.models import Debrief, Interaction, Introduction
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.models import User
from staff.once import once
from staff.policy import Action


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(own_entry_for)
def debrief_write(request: StaffRequest, pk: int) -> HttpResponse:
    """The private note on an entry of one's own: written, or changed."""
    entry = own_entry_for(request.user, pk)
    debrief = Debrief.objects.filter(writer=request.user, interaction=entry).first()
    form = DebriefForm(request.POST or None, debrief=debrief)
    if request.method == "POST" and form.is_valid():
        written = write_debrief(by=request.user, interaction=entry, **form.cleaned_data)
        messages.success(request, _("Kept. Nobody but you reads it."))
        return redirect_page(request, "interactions:debrief_detail", written.pk)
    drafts.offer(request, form)
    context = {"form": form, "entry": entry, "contact": entry.contact}
    return render(request, "interactions/debrief_form.html", context, status=422 if form.is_bound else 200)


@requires(Action.USE)
@require_GET
def debrief_list(request: StaffRequest) -> HttpResponse:
    """One's own, and those that colleagues show."""
    readable = Debrief.objects.visible_to(request.user).select_related("interaction__contact", "writer", "shared_with")
    page = page_of(readable, request.GET.get("page"))
    name_customers(request.user, page)
    return render(request, "interactions/debrief_list.html", {"page": page, "now": timezone.now()})


@requires(Action.USE)
@require_GET
def debrief_detail(request: StaffRequest, pk: int) -> HttpResponse:
    debrief = debrief_for(request.user, pk)
    name_customers(request.user, [debrief])
    is_own = debrief.writer == request.user
    leads = leads_for(request.user) if is_own else User.objects.none()
    context: dict[str, Any] = {
        "debrief": debrief,
        "is_own": is_own,
        "form": ShowForm(leads=leads),
        "has_leads": leads.exists(),
        "now": timezone.now(),
    }
    return render(request, "interactions/debrief_detail.html", context)


def offer_debrief(request: StaffRequest, entry: Interaction) -> None:
    """After a tense contact, in a message; nobody has to take it."""
    if entry.is_tense:
        address = reverse("interactions:debrief_write", args=[entry.pk])
        link = format_html('<a href="{}">{}</a>', address, _("Write a private debrief"))
        messages.info(
            request, format_html("{} {}", _("That was a tense contact. It may help to look back on it."), link)
        )


def name_customers(user: User, debriefs: Iterable[Debrief]) -> None:
    """Give each its `contact`, or None where the reader does not see that customer, or not any more."""
    rows = list(debriefs)
    contacts = {debrief.interaction.contact_id for debrief in rows}
    seen = set(Contact.objects.visible_to(user).filter(pk__in=contacts).values_list("pk", flat=True))
    for debrief in rows:
        contact = debrief.interaction.contact
        debrief.contact = contact if contact.pk in seen else None


@requires(Action.WRITE_TIMELINE)
@require_POST
@once
def debrief_show(request: StaffRequest, pk: int) -> HttpResponse:
    debrief = own_debrief_for(request.user, pk)
    form = ShowForm(request.POST, leads=leads_for(request.user))
    if form.is_valid():
        lead = form.cleaned_data["lead"]
        show_debrief(by=request.user, debrief=debrief, lead=lead)
        messages.success(request, _("%(name)s can read it now.") % {"name": lead.full_name})
    else:
        messages.error(request, _("Choose a lead of your team."))
    return redirect_page(request, "interactions:debrief_detail", debrief.pk)


@requires(Action.WRITE_TIMELINE)
@require_POST
def debrief_hide(request: StaffRequest, pk: int) -> HttpResponse:
    debrief = own_debrief_for(request.user, pk)
    hide_debrief(by=request.user, debrief=debrief)
    messages.success(request, _("Nobody but you reads it now."))
    return redirect_page(request, "interactions:debrief_detail", debrief.pk)


@requires(Action.WRITE_TIMELINE)
@require_POST
def debrief_delete(request: StaffRequest, pk: int) -> HttpResponse:
    delete_debrief(by=request.user, debrief=own_debrief_for(request.user, pk))
    messages.success(request, _("Deleted for good."))
    return redirect_page(request, "interactions:debrief_list")


@requires(Action.USE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft()
def introduction(request: StaffRequest) -> HttpResponse:
    told = Introduction.objects.filter(user=request.user).first() or Introduction(user=request.user)
    form = IntroductionForm(request.POST or None, introduction=told)
    if request.method == "POST" and form.is_valid():
        introduce_oneself(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect_page(request, "interactions:introduction")
    drafts.offer(request, form)
    return render(request, "interactions/introduction.html", {"form": form}, status=422 if form.is_bound else 200)
