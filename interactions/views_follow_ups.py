"""Follow-ups: their list, and closing, putting off, giving away, and stopping what repeats."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access import contact_for
from crm.htmx import redirect_page
from crm.paging import page_of
from interactions.access import editable_follow_up_for, open_task_for, open_tasks_for, planners_of
from interactions.actions import (
    cancel_follow_up,
    close_follow_up,
    hand_over_follow_up,
    snooze_follow_up,
    stop_repeating,
)
from interactions.actions.closing import next_occurrence
from interactions.end_of_day import note_for, promised_to
from interactions.follow_up_list import sieved
from interactions.forms_finding import ids
from interactions.forms_follow_ups import BulkForm, CloseForm, FollowUpFilterForm, HandOverForm, SnoozeForm
from interactions.models import FollowUp, Interaction
from interactions.snoozing import offered
from interactions.team_day import colleagues_of
from interactions.views import short_notes
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.models import User
from staff.once import once
from staff.policy import Action

PICKED_AT_MOST = 50


@requires(Action.WRITE_TIMELINE)
@require_GET
def follow_up_list(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    colleagues = colleagues_of(request.user)
    form = FollowUpFilterForm(request.GET, colleagues=colleagues)
    rows = sieved(request.user, form.values(), now)
    page = page_of(rows.select_related("contact__company", "owner"), request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "bulk": BulkForm(colleagues=colleagues),
        "shows_owner": bool(form.values()["whose"]),
        "now": now,
    }
    return render(request, "interactions/follow_up_list.html", context)


@requires(Action.WRITE_TIMELINE)
@require_POST
@once
def follow_up_bulk(request: StaffRequest) -> HttpResponse:
    """Put the ticked ones off, or give them away; what cannot be is counted."""
    form = BulkForm(request.POST, colleagues=colleagues_of(request.user))
    tasks = open_tasks_for(request.user, ids(request.POST.getlist("pick"))[:PICKED_AT_MOST])
    if not tasks:
        messages.error(request, _("Tick what you mean first."))
    elif not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    else:
        _do_each(request, form, tasks)
    return redirect_page(request, "interactions:follow_up_list")


def _do_each(request: StaffRequest, form: BulkForm, tasks: list[FollowUp]) -> None:
    now = timezone.now()
    done = sum(_do(request.user, form, task, now) for task in tasks)
    if done:
        said = ngettext("%(count)d follow-up changed.", "%(count)d follow-ups changed.", done)
        messages.success(request, said % {"count": done})
    if left := len(tasks) - done:
        said = ngettext("%(count)d could not be changed.", "%(count)d could not be changed.", left)
        messages.warning(request, said % {"count": left})


def _do(user: User, form: BulkForm, task: FollowUp, now: datetime) -> bool:
    try:
        if form.cleaned_data["do"] == BulkForm.GIVE:
            hand_over_follow_up(by=user, follow_up=task, to=form.taker, note=form.cleaned_data["note"], now=now)
            return True
        until = offered(task, user, now)[form.cleaned_data["until"]]
        return snooze_follow_up(by=user, follow_up=task, until=until, now=now)
    except ValidationError:
        return False


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_follow_up_for)
def follow_up_close(request: StaffRequest, pk: int) -> HttpResponse:
    follow_up = editable_follow_up_for(request.user, pk)
    form = CloseForm(
        request.POST or None, follow_up=follow_up, user=request.user, series=_series(follow_up, timezone.now())
    )
    if request.method == "POST" and form.is_valid() and _closed(request, follow_up, form):
        return _to_card(request, follow_up)
    return _page(request, "interactions/follow_up_close.html", follow_up, form)


def _series(follow_up: FollowUp, now: datetime) -> str:
    on = next_occurrence(follow_up, now)
    return _("It comes again on %(day)s") % {"day": date_format(on, "DATE_FORMAT")} if on else ""


def _closed(request: StaffRequest, follow_up: FollowUp, form: CloseForm) -> bool:
    try:
        follows = close_follow_up(by=request.user, follow_up=follow_up, **form.given())
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    messages.success(request, _("Closed. Next: %(title)s") % {"title": follows.title} if follows else _("Closed."))
    return True


def _to_card(request: StaffRequest, follow_up: FollowUp) -> HttpResponse:
    return redirect_page(request, reverse("contacts:contact_detail", args=[follow_up.contact_id]))


def _page(request: StaffRequest, template: str, follow_up: FollowUp, form: Any) -> HttpResponse:
    drafts.offer(request, form)
    contact = contact_for(request.user, follow_up.contact_id)
    context = {
        "form": form,
        "follow_up": follow_up,
        "contact": contact,
        "hand_overs": list(follow_up.hand_overs.select_related("giver", "taker")),
        "meeting": short_notes(request, contact),
        "now": timezone.now(),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
def follow_up_snooze(request: StaffRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    follow_up = open_task_for(request.user, pk)
    form = SnoozeForm(request.POST or None, follow_up=follow_up, user=request.user, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            snooze_follow_up(by=request.user, follow_up=follow_up, until=form.moment(), now=now)
        except ValidationError as error:
            form.add_error("on", ValidationError(error.messages))
        else:
            messages.success(request, _("Put off: %(title)s") % {"title": follow_up.title})
            return redirect_page(request, "interactions:my_day")
    return _page(request, "interactions/follow_up_snooze.html", follow_up, form)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(open_task_for)
def follow_up_hand_over(request: StaffRequest, pk: int) -> HttpResponse:
    follow_up = open_task_for(request.user, pk)
    planners = [person for person in planners_of(follow_up.contact) if person != follow_up.owner]
    form = HandOverForm(request.POST or None, planners=planners, initial={"note": _note(request.user, follow_up)})
    if request.method == "POST" and form.is_valid():
        try:
            hand_over_follow_up(by=request.user, follow_up=follow_up, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("to", ValidationError(error.messages))
        else:
            words = {"title": follow_up.title, "name": form.cleaned_data["to"].full_name}
            messages.success(request, _("Handed over to %(name)s: %(title)s") % words)
            return redirect_page(request, "interactions:my_day")
    return _page(request, "interactions/follow_up_hand_over.html", follow_up, form)


def _note(user: User, follow_up: FollowUp) -> str:
    last = Interaction.objects.visible_to(user).talks().filter(contact=follow_up.contact_id).newest_first().first()
    promised = promised_to([follow_up.contact])
    return note_for(follow_up, user, last, promised.get(follow_up.contact_id, ()))


@requires(Action.WRITE_TIMELINE)
@require_POST
def follow_up_stop(request: StaffRequest, pk: int) -> HttpResponse:
    follow_up = editable_follow_up_for(request.user, pk)
    if stop_repeating(by=request.user, follow_up=follow_up):
        messages.success(request, _("It does not come again: %(title)s") % {"title": follow_up.title})
    return redirect_page(request, "interactions:follow_up_close", follow_up.pk)


@requires(Action.WRITE_TIMELINE)
@require_POST
def follow_up_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    follow_up = editable_follow_up_for(request.user, pk)
    cancel_follow_up(by=request.user, follow_up=follow_up)
    messages.success(request, _("Cancelled."))
    return redirect_page(request, "contacts:contact_detail", follow_up.contact_id)
