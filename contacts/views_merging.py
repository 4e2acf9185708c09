"""Making two people or two companies one, and two again."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access import company_for_action, contact_for_action
from contacts.access_merging import company_merge_for, merge_for, merges_of, pairs_with
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.actions.merging_companies import merge_companies, undo_company_merge
from contacts.duplicates import in_words
from contacts.forms_merging import CompanyMergeForm, ContactMergeForm, MergeForm
from contacts.models import Company, Contact, ContactPoint
from contacts.rows import points_in_order
from crm import sight
from crm.htmx import redirect_page, render_page
from crm.text import LONGEST_QUERY, storable
from staff.access import StaffRequest, by_superuser, requires
from staff.models import User
from staff.once import once
from staff.policy import Action, scope

FOUND_AT_MOST, SUGGESTED_AT_MOST = 20, 3
NUMBER = re.compile(r"[0-9]{1,18}")


class Beside(NamedTuple):
    """What nobody chooses between, as all of it stays."""

    label: str
    note: str
    survivor: Sequence[str]
    merged: Sequence[str]


@dataclass(frozen=True)
class Pages:
    """What the pages for people and those for companies do each in its own way."""

    card: str
    page: str
    is_company: bool
    form: type[MergeForm]
    record_for: Callable[[User, Action, int], Any]
    merge: Callable[..., Any]
    others: Callable[[StaffRequest, Any, str], Sequence[Any]]
    beside: Callable[[StaffRequest, Any, Any], Sequence[Beside]]

    def context(self) -> dict[str, Any]:
        return {"card": self.card, "merge_page": self.page, "is_company": self.is_company}


@requires(Action.MERGE_CONTACTS, step_up=by_superuser)
@require_http_methods(["GET", "POST"])
@once
def contact_merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Both side by side: the one of `pk` stays, the other becomes part of it. Without another: who is it?"""
    return _side_by_side(request, pk, PEOPLE)


@requires(Action.MERGE_CONTACTS, step_up=by_superuser)
@require_http_methods(["GET", "POST"])
@once
def company_merge(request: StaffRequest, pk: int) -> HttpResponse:
    """The same of two companies."""
    return _side_by_side(request, pk, COMPANIES)


def _side_by_side(request: StaffRequest, pk: int, pages: Pages) -> HttpResponse:
    survivor = pages.record_for(request.user, Action.MERGE_CONTACTS, pk)
    other = request.GET.get("other", "")
    if not NUMBER.fullmatch(other):
        return _ask_for_the_other(request, survivor, pages)
    merged = pages.record_for(request.user, Action.MERGE_CONTACTS, int(other))
    sent = request.POST if request.method == "POST" else None
    form = pages.form(sent, survivor=survivor, merged=merged, by=request.user)
    if form.is_valid() and _merge(request, form, survivor, merged, pages):
        return redirect_page(request, pages.card, survivor.pk)
    context = {"form": form, "survivor": survivor, "merged": merged, **pages.context()}
    context["beside"] = pages.beside(request, survivor, merged)
    return render(request, "contacts/merge.html", context, status=422 if form.is_bound else 200)


def _ask_for_the_other(request: StaffRequest, record: Contact | Company, pages: Pages) -> HttpResponse:
    """Looked for among those whom one may merge."""
    text = storable(request.GET.get("q", ""), LONGEST_QUERY)
    found = pages.others(request, record, text) if text else []
    sight.listed(len(found))
    context = {"record": record, "text": text, "found": found, **pages.context()}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "contacts/merge_choose.html", context, partial="found", status=status)


def _merge(
    request: StaffRequest, form: MergeForm, survivor: Contact | Company, merged: Contact | Company, pages: Pages
) -> bool:
    chosen, seen = form.chosen(), form.cleaned_data["seen"]
    try:
        pages.merge(by=request.user, survivor=survivor, merged=merged, chosen=chosen, seen=seen)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    words = _("%(merged)s is part of %(survivor)s now. The card says how to undo it.")
    messages.success(request, words % {"merged": merged, "survivor": survivor})
    return True


def _other_people(request: StaffRequest, contact: Contact, text: str) -> list[Contact]:
    mergeable = scope(request.user, Action.MERGE_CONTACTS, Contact.objects.exclude(pk=contact.pk))
    found = mergeable.search(text, by=request.user).in_order_for(request.LANGUAGE_CODE)
    return list(found.select_related("company").prefetch_related(points_in_order(request.user))[:FOUND_AT_MOST])


def _other_companies(request: StaffRequest, company: Company, text: str) -> list[Company]:
    mergeable = scope(request.user, Action.MERGE_CONTACTS, Company.objects.exclude(pk=company.pk))
    return list(mergeable.search(text).in_order_for(request.LANGUAGE_CODE)[:FOUND_AT_MOST])


def _points(request: StaffRequest, survivor: Contact, merged: Contact) -> list[Beside]:
    rows = ContactPoint.objects.filter(contact__in=[survivor, merged]).order_by("kind", "position", "id")
    points = list(rows.values_list("contact_id", "value"))
    sides = [[value for pk, value in points if pk == contact.pk] for contact in (survivor, merged)]
    return [Beside(_("e-mails and phones"), _("All of them stay."), *sides)]


def _tags_and_people(request: StaffRequest, survivor: Company, merged: Company) -> list[Beside]:
    """The tags, and as many of the people as the reader sees."""
    two = (survivor, merged)
    tags = [list(company.tags.order_by("key").values_list("name", flat=True)) for company in two]
    visible = Contact.objects.visible_to(request.user)
    people = [visible.filter(company=company).count() for company in two]
    counts = [[str(count)] if count else [] for count in people]
    return [
        Beside(_("Tags"), _("All of them stay."), *tags),
        Beside(_("People"), _("Everybody goes along."), *counts),
    ]


PEOPLE = Pages(
    card="contacts:contact_detail",
    page="contacts:contact_merge",
    is_company=False,
    form=ContactMergeForm,
    record_for=contact_for_action,
    merge=merge_contacts,
    others=_other_people,
    beside=_points,
)
COMPANIES = Pages(
    card="contacts:company_detail",
    page="contacts:company_merge",
    is_company=True,
    form=CompanyMergeForm,
    record_for=company_for_action,
    merge=merge_companies,
    others=_other_companies,
    beside=_tags_and_people,
)


@requires(Action.MERGE_CONTACTS)
@require_GET
def contact_merges(request: StaffRequest, pk: int) -> HttpResponse:
    """The card's panel: who became part of the contact, and the way to merge."""
    contact = contact_for_action(request.user, Action.MERGE_CONTACTS, pk)
    context = {"contact": contact, **merges_shown(request, contact)}
    return render_page(request, "contacts/merges_panel.html", context, partial="panel")


def merges_shown(request: StaffRequest, record: Contact | Company) -> dict[str, Any]:
    """What became part of the record, and what may be the same."""
    pairs = pairs_with(request.user, record)[:SUGGESTED_AT_MOST]
    suggested = [
        {"other": pair.other if pair.one_id == record.pk else pair.one, "evidence": in_words(pair.evidence)}
        for pair in pairs
    ]
    is_company = isinstance(record, Company)
    pages, undo = (COMPANIES, "company_merge_undo") if is_company else (PEOPLE, "merge_undo")
    context = {"record": record, "merges": merges_of(record), "suggested": suggested}
    return {**context, **pages.context(), "undo_page": f"contacts:{undo}"}


@requires(Action.MERGE_CONTACTS, step_up=by_superuser)
@require_POST
def merge_undo(request: StaffRequest, pk: int) -> HttpResponse:
    merge = merge_for(request.user, pk)
    words = _("%(merged)s and %(survivor)s are two people again.")
    return _undo(request, merge, partial(undo_merge, merge=merge), words, PEOPLE.card)


@requires(Action.MERGE_CONTACTS, step_up=by_superuser)
@require_POST
def company_merge_undo(request: StaffRequest, pk: int) -> HttpResponse:
    merge = company_merge_for(request.user, pk)
    words = _("%(merged)s and %(survivor)s are two companies again.")
    return _undo(request, merge, partial(undo_company_merge, merge=merge), words, COMPANIES.card)


def _undo(request: StaffRequest, merge: Any, undo: Callable[..., Any], words: str, card: str) -> HttpResponse:
    try:
        undo(by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, words % {"merged": merge.merged, "survivor": merge.survivor})
    return redirect_page(request, card, merge.survivor_id)
