"""Conversations, and planning what is next."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.access import contact_for_action
from contacts.call_facts import light_for
from contacts.culture import Meeting, meeting_in_short
from contacts.models import Contact
from crm import sight
from crm.clock import local
from crm.clock import zone as zone_named
from crm.htmx import redirect_page, render_page
from crm.templatetags.crm_ui import zone_city
from crm.text import LONGEST_QUERY, storable
from interactions.access import planners_of, writable_contact_for
from interactions.actions import plan_follow_up
from interactions.clock_rows import open_clocks_of
from interactions.composer_help import help_for
from interactions.forms import PlanForm
from interactions.models import FollowUp, FollowUpKind, Participant
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.once import once
from staff.policy import Action, can, scope

LONGEST_MOMENT = 11
FOLLOW_UPS_ON_CARD = 20
FOLLOW_UP_FIELDS = (
    *("kind", "title", "local_date", "local_time", "due_at", "minutes", "owner__full_name"),
    *("snoozes", "repeat_from", "flagged_at"),
)


@requires(Action.VIEW_TIMELINE)
@require_GET
def contact_panel(request: StaffRequest, pk: int) -> HttpResponse:
    """What is next with this contact."""
    contact = contact_for_action(request.user, Action.VIEW_TIMELINE, pk)
    planned = FollowUp.objects.filter(contact=contact).open().select_related("owner").only(*FOLLOW_UP_FIELDS)
    follow_ups = list(planned[:FOLLOW_UPS_ON_CARD])
    named = Participant.objects.named_to(request.user).select_related("contact", "user")
    prefetch_related_objects([one for one in follow_ups if one.minutes], Prefetch("participants", named))
    context = {
        "contact": contact,
        "follow_ups": follow_ups,
        "clocks": list(open_clocks_of(contact)),
        "now": timezone.now(),
        "may_write": can(request.user, Action.WRITE_TIMELINE, contact),
    }
    return render_page(request, "interactions/contact_panel.html", context, partial="panel")


@requires(Action.WRITE_TIMELINE)
@require_GET
def log_start(request: StaffRequest) -> HttpResponse:
    """With whom? Type-ahead, then the composer."""
    text = storable(request.GET.get("q", ""), LONGEST_QUERY)
    visible = scope(request.user, Action.WRITE_TIMELINE, Contact.objects.visible_to(request.user))
    found = visible.search(text, by=request.user) if text else visible.order_by("-last_contact_at", "-id")
    people = list(found.select_related("company")[:10])
    sight.listed(len(people))
    context = {"text": text, "people": people}
    return render_page(request, "interactions/log_start.html", context, partial="people")


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(writable_contact_for)
def plan(request: StaffRequest, pk: int) -> HttpResponse:
    contact = writable_contact_for(request.user, pk)
    now = timezone.now()
    initial = {"kind": request.GET["kind"]} if request.GET.get("kind") in FollowUpKind.values else {}
    initial |= planned_for(contact, request.GET.get("at", ""))
    planners = [person for person in planners_of(contact) if person != request.user]
    if request.GET.get("owner") in {str(person.pk) for person in planners}:
        initial["owner"] = request.GET["owner"]
    form = PlanForm(
        request.POST or None, contact=contact, user=request.user, now=now, planners=planners, initial=initial
    )
    if request.method == "POST" and form.is_valid() and may_plan(request, form, contact):
        try:
            follow_up = plan_follow_up(by=request.user, contact=contact, **form.given())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, planned_sentence(follow_up))
            return redirect_page(request, "contacts:contact_detail", contact.pk)
    return composer(request, "interactions/plan.html", form, contact)


def planned_for(contact: Contact, at: str) -> dict[str, Any]:
    """The form's beginning at a moment, in seconds since 1970, on the customer's clock; nothing for another."""
    if not (at.isascii() and at.isdigit() and len(at) <= LONGEST_MOMENT):
        return {}
    there = local(datetime.fromtimestamp(int(at), UTC), contact.zone)
    return {"local_date": there.date(), "local_time": f"{there:%H:%M}", "clock": "theirs"}


def may_plan(request: StaffRequest, form: PlanForm, contact: Contact) -> bool:
    """A mail to the customer needs more than a task does; say so on the form."""
    if form.cleaned_data["kind"] != FollowUpKind.MAIL or can(request.user, Action.MAIL_CONTACT, contact):
        return True
    form.add_error("kind", _("Only the owner of the contact may write to them."))
    return False


def planned_sentence(follow_up: FollowUp) -> str:
    if follow_up.is_by_day:
        return _("Planned for %(name)s by the end of %(date)s (%(zone)s).") % words_of(follow_up)
    if follow_up.owner != follow_up.created_by:
        return _("%(name)s is reminded on %(date)s at %(time)s (%(zone)s).") % words_of(follow_up)
    if follow_up.kind == FollowUpKind.MAIL:
        return _("The mail leaves on %(date)s at %(time)s (%(zone)s).") % words_of(follow_up)
    return _("You are reminded on %(date)s at %(time)s (%(zone)s).") % words_of(follow_up)


def words_of(follow_up: FollowUp) -> dict[str, str]:
    # From the instant: a wall time that the clocks skip is an hour later, and what is put off is due otherwise.
    due = local(follow_up.due_at, zone_named(follow_up.zone))
    return {
        "name": follow_up.owner.full_name,
        "date": date_format(due.date(), "DATE_FORMAT"),
        "time": f"{due:%H:%M}",
        "zone": zone_city(follow_up.zone),
    }


def composer(
    request: StaffRequest,
    template: str,
    form: Any,
    contact: Contact,
    *,
    partial: str | None = None,
    is_talk: bool = False,
    is_helped: bool = True,
) -> HttpResponse:
    now = timezone.now()
    drafts.offer(request, form)
    # The form may stand within another page, such as the card.
    form.helper.form_action = request.get_full_path()
    context = {
        "form": form,
        "contact": contact,
        "light": light_for(contact, now),
        "now": now,
        "meeting": short_notes(request, contact),
        **(help_for(request.user, contact, now, is_talk=is_talk) if is_helped else {}),
    }
    return render_page(request, template, context, partial=partial, status=422 if form.is_bound else 200)


def short_notes(request: StaffRequest, contact: Contact) -> Meeting:
    """What to know of the customer's manners before a call or a meeting."""
    today = local(timezone.now(), zone_named(request.user.time_zone)).date()
    return meeting_in_short(contact, request.user, today)
