"""My mailboxes and the address of my drop-box."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.clock import local
from crm.clock import zone as zone_named
from crm.htmx import redirect_page
from mailbox import actions, imap
from mailbox.access import ignored_sender_for, mailbox_for
from mailbox.forms import DoForm, MailboxForm, SwitchForm
from mailbox.models import DropBox, IgnoredSender, Mailbox, ReceivedMail
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action

LIST = "mailbox:mailbox_list"


@requires(Action.WRITE_TIMELINE)
@require_GET
def mailbox_list(request: StaffRequest) -> HttpResponse:
    taking = Mailbox.objects.filter(takes_drops=True, is_paused=False).first()
    drop_box = DropBox.objects.filter(user=request.user).first()
    context = {
        "mailboxes": [(mailbox, SwitchForm(auto_id=False)) for mailbox in Mailbox.objects.of(request.user)],
        "takes_drops": taking is not None,
        "drop_address": drop_box.address_at(taking) if drop_box and taking else "",
        "renew": DoForm(auto_id=False),
        "ignored": [(sender, DoForm(auto_id=False)) for sender in IgnoredSender.objects.filter(owner=request.user)],
        "waiting": ReceivedMail.objects.waiting_for(request.user).count(),
    }
    return render(request, "mailbox/mailbox_list.html", context)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
def mailbox_create(request: StaffRequest) -> HttpResponse:
    today = local(timezone.now(), zone_named(request.user.time_zone)).date()
    initial = {"read_from": today, "address": request.user.email, "username": request.user.email}
    return _edit(request, Mailbox(owner=request.user), initial)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
def mailbox_edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _edit(request, mailbox_for(request.user, pk), {})


def _edit(request: StaffRequest, mailbox: Mailbox, initial: dict[str, Any]) -> HttpResponse:
    form = MailboxForm(request.POST or None, instance=mailbox, initial=initial, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_mailbox(by=request.user, mailbox=mailbox, **form.given())
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            messages.success(request, _("Saved. The mailbox is read within a minute; you may test it now."))
            return redirect_page(request, LIST)
    context = {"form": form, "is_new": mailbox.pk is None}
    return render(request, "mailbox/mailbox_form.html", context, status=422 if form.is_bound else 200)


@requires(Action.WRITE_TIMELINE)
@require_POST
def mailbox_check(request: StaffRequest, pk: int) -> HttpResponse:
    """Without a one-time key: nothing is written, and no transaction may wait for a server elsewhere."""
    mailbox = mailbox_for(request.user, pk)
    try:
        signed_by = actions.check_mailbox(mailbox)
    except imap.CannotRead as error:
        messages.error(request, error.problem.label)
    else:
        messages.success(request, _("The mailbox opens."))
        if signed_by and signed_by != mailbox.authserv_id.lower():
            words = _("Its newest mail was checked by “%(server)s”. If that is your server, enter it as its name.")
            messages.info(request, words % {"server": signed_by})
    return redirect_page(request, LIST)


@requires(Action.WRITE_TIMELINE)
@require_POST
@once
def mailbox_pause(request: StaffRequest, pk: int) -> HttpResponse:
    mailbox = mailbox_for(request.user, pk)
    form = SwitchForm(request.POST)
    if form.is_valid():
        actions.set_paused(by=request.user, mailbox=mailbox, is_paused=form.cleaned_data["on"])
    return redirect_page(request, LIST)


@requires(Action.WRITE_TIMELINE)
@require_POST
@once
def ignored_heed(request: StaffRequest, pk: int) -> HttpResponse:
    ignored = ignored_sender_for(request.user, pk)
    actions.heed(by=request.user, ignored=ignored)
    words = _("%(sender)s is not ignored any more. Mails from there that were ignored wait for you again.")
    messages.success(request, words % {"sender": ignored.pattern})
    return redirect_page(request, LIST)


@requires(Action.WRITE_TIMELINE)
@require_POST
@once
def drop_box_renew(request: StaffRequest) -> HttpResponse:
    actions.renew_drop_box(by=request.user)
    messages.success(request, _("You have a new address. Mails to the one before are not read any more."))
    return redirect_page(request, LIST)
