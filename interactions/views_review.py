"""The monthly review: an account manager walks through her relationships, one customer at a time."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.models import Contact
from crm.clock import local, zone
from crm.htmx import redirect_page
from crm.sight import listed_customers
from interactions.access import writable_contact_for
from interactions.actions.reviews import review_relationship
from interactions.forms_relationship import ReviewForm
from interactions.models import FollowUp, NextStep, TensionLevel
from interactions.relationship import Relationship, relationship_of
from interactions.reviewing import month_of, queue_of, to_review
from staff import drafts
from staff.access import StaffRequest, requires
from staff.drafts import keeps_draft
from staff.once import once
from staff.policy import Action

SHOWN = 8
STEPS_SHOWN = 3


@requires(Action.WRITE_TIMELINE)
@require_GET
def review(request: StaffRequest) -> HttpResponse:
    """Who is left this month, the most pressing first."""
    now = timezone.now()
    queue = queue_of(request.user, now)
    people = Contact.objects.select_related("company").in_bulk(queue[:SHOWN])
    listed_customers(len(people))
    context = {
        "month": month_of(request.user, now),
        "people": [people[pk] for pk in queue[:SHOWN]],
        "left": len(queue),
        "done": to_review(request.user).count() - len(queue),
    }
    return render(request, "interactions/review.html", context)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(writable_contact_for)
def review_contact(request: StaffRequest, pk: int) -> HttpResponse:
    """One customer, with three questions; answering leads to the next one."""
    contact, now = writable_contact_for(request.user, pk), timezone.now()
    known = relationship_of(contact, request.user, now)
    steps = list(FollowUp.objects.filter(contact=contact).open().select_related("owner")[:STEPS_SHOWN])
    form = _form(request, known, has_next_step=bool(steps), today=local(now, zone(request.user.time_zone)).date())
    if request.method == "POST" and form.is_valid():
        try:
            review_relationship(by=request.user, contact=contact, **form.cleaned_data, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _onward(request, contact, form.cleaned_data["next_step"])
    queue = queue_of(request.user, now)
    drafts.offer(request, form)
    context = {
        "contact": contact,
        "relationship": known,
        "follow_ups": steps,
        "form": form,
        "now": now,
        "left": len(queue),
        "following": _after(queue, contact.pk),
    }
    return render(request, "interactions/review_contact.html", context, status=422 if form.is_bound else 200)


def _form(request: StaffRequest, known: Relationship, *, has_next_step: bool, today: date) -> ReviewForm:
    return ReviewForm(
        request.POST or None,
        kind=known.bond.kind if known.bond else "",
        level=known.tension.level if known.tension else TensionLevel.CALM,
        has_next_step=has_next_step,
        today=today,
    )


def _after(queue: list[int], pk: int) -> int | None:
    """Who comes after this one; the first where it stands last, or not there any more."""
    others = [one for one in queue if one != pk]
    if pk in queue and queue.index(pk) < len(others):
        return queue[queue.index(pk) + 1]
    return others[0] if others else None


def _onward(request: StaffRequest, contact: Contact, next_step: str) -> HttpResponse:
    """To the plan where one is wanted, else to the next customer."""
    if next_step == NextStep.TO_PLAN:
        messages.success(request, _("Saved. Plan the next step, then go on with the review."))
        return redirect_page(request, f"{reverse('interactions:plan', args=[contact.pk])}?kind=task")
    messages.success(request, _("Saved: %(name)s.") % {"name": contact.full_name})
    queue = queue_of(request.user, timezone.now())
    if queue:
        return redirect_page(request, "interactions:review_contact", queue[0])
    return redirect_page(request, "interactions:review")
