"""Erasing a person for good."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.access import erasable_contact_for
from contacts.access_merging import merges_of
from contacts.actions.erasing import erase_contact
from contacts.forms_erasing import EraseForm
from crm.htmx import redirect_page
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action


@requires(Action.ERASE_CONTACTS, step_up=True)
@require_http_methods(["GET", "POST"])
@once
def contact_erase(request: StaffRequest, pk: int) -> HttpResponse:
    contact = erasable_contact_for(request.user, pk)
    form = EraseForm(request.POST if request.method == "POST" else None, contact=contact)
    if form.is_valid():
        erase_contact(by=request.user, contact=contact)
        messages.success(request, _("The person is erased."))
        return redirect_page(request, "contacts:contact_list")
    context = {"form": form, "contact": contact, "merges": merges_of(contact)}
    return render(request, "contacts/contact_erase.html", context, status=422 if form.is_bound else 200)
