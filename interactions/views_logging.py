"""The composer: logging a conversation, and saying it anew where it was wrong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.custom import hidden_groups
from contacts.models import Contact
from crm.htmx import redirect_page
from crm.text import LONGEST_QUERY, storable
from interactions.access import correctable_entry_for, writable_contact_for
from interactions.actions import correct_interaction, log_interaction
from interactions.forms_finding import ids
from interactions.forms_logging import CorrectionForm, LogForm
from interactions.forms_promises import promise_from, refuse
from interactions.models import Interaction
from interactions.parties import Parties, parties_among
from interactions.views import composer
from interactions.views_own import offer_debrief
from staff.access import StaffRequest, requires
from staff.drafts import fill_in, keeps_draft
from staff.once import once
from staff.policy import Action

EARLIER_OFFERED = 20


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(writable_contact_for)
def log(request: StaffRequest, pk: int) -> HttpResponse:
    contact = writable_contact_for(request.user, pk)
    initial = {name: request.GET[name] for name in ("kind", "about") if request.GET.get(name)}
    hidden = hidden_groups(request.user, contact)

    def form_of(*data: Any) -> LogForm:
        form = LogForm(*data, by=request.user, contact=contact, initial=initial, hidden_groups=hidden)
        form.offer_earlier(earlier_entries(contact, form["about"].value()))
        return form

    return _composed(request, contact, form_of, lambda form: _log(request, contact, form))


def _log(request: StaffRequest, contact: Contact, form: LogForm) -> HttpResponse:
    with transaction.atomic():
        entry = log_interaction(by=request.user, contact=contact, **form.given())
        promise_from(form, by=request.user, contact=contact, entry=entry)
    messages.success(request, _("Logged. What is next with %(name)s?") % {"name": contact.full_name})
    offer_debrief(request, entry)
    leads_to = "interactions:plan" if request.POST.get("then") == "plan" else "contacts:contact_detail"
    return redirect_page(request, leads_to, contact.pk)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(correctable_entry_for)
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    entry = correctable_entry_for(request.user, pk)
    hidden = hidden_groups(request.user, entry.contact)

    def form_of(*data: Any) -> CorrectionForm:
        form = CorrectionForm(*data, by=request.user, entry=entry, hidden_groups=hidden)
        form.offer_earlier(earlier_entries(entry.contact, form["about"].value(), but=entry.pk))
        return form

    return _composed(request, entry.contact, form_of, lambda form: _correct(request, entry, form))


def _correct(request: StaffRequest, entry: Interaction, form: LogForm) -> HttpResponse:
    told = form.given()
    del told["key"]
    correct_interaction(by=request.user, entry=entry, **told)
    messages.success(request, _("Corrected. What was said first stays beneath it."))
    return redirect_page(request, "contacts:contact_detail", entry.contact_id)


def _composed(
    request: StaffRequest,
    contact: Contact,
    form_of: Callable[..., Any],
    save: Callable[[Any], HttpResponse],
) -> HttpResponse:
    """The form as it is sent, saved, or looked for people in: without JavaScript that is a round trip."""
    if wants_people(request):
        form = form_of()
        fill_in(form, {name: list(map(str, values)) for name, values in request.POST.lists()})
        form.parties = _parties_of(request, contact, dict(request.POST.lists()))
        return composer(
            request, "interactions/log.html", form, contact, partial="composer", is_talk=True, is_helped=form.helps
        )
    form = form_of(request.POST, request.FILES) if request.method == "POST" else form_of()
    if form.is_bound and form.is_valid():
        try:
            return save(form)
        except ValidationError as error:
            refuse(form, error)
    return composer(
        request, "interactions/log.html", form, contact, partial="composer", is_talk=True, is_helped=form.helps
    )


def wants_people(request: StaffRequest) -> bool:
    """Whether the form was sent to look for somebody, or with a name in it that nobody has looked for yet."""
    return "find" in request.POST or request.POST.get("who", "") != request.POST.get("looked_for", "")


def earlier_entries(contact: Contact, chosen: Any, but: int = 0) -> list[Interaction]:
    """The newest that stand at the contact, and the one that was chosen, which may be older."""
    standing = Interaction.objects.at_contacts([contact.pk]).standing().exclude(pk=but)
    shown = standing.newest_first().only("kind", "at", "params", "summary")
    newest = list(shown[:EARLIER_OFFERED])
    named = ids([str(chosen or "")])
    if named and named[0] not in {entry.pk for entry in newest}:
        newest += list(shown.filter(pk__in=named))
    return newest


@requires(Action.WRITE_TIMELINE)
@require_GET
def log_people(request: StaffRequest, pk: int) -> HttpResponse:
    """Those who were chosen, and those whom the typed name finds, for the composer."""
    contact = writable_contact_for(request.user, pk)
    parties = _parties_of(request, contact, dict(request.GET.lists()))
    return render(request, "interactions/_parties.html", {"parties": parties})


def _parties_of(request: StaffRequest, contact: Contact, asked: dict[str, list[Any]]) -> Parties:
    text = storable(str(asked.get("who", [""])[-1]), LONGEST_QUERY)
    chosen = {name: ids(map(str, asked.get(name, ()))) for name in ("contacts", "colleagues")}
    return parties_among(request.user, contact, text=text, **chosen)
