"""Response clocks: those that run, and one of them with what was done to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.access import contact_for_action
from crm.htmx import redirect_page, render_page
from crm.paging import page_of
from interactions.access import clock_for, editable_clock_for
from interactions.actions import pause_clock, resume_clock, solve_clock, void_clock
from interactions.clock_gaps import gaps_until_due
from interactions.clock_rows import open_clocks_of, with_calendars
from interactions.forms_clocks import ClockFilterForm, ClockForm
from interactions.models import ResponseClock
from interactions.querysets import ResponseClockQuerySet
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.models import User
from staff.once import once
from staff.policy import Action, can

ACTS = {"pause": pause_clock, "resume": resume_clock, "solve": solve_clock, "void": void_clock}
ENDED_ON_CARD = 3


@requires(Action.VIEW_TIMELINE)
@require_GET
def clock_list(request: StaffRequest) -> HttpResponse:
    form = ClockFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    now = timezone.now()
    clocks = filtered(ResponseClock.objects.visible_to(request.user).open(), asked, request.user, now)
    related = clocks.select_related("contact__company", "contact__owner", "terms", "entry")
    page = page_of(with_calendars(related.next_due_first()), request.GET.get("page"))
    context = {"form": form, "page": page, "now": now, "asked": asked}
    return render_page(request, "interactions/clock_list.html", context, partial="clocks")


def filtered(clocks: ResponseClockQuerySet, asked: dict[str, str], user: User, now: Any) -> ResponseClockQuerySet:
    whose = {"all": clocks, "team": clocks.of_team(user)}.get(asked.get("whose", ""), clocks.looked_after_by(user))
    which = asked.get("which", "")
    if which == "overdue":
        return whose.overdue(now)
    if which == "pressing":
        return whose.filter(most_at__lte=now)
    return whose.filter(state="paused") if which == "paused" else whose


@requires(Action.VIEW_TIMELINE)
@require_GET
def clock_detail(request: StaffRequest, pk: int) -> HttpResponse:
    clock = clock_for(request.user, pk)
    now = timezone.now()
    context = {
        "clock": clock,
        "contact": clock.contact,
        "gaps": gaps_until_due(clock, now),
        "may_write": can(request.user, Action.WRITE_TIMELINE, clock.contact),
        "now": now,
    }
    return render(request, "interactions/clock_detail.html", context)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_clock_for)
def clock_turn(request: StaffRequest, pk: int) -> HttpResponse:
    """Let it stand still or run again, end it, or take it out; with a reason."""
    clock = editable_clock_for(request.user, pk)
    form = ClockForm(request.POST or None, clock=clock)
    if request.method == "POST" and form.is_valid():
        try:
            ACTS[form.cleaned_data["act"]](by=request.user, clock=clock, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Noted."))
            return redirect_page(request, "interactions:clock_detail", clock.pk)
    drafts.offer(request, form)
    context = {"form": form, "clock": clock, "contact": clock.contact, "now": timezone.now()}
    return render(request, "interactions/clock_turn.html", context, status=422 if form.is_bound else 200)


@requires(Action.VIEW_TIMELINE)
@require_GET
def contact_clocks(request: StaffRequest, pk: int) -> HttpResponse:
    contact = contact_for_action(request.user, Action.VIEW_TIMELINE, pk)
    ended = ResponseClock.objects.filter(contact=contact, ended_at__isnull=False).select_related("terms", "entry")
    context = {
        "contact": contact,
        "clocks": list(open_clocks_of(contact)),
        "ended": list(with_calendars(ended).order_by("-ended_at", "-pk")[:ENDED_ON_CARD]),
        "now": timezone.now(),
    }
    return render_page(request, "interactions/contact_clocks.html", context, partial="panel")
