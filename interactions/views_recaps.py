"""Sending a recap of a conversation, and reading what the customer says to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.models import Contact
from crm.htmx import redirect_page
from crm.text import storable
from interactions.access_words import entry_to_recap_for, readable_recap_for, recap_for
from interactions.actions.recaps import read_recap, send_recap
from interactions.forms_recaps import RecapForm
from interactions.recaps import preview_recap, recap_words
from outreach.engine import RenderError
from outreach.rendering import Rendered
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.models import Organisation
from staff.once import once
from staff.policy import Action, can

LONGEST_ID = 18


@requires(Action.MAIL_CONTACT)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(entry_to_recap_for)
def recap_send(request: StaffRequest, pk: int) -> HttpResponse:
    """The mail is shown in the customer's language before it goes; “Show the mail” shows it again as it is now."""
    entry = entry_to_recap_for(request.user, pk)
    form = RecapForm(request.POST or None, initial={"points": "\n".join(map(str, entry.points))})
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            send_recap(by=request.user, interaction=entry, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The recap leaves in the customer’s next good hour."))
            return redirect_page(request, "contacts:contact_detail", entry.contact_id)
    drafts.offer(request, form)
    context = {"form": form, "entry": entry, "contact": entry.contact, "now": timezone.now()}
    context |= shown_mail(request, form, entry.contact)
    is_refused = form.is_bound and not form.is_valid()
    return render(request, "interactions/recap_send.html", context, status=422 if is_refused else 200)


def shown_mail(request: StaffRequest, form: RecapForm, contact: Contact) -> dict[str, Any]:
    """The mail with what stands in the form, or why there is none."""
    typed = form.cleaned_data if form.is_bound else form.initial
    points = typed.get("points") or []
    lines = points.splitlines() if isinstance(points, str) else points
    if not lines:
        return {}
    try:
        return {"mail": _mail(request, contact, lines, typed.get("next_steps") or "")}
    except RenderError as error:
        return {"reason": str(error)}


def _mail(request: StaffRequest, contact: Contact, points: list[str], next_steps: str) -> Rendered:
    organisation = Organisation.current()
    words = recap_words(contact, points, next_steps, organisation)
    return preview_recap(contact, words, sender=request.user, organisation=organisation)


@requires(Action.VIEW_TIMELINE)
@require_GET
def recap_detail(request: StaffRequest, pk: int) -> HttpResponse:
    recap = recap_for(request.user, pk)
    contact = recap.interaction.contact
    answers = list(recap.answers.all())
    context = {
        "recap": recap,
        "contact": contact,
        "answer": recap.answer,
        "earlier": answers[1:],
        "now": timezone.now(),
        "may_read": recap.read_at is None and bool(answers) and can(request.user, Action.WRITE_TIMELINE, contact),
    }
    return render(request, "interactions/recap_detail.html", context)


@requires(Action.WRITE_TIMELINE)
@require_POST
def recap_read(request: StaffRequest, pk: int) -> HttpResponse:
    recap = readable_recap_for(request.user, pk)
    answer = storable(request.POST.get("answer", ""), LONGEST_ID)
    try:
        read_recap(by=request.user, recap=recap, answer=int(answer) if answer.isdecimal() else 0)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect_page(request, "interactions:recap_detail", recap.pk)
    messages.success(request, _("Marked as read."))
    return redirect_page(request, "contacts:contact_detail", recap.interaction.contact_id)
