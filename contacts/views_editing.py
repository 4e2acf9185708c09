"""Changing a contact by its form, and the question that comes where somebody changed the same meanwhile."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.access import editable_contact_for
from contacts.actions.contacts import update_contact
from contacts.changes import with_authors
from contacts.custom import hidden_groups
from contacts.forms import ContactForm
from contacts.models import Company, Contact
from crm.conflicts import Outcome, save_merged
from crm.htmx import redirect_page
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.models import User
from staff.once import once
from staff.policy import Action, hidden_fields


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_contact_for)
def contact_edit(request: StaffRequest, pk: int) -> HttpResponse:
    contact = editable_contact_for(request.user, pk)
    if request.method == "POST":
        return _saved(request, contact)
    return form_page(request, form_over(contact, by=request.user), contact)


def _saved(request: StaffRequest, contact: Contact) -> HttpResponse:
    outcome = save_contact(contact, request.POST, by=request.user)
    if outcome.is_saved:
        messages.success(request, words_for(outcome))
        return redirect_page(request, "contacts:contact_detail", contact.pk)
    if outcome.disputed:
        return conflict_page(request, outcome, contact)
    return form_page(request, outcome.form, contact)


def form_page(request: StaffRequest, form: ContactForm, contact: Contact | None, **more: Any) -> HttpResponse:
    """The form with its errors, or with the draft that was begun."""
    drafts.offer(request, form)
    context = {"form": form, "contact": contact, **more}
    return render(request, "contacts/contact_form.html", context, status=422 if form.is_bound else 200)


def form_over(contact: Contact, data: QueryDict | None = None, *, by: User) -> ContactForm:
    """The form over the contact as it is now: it writes what was typed onto its own copy, and the action compares
    that with the stored row."""
    return ContactForm(
        data,
        instance=Contact.objects.get(pk=contact.pk),
        hidden=hidden_fields(by, contact),
        hidden_groups=hidden_groups(by, contact),
    )


def save_contact(contact: Contact, data: QueryDict, *, by: User) -> Outcome:
    def save(form: ContactForm) -> None:
        stored = Contact.objects.get(pk=contact.pk)
        stored.version = form.version
        update_contact(by=by, contact=stored, **form.given())

    return save_merged(data, lambda sent: form_over(contact, sent, by=by), save)


def words_for(outcome: Outcome) -> str:
    if outcome.is_merged:
        return _("Saved. What a colleague changed meanwhile stands as well.")
    return _("Saved.")


def conflict_page(request: StaffRequest, outcome: Outcome, record: Contact | Company) -> HttpResponse:
    """What stood there, what the other saved and what was typed, to choose from field by field."""
    context: dict[str, Any] = {
        "form": outcome.form,
        "disputes": with_authors(record, outcome.disputed),
        "record": record,
        "is_company": isinstance(record, Company),
    }
    return render(request, "contacts/conflict.html", context, status=422)
