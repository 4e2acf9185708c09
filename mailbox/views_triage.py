"""Mails that wait, one mail, and what a colleague decides about it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.models import Contact
from crm import sight
from crm.htmx import redirect_page
from crm.paging import page_of
from crm.text import LONGEST_QUERY, storable
from interactions.access import writable_contact_for
from mailbox import actions
from mailbox.access import mail_for, may_read, own_mail_for, part_for
from mailbox.actions.triage import Ignore
from mailbox.forms import AssignForm, DoForm, IgnoreForm, NewContactForm, SwitchForm
from mailbox.models import MailState, ReceivedMail
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.models import User
from staff.once import once
from staff.policy import Action, can, may, scope

TRIAGE = "mailbox:triage"
PEOPLE_SHOWN = 10
THREAD_SHOWN = 20


@requires(Action.WRITE_TIMELINE)
@require_GET
def triage(request: StaffRequest) -> HttpResponse:
    is_ignored = request.GET.get("show") == "ignored"
    mails = ReceivedMail.objects
    rows = mails.ignored_by(request.user) if is_ignored else mails.waiting_for(request.user)
    page = page_of(rows.select_related("suggested").order_by("-at", "-id"), request.GET.get("page"))
    suggested = [row.suggested_id for row in page if row.suggested_id]
    reached = scope(request.user, Action.VIEW_CONTACTS, Contact.objects.filter(pk__in=suggested))
    context = {
        "page": page,
        "is_ignored": is_ignored,
        "reached": set(reached.values_list("pk", flat=True)),
        "now": timezone.now(),
    }
    return render(request, "mailbox/triage.html", context)


@requires(Action.VIEW_TIMELINE)
@require_GET
def mail(request: StaffRequest, pk: int) -> HttpResponse:
    """A mail with its words; who may know no more than that it came sees that alone."""
    found = mail_for(request.user, pk)
    is_readable = may_read(request.user, found)
    context = {
        "mail": found,
        "is_readable": is_readable,
        "is_own": found.owner_id == request.user.pk,
        "parts": found.parts.defer("content") if is_readable else [],
        "thread": _thread(request.user, found) if is_readable else [],
        "contact": _seen(request.user, Action.VIEW_CONTACTS, found.contact),
        "suggested": _seen(request.user, Action.WRITE_TIMELINE, found.suggested),
        # Who poses as a customer is not ignored by that name: the customer's own mails would go unseen.
        "is_posing": found.is_warned_of and found.suggested is not None,
        "may_create": may(request.user, Action.EDIT_CONTACTS),
        "do": DoForm(auto_id=False),
        "now": timezone.now(),
    }
    return render(request, "mailbox/mail.html", context)


def _thread(user: User, found: ReceivedMail) -> list[ReceivedMail]:
    """The other mails of the thread that the user may read, the oldest first."""
    others = ReceivedMail.objects.visible_to(user).filter(thread=found.thread).exclude(pk=found.pk)
    rows = others.exclude(copy_key=found.copy_key).select_related("mailbox").order_by("at", "pk")[:THREAD_SHOWN]
    return [one for one in rows if may_read(user, one)]


def _seen(user: User, action: Action, contact: Contact | None) -> Contact | None:
    """The contact, unless they have gone to somebody else since."""
    return contact if contact is not None and can(user, action, contact) else None


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
def mail_assign(request: StaffRequest, pk: int) -> HttpResponse:
    found = own_mail_for(request.user, pk)
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        contact = writable_contact_for(request.user, form.cleaned_data["contact"])
        # Whoever may log with a contact need not be the one who changes their addresses.
        remember = form.cleaned_data["remember"] and can(request.user, Action.EDIT_CONTACTS, contact)
        actions.assign(by=request.user, mail=found, contact=contact, remember=remember)
        messages.success(request, _("The mail is on the timeline of %(name)s.") % {"name": contact.full_name})
        return redirect_page(request, TRIAGE)
    text = storable(request.GET.get("q", ""), LONGEST_QUERY)
    reached = scope(request.user, Action.WRITE_TIMELINE, Contact.objects.visible_to(request.user))
    rows = reached.search(text, by=request.user) if text else reached.order_by("-last_contact_at", "-id")
    people = list(rows.select_related("company")[:PEOPLE_SHOWN])
    sight.listed(len(people))
    context = {"mail": found, "text": text, "people": people, "form": AssignForm(auto_id=False)}
    return render(request, "mailbox/assign.html", context, status=422 if form.is_bound else 200)


@requires(Action.EDIT_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(own_mail_for)
def mail_contact(request: StaffRequest, pk: int) -> HttpResponse:
    found = own_mail_for(request.user, pk)
    form = NewContactForm(request.POST or None, initial={"full_name": found.sender_name})
    if request.method == "POST" and form.is_valid() and found.sender:
        contact = actions.create_from(by=request.user, mail=found, full_name=form.cleaned_data["full_name"])
        messages.success(request, _("The mail is on the timeline of %(name)s.") % {"name": contact.full_name})
        return redirect_page(request, "contacts:contact_detail", contact.pk)
    drafts.offer(request, form)
    context = {"mail": found, "form": form}
    return render(request, "mailbox/new_contact.html", context, status=422 if form.is_bound else 200)


@requires(Action.WRITE_TIMELINE)
@require_POST
@once
def mail_ignore(request: StaffRequest, pk: int) -> HttpResponse:
    found = own_mail_for(request.user, pk)
    form = IgnoreForm(request.POST)
    if form.is_valid() and found.state == MailState.WAITING:
        actions.ignore(by=request.user, mail=found, what=Ignore(form.cleaned_data["what"]))
        messages.success(request, _("Ignored. You find it under Ignored, where you can take that back."))
    return redirect_page(request, TRIAGE)


@requires(Action.WRITE_TIMELINE)
@require_POST
@once
def mail_undo(request: StaffRequest, pk: int) -> HttpResponse:
    found = own_mail_for(request.user, pk)
    actions.undo(by=request.user, mail=found)
    messages.success(request, _("The mail waits for you again."))
    return redirect_page(request, "mailbox:mail", found.pk)


@requires(Action.WRITE_TIMELINE)
@require_POST
@once
def mail_share(request: StaffRequest, pk: int) -> HttpResponse:
    found = own_mail_for(request.user, pk)
    form = SwitchForm(request.POST)
    if form.is_valid():
        actions.share(by=request.user, mail=found, is_shared=form.cleaned_data["on"])
    return redirect_page(request, "mailbox:mail", found.pk)


@requires(Action.VIEW_TIMELINE)
@require_GET
def part(request: StaffRequest, pk: int) -> HttpResponse:
    """Whatever the mail calls it, the file is a download and nothing that a browser opens by itself."""
    file = part_for(request.user, pk)
    sight.exported(1)
    headers = {"Content-Disposition": content_disposition_header(True, file.name) or "attachment"}
    return HttpResponse(bytes(file.content), content_type="application/octet-stream", headers=headers)
