"""Moving a contact from stage to stage, and how they moved before."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contacts.access import contact_for, editable_contact_for
from contacts.actions.contacts import update_contact
from contacts.forms_stages import StageForm
from contacts.models import Contact
from crm.htmx import redirect_page, render_page
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action, can

SHOWN = 100


@requires(Action.VIEW_CONTACTS)
@require_GET
def contact_stages(request: StaffRequest, pk: int) -> HttpResponse:
    """The history and the form: a page of its own, whose parts stand on the card as a panel and in place of a fact."""
    contact = contact_for(request.user, pk)
    context = {"contact": contact, "changes": changes_of(contact)}
    if can(request.user, Action.EDIT_CONTACTS, contact):
        context["form"] = StageForm(contact=contact)
    part = "form" if request.GET.get("part") == "form" and "form" in context else "panel"
    return render_page(request, "contacts/stages_panel.html", context, partial=part)


@requires(Action.VIEW_CONTACTS)
@require_POST
@once
def stage_change(request: StaffRequest, pk: int) -> HttpResponse:
    contact = editable_contact_for(request.user, pk)
    form = StageForm(request.POST, contact=contact)
    if not form.is_valid():
        context = {"contact": contact, "changes": changes_of(contact), "form": form}
        return render(request, "contacts/stages_panel.html", context, status=422)
    fields = {"stage": form.cleaned_data["stage"]}
    update_contact(by=request.user, contact=contact, fields=fields, grounds=form.grounds())
    messages.success(request, _("Saved."))
    return redirect_page(request, "contacts:contact_detail", contact.pk)


def changes_of(contact: Contact) -> object:
    return contact.stage_changes.select_related("by")[:SHOWN]
