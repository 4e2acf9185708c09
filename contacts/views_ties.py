"""Pages about whom a customer belongs with: the card's panel, and a relation to somebody else."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access import company_for, contact_for, editable_contact_for
from contacts.access_needs import removable_relation_for
from contacts.actions.relations import end_relation, relate
from contacts.forms_ties import RelationForm
from contacts.models import Company, Contact
from contacts.ties import jobs_of, ties_of
from crm import sight
from crm.htmx import redirect_page, render_page
from crm.text import LONGEST_QUERY, storable
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action, can

FOUND_AT_MOST = 20
END = re.compile(r"(person|company)-([0-9]{1,18})")


@requires(Action.VIEW_CONTACTS)
@require_GET
def contact_ties(request: StaffRequest, pk: int) -> HttpResponse:
    """The card's panel: with whom they belong, and for whom they worked before."""
    contact = contact_for(request.user, pk)
    context = {
        "contact": contact,
        "ties": ties_of(request.user, contact),
        "jobs": jobs_of(contact),
        "may_edit": can(request.user, Action.EDIT_CONTACTS, contact),
    }
    return render_page(request, "contacts/ties_panel.html", context, partial="panel")


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def relation_create(request: StaffRequest, pk: int) -> HttpResponse:
    """What the contact is to somebody. Without the other end: who is it?"""
    contact = editable_contact_for(request.user, pk)
    named = END.fullmatch(request.GET.get("end", ""))
    if named is None:
        return _ask_for_the_end(request, contact)
    find = contact_for if named[1] == "person" else company_for
    end = find(request.user, int(named[2]))
    form = RelationForm(request.POST if request.method == "POST" else None, end=end)
    if form.is_valid() and _relate(request, form, contact, end):
        return redirect_page(request, "contacts:contact_detail", contact.pk)
    context = {"form": form, "contact": contact, "end": end}
    return render(request, "contacts/relation_form.html", context, status=422 if form.is_bound else 200)


def _ask_for_the_end(request: StaffRequest, contact: Contact) -> HttpResponse:
    text = storable(request.GET.get("q", ""), LONGEST_QUERY)
    context: dict[str, Any] = {"contact": contact, "text": text, "people": [], "companies": []}
    if text:
        people = Contact.objects.visible_to(request.user).exclude(pk=contact.pk).search(text, by=request.user)
        in_order = people.in_order_for(request.LANGUAGE_CODE).select_related("company")
        context["people"] = list(in_order[:FOUND_AT_MOST])
        companies = Company.objects.visible_to(request.user).search(text).in_order_for(request.LANGUAGE_CODE)
        context["companies"] = list(companies[:FOUND_AT_MOST])
    sight.listed(len(context["people"]) + len(context["companies"]))
    status = 422 if request.method == "POST" else 200
    return render_page(request, "contacts/relation_choose.html", context, partial="found", status=status)


def _relate(request: StaffRequest, form: RelationForm, contact: Contact, end: Contact | Company) -> bool:
    try:
        relate(by=request.user, contact=contact, end=end, **form.values())
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("Saved."))
    return True


@requires(Action.VIEW_CONTACTS)
@require_POST
def relation_end(request: StaffRequest, pk: int) -> HttpResponse:
    relation = removable_relation_for(request.user, pk)
    contact = relation.contact_id
    end_relation(by=request.user, relation=relation)
    messages.success(request, _("The relation is ended."))
    return redirect_page(request, "contacts:contact_detail", contact)
