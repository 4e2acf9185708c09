"""Making two people one, and two again."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access import contact_for_action, merge_for, merges_of, pairs_with
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.duplicates import in_words
from contacts.forms_merging import MergeForm
from contacts.models import Contact, ContactPoint
from contacts.rows import points_in_order
from crm import sight
from crm.htmx import redirect_page, render_page
from crm.text import LONGEST_QUERY, storable
from staff.access import StaffRequest, by_superuser, requires
from staff.once import once
from staff.policy import Action, scope

FOUND_AT_MOST, SUGGESTED_AT_MOST = 20, 3
NUMBER = re.compile(r"[0-9]{1,18}")


@requires(Action.MERGE_CONTACTS, step_up=by_superuser)
@require_http_methods(["GET", "POST"])
@once
def contact_merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Both side by side: the one of `pk` stays, the other becomes part of it. Without another: who is it?"""
    survivor = contact_for_action(request.user, Action.MERGE_CONTACTS, pk)
    other = request.GET.get("other", "")
    if not NUMBER.fullmatch(other):
        return _ask_for_the_other(request, survivor)
    merged = contact_for_action(request.user, Action.MERGE_CONTACTS, int(other))
    sent = request.POST if request.method == "POST" else None
    form = MergeForm(sent, survivor=survivor, merged=merged, by=request.user)
    if form.is_valid() and _merge(request, form, survivor, merged):
        return redirect_page(request, "contacts:contact_detail", survivor.pk)
    context = {"form": form, "survivor": survivor, "merged": merged, **_points(survivor, merged)}
    return render(request, "contacts/contact_merge.html", context, status=422 if form.is_bound else 200)


def _ask_for_the_other(request: StaffRequest, contact: Contact) -> HttpResponse:
    """Looked for among those whom one may merge."""
    text = storable(request.GET.get("q", ""), LONGEST_QUERY)
    found = _others(request, contact, text) if text else []
    sight.listed(len(found))
    context = {"contact": contact, "text": text, "found": found}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "contacts/merge_choose.html", context, partial="found", status=status)


def _others(request: StaffRequest, contact: Contact, text: str) -> list[Contact]:
    mergeable = scope(request.user, Action.MERGE_CONTACTS, Contact.objects.exclude(pk=contact.pk))
    found = mergeable.search(text, by=request.user).in_order_for(request.LANGUAGE_CODE)
    return list(found.select_related("company").prefetch_related(points_in_order(request.user))[:FOUND_AT_MOST])


def _merge(request: StaffRequest, form: MergeForm, survivor: Contact, merged: Contact) -> bool:
    chosen, seen = form.chosen(), form.cleaned_data["seen"]
    try:
        merge_contacts(by=request.user, survivor=survivor, merged=merged, chosen=chosen, seen=seen)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    words = _("%(merged)s is part of %(survivor)s now. The card says how to undo it.")
    messages.success(request, words % {"merged": merged.full_name, "survivor": survivor.full_name})
    return True


def _points(survivor: Contact, merged: Contact) -> dict[str, Any]:
    """The addresses and numbers of both: all of them stay."""
    rows = ContactPoint.objects.filter(contact__in=[survivor, merged]).order_by("kind", "position", "id")
    points = list(rows)
    return {
        "survivor_points": [point for point in points if point.contact_id == survivor.pk],
        "merged_points": [point for point in points if point.contact_id == merged.pk],
    }


@requires(Action.MERGE_CONTACTS)
@require_GET
def contact_merges(request: StaffRequest, pk: int) -> HttpResponse:
    """The card's panel: who became part of the contact, and the way to merge."""
    contact = contact_for_action(request.user, Action.MERGE_CONTACTS, pk)
    suggested = [
        {"other": pair.other if pair.one_id == contact.pk else pair.one, "evidence": in_words(pair.evidence)}
        for pair in pairs_with(request.user, contact)[:SUGGESTED_AT_MOST]
    ]
    context = {"contact": contact, "merges": merges_of(contact), "suggested": suggested}
    return render_page(request, "contacts/merges_panel.html", context, partial="panel")


@requires(Action.MERGE_CONTACTS, step_up=by_superuser)
@require_POST
def merge_undo(request: StaffRequest, pk: int) -> HttpResponse:
    merge = merge_for(request.user, pk)
    try:
        undo_merge(by=request.user, merge=merge)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = _("%(merged)s and %(survivor)s are two people again.")
        names = {"merged": merge.merged.full_name, "survivor": merge.survivor.full_name}
        messages.success(request, words % names)
    return redirect_page(request, "contacts:contact_detail", merge.survivor_id)
