"""How we address a contact: the greetings in each language with their rules, and the forms behind them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contacts.access import editable_contact_for
from contacts.actions.addressing import confirm_form, save_forms_of_address
from contacts.addressing import footings_of, greetings_of, known_forms, offered_forms
from contacts.forms_addressing import AddressingForm
from contacts.manners import manners_for
from contacts.models import Contact
from contacts.views_editing import conflict_page, words_for
from crm.conflicts import save_merged
from crm.htmx import redirect_page, render_page
from staff.access import StaffRequest, requires
from staff.models import Organisation
from staff.once import once
from staff.policy import Action

PAGE = "contacts:forms_of_address"
LONGEST_FORM = 60


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def forms_of_address(request: StaffRequest, pk: int) -> HttpResponse:
    """The page; sent with `do=preview` it shows the greetings as they would be, and saves nothing."""
    contact = editable_contact_for(request.user, pk)
    if request.method != "POST":
        return _page(request, contact, _form(request, contact))
    if request.POST.get("do") == "preview":
        return _page(request, contact, _form(request, contact, request.POST))
    outcome = save_merged(
        request.POST, lambda sent: _form(request, contact, sent), lambda form: _save(request, contact, form)
    )
    if outcome.is_saved:
        messages.success(request, words_for(outcome))
        return redirect_page(request, PAGE, contact.pk)
    if outcome.disputed:
        return conflict_page(request, outcome, contact)
    return _page(request, contact, outcome.form, status=422)


@requires(Action.VIEW_CONTACTS)
@require_POST
def form_of_address_confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """Take over one suggestion, or say that what stands there is right."""
    contact = editable_contact_for(request.user, pk)
    form, value = (request.POST.get(name, "")[:LONGEST_FORM] for name in ("form", "value"))
    try:
        confirm_form(by=request.user, contact=contact, form=form, value=value)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Confirmed."))
    return redirect_page(request, PAGE, contact.pk)


def _form(request: StaffRequest, contact: Contact, data: QueryDict | None = None) -> AddressingForm:
    """The form over the contact as it is now."""
    return AddressingForm(data, instance=Contact.objects.get(pk=contact.pk), team=request.user.team)


def _save(request: StaffRequest, contact: Contact, form: AddressingForm) -> None:
    stored = Contact.objects.get(pk=contact.pk)
    stored.version = form.version
    save_forms_of_address(
        by=request.user,
        contact=stored,
        fields=form.values(),
        source=form.cleaned_data["known_from"],
        terms=form.terms(),
    )


def _page(request: StaffRequest, contact: Contact, form: AddressingForm, status: int = 200) -> HttpResponse:
    manners = manners_for(contact, team_id=request.user.team_id, organisation=Organisation.current())
    shown = contact
    if form.is_bound:
        form.is_valid()
        shown, manners = form.typed(), form.manners(manners)
    context: dict[str, Any] = {
        "contact": contact,
        "form": form,
        "greetings": greetings_of(shown, manners),
        "known": known_forms(contact),
        "offered": list(offered_forms(contact)),
        "footings": footings_of(contact),
        "is_preview": form.is_bound,
    }
    return render_page(request, "contacts/forms_of_address.html", context, partial="greetings", status=status)
