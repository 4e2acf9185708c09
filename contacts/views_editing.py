"""Making a contact, changing one by its form or a fact of it in place, and the question that comes where somebody
changed the same meanwhile."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from contacts.access import editable_contact_for
from contacts.actions.contacts import create_contact, settle_zone_doubt, update_contact
from contacts.addresses import doubts_of
from contacts.changes import with_authors
from contacts.countries import proposed_languages
from contacts.custom import hidden_groups
from contacts.doubts import doubts
from contacts.duplicates import known_like
from contacts.forms import ContactForm
from contacts.forms_address import AddressForm, wants_other_country
from contacts.inline import empty_facts, fields_of, label_of
from contacts.models import Company, Contact
from contacts.views import card_of
from contacts.views_duplicates import shown
from crm import sight
from crm.conflicts import Outcome, StaleRecord, save_merged
from crm.htmx import redirect_page, wants_fragment
from crm.templatetags.crm_ui import language_name
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.models import User
from staff.once import once
from staff.policy import Action, hidden_fields

EDIT = "contacts:contact_edit"


@requires(Action.EDIT_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft()
def contact_create(request: StaffRequest) -> HttpResponse:
    form = ContactForm(request.POST or None, initial={"full_name": request.GET.get("name", "")})
    if wants_other_country(request):
        return form_page(request, form.as_typed(), None, status=200)
    known = known_to(request, form) if request.method == "POST" and form.is_valid() else []
    if request.method == "POST" and form.is_valid() and not known:
        contact = create_contact(by=request.user, owner=request.user, **form.given())
        messages.success(request, _("%(name)s is now among your contacts.") % {"name": contact.full_name})
        warn_of_doubts(request, form, contact)
        propose_languages(request, contact)
        return redirect_page(request, "contacts:contact_detail", contact.pk)
    return form_page(request, form, None, known=known)


def propose_languages(request: StaffRequest, contact: Contact) -> None:
    """Ask for the language of a new contact; those of the country are named, and none is written."""
    codes = proposed_languages(contact.country) if contact.country and not contact.languages else []
    if codes:
        named = {"languages": ", ".join(map(language_name, codes))}
        messages.info(request, _("Which language do they speak? Official in their country: %(languages)s.") % named)


def known_to(request: StaffRequest, form: ContactForm) -> list[dict[str, object]]:
    """Who may be the one who is typed in, unless the colleague has seen them and saves all the same."""
    if "save_anyway" in request.POST:
        return []
    found = known_like(form.typed(), by=request.user)
    sight.listed(len(found))
    return shown(found)


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_contact_for)
def contact_edit(request: StaffRequest, pk: int) -> HttpResponse:
    contact = editable_contact_for(request.user, pk)
    if wants_other_country(request):
        return form_page(request, form_over(contact, request.POST, by=request.user).as_typed(), contact, status=200)
    if request.method == "POST":
        return _saved(request, contact)
    return form_page(request, form_over(contact, by=request.user), contact)


def _saved(request: StaffRequest, contact: Contact) -> HttpResponse:
    outcome = save_contact(contact, request.POST, by=request.user)
    if outcome.is_saved:
        messages.success(request, words_for(outcome))
        warn_of_doubts(request, outcome.form, Contact.objects.get(pk=contact.pk))
        return redirect_page(request, "contacts:contact_detail", contact.pk)
    if outcome.disputed:
        return conflict_page(request, outcome, contact)
    return form_page(request, outcome.form, contact)


def warn_of_doubts(request: StaffRequest, form: ContactForm, contact: Contact) -> None:
    """What looks wrong is saved, and said."""
    typed = form.typed()
    found = doubts(name=typed.name, emails=typed.emails, phones=typed.phones, country=typed.country)
    found += doubts_of(country=contact.country, region=contact.region, postcode=contact.postcode)
    if not contact.is_zone_confirmed:
        found.append(_("The time zone is not confirmed. Ask for it."))
    for doubt in found:
        messages.warning(request, doubt)


def form_page(
    request: StaffRequest, form: ContactForm, contact: Contact | None, *, status: int | None = None, **more: Any
) -> HttpResponse:
    """The form with its errors, or with the draft that was begun."""
    drafts.offer(request, form)
    context = {"form": form, "contact": contact, **more}
    return render(request, "contacts/contact_form.html", context, status=status or (422 if form.is_bound else 200))


@requires(Action.EDIT_CONTACTS)
@require_POST
def address_fields(request: StaffRequest) -> HttpResponse:
    """The parts of an address in the order of the country that was chosen, with what was typed in them."""
    return render(request, "contacts/_address_fields.html", {"form": AddressForm(request.POST).as_typed()})


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
def contact_facts(request: StaffRequest, pk: int) -> HttpResponse:
    """One fact in place: its small form, and the card's facts once it is saved. Without a fact those to choose from.

    Without htmx the whole form does all of it. A double tap saves what stands there already.
    """
    contact, name = editable_contact_for(request.user, pk), request.GET.get("fact", "")
    only = fields_of(name)
    if not wants_fragment(request):
        return redirect_page(request, f"{reverse(EDIT, args=[pk])}#id_{next(iter(only), 'full_name')}")
    if not only:
        facts = list(empty_facts(form_over(contact, by=request.user)))
        return render(request, "contacts/_fact_choice.html", {"contact": contact, "facts": facts})
    if request.method == "GET":
        return _fact_form(request, contact, name, form_over(contact, by=request.user, only=only))
    return _fact_saved(request, contact, name, save_contact(contact, request.POST, by=request.user, only=only))


def _fact_form(request: StaffRequest, contact: Contact, name: str, form: ContactForm, **more: Any) -> HttpResponse:
    if not form.visible_fields():
        raise Http404
    form.visible_fields()[0].field.widget.attrs["autofocus"] = True
    context = {"form": form, "contact": contact, "fact": name, "label": label_of(name, form), **more}
    return render(request, "contacts/_fact_form.html", context, status=422 if form.is_bound else 200)


def _fact_saved(request: StaffRequest, contact: Contact, name: str, outcome: Outcome) -> HttpResponse:
    if not outcome.is_saved:
        return _fact_form(request, contact, name, outcome.form, disputes=with_authors(contact, outcome))
    fresh = editable_contact_for(request.user, contact.pk)
    answer = render(request, "contacts/_facts_saved.html", card_of(request, fresh))
    return reswap(retarget(answer, "#facts"), "outerHTML")


@requires(Action.VIEW_CONTACTS)
@require_POST
def zone_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Whether the clock of a contact moved with their new address; a second answer finds nothing to settle."""
    contact = editable_contact_for(request.user, pk)
    if contact.zone_doubt:
        try:
            settle_zone_doubt(by=request.user, contact=contact, has_moved=request.POST.get("answer") == "moved")
        except StaleRecord:
            messages.warning(request, _("Somebody changed this contact meanwhile. Look at it again."))
        else:
            messages.success(request, _("Saved."))
    return redirect_page(request, "contacts:contact_detail", contact.pk)


def form_over(contact: Contact, data: QueryDict | None = None, *, by: User, only: Collection[str] = ()) -> ContactForm:
    """The form over the contact as it is now: it writes what was typed onto its own copy, and the action compares
    that with the stored row."""
    return ContactForm(
        data,
        instance=Contact.objects.get(pk=contact.pk),
        hidden=hidden_fields(by, contact),
        hidden_groups=hidden_groups(by, contact),
        only=only,
    )


def save_contact(contact: Contact, data: QueryDict, *, by: User, only: Collection[str] = ()) -> Outcome:
    def save(form: ContactForm) -> None:
        stored = Contact.objects.get(pk=contact.pk)
        stored.version = form.version
        update_contact(by=by, contact=stored, **form.given())

    return save_merged(data, lambda sent: form_over(contact, sent, by=by, only=only), save)


def words_for(outcome: Outcome) -> str:
    if outcome.behind:
        return _("Saved. What a colleague changed meanwhile stands as well.")
    return _("Saved.")


def conflict_page(request: StaffRequest, outcome: Outcome, record: Contact | Company) -> HttpResponse:
    """What stood there, what the other saved and what was typed, to choose from field by field."""
    context: dict[str, Any] = {
        "form": outcome.form,
        "disputes": with_authors(record, outcome),
        "record": record,
        "is_company": isinstance(record, Company),
    }
    return render(request, "contacts/conflict.html", context, status=422)
