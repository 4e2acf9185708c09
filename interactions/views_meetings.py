"""Finding a time at which several people can meet, and taking it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contacts.models import Contact
from contacts.working_time import Interval
from crm.clock import day_bounds, zone
from crm.htmx import redirect_page
from crm.sight import listed_customers
from crm.text import LONGEST_QUERY, storable
from interactions.access import writable_contacts_for
from interactions.actions import plan_meeting
from interactions.forms_finding import MOST_PEOPLE, FinderForm, TakeForm, ids
from interactions.meeting_finder import Found, Wish, find, slot_at
from interactions.people import attendees, who_talks
from interactions.views import planned_sentence
from staff.access import StaffRequest, requires
from staff.models import User
from staff.once import once
from staff.policy import Action, scope

FOUND_AT_MOST = 8


@dataclass(frozen=True)
class Invited:
    """Who is to meet: the reader, other colleagues, and contacts with whom the reader may plan.

    `missing` says that the address names contacts whom the reader does not see, or not any more.
    """

    host: User
    colleagues: list[User]
    contacts: list[Contact]
    missing: bool

    @property
    def users(self) -> list[User]:
        return [self.host, *self.colleagues]

    @property
    def is_enough(self) -> bool:
        return bool(self.contacts or self.colleagues)

    @property
    def query(self) -> str:
        """The part of an address that names them."""
        pairs = [("contact", one.pk) for one in self.contacts] + [("colleague", one.pk) for one in self.colleagues]
        return urlencode(pairs)


def invited_by(user: User, asked: QueryDict) -> Invited:
    """Those whom the address names, as far as the user may plan with them."""
    wanted, others = ids(asked.getlist("contact")), ids(asked.getlist("colleague"))
    contacts = writable_contacts_for(user, wanted[:MOST_PEOPLE])
    colleagues = User.objects.filter(is_active=True, pk__in=others[:MOST_PEOPLE]).exclude(pk=user.pk)
    ours = list(colleagues.order_by("full_name", "pk"))
    return Invited(user, ours, contacts, missing=len(contacts) < len(wanted))


@requires(Action.WRITE_TIMELINE)
@require_GET
def meeting_finder(request: StaffRequest) -> HttpResponse:
    """Everything that was chosen stands in the address, so that it can be kept and sent on."""
    now = timezone.now()
    invited = invited_by(request.user, request.GET)
    form = FinderForm(request.GET, by=request.user, now=now)
    form.is_valid()
    wish = _wish(form, request.user, now)
    return _page(request, invited, form, wish, _take_form(wish), now)


def _page(
    request: StaffRequest, invited: Invited, form: FinderForm, wish: Wish, take: TakeForm, now: datetime
) -> HttpResponse:
    text = storable(request.GET.get("q", ""), LONGEST_QUERY)
    context = {
        "form": form,
        "invited": invited,
        "text": text,
        "people": _searched(request.user, text, invited) if text else [],
        "colleagues": who_talks().exclude(pk=request.user.pk),
        "found": _found(invited, wish, now) if invited.is_enough else None,
        "take": take,
        "wish": wish,
        "now": now,
    }
    return render(request, "interactions/meeting_finder.html", context, status=422 if take.is_bound else 200)


def _wish(form: FinderForm, user: User, now: datetime) -> Wish:
    first, place = form.value("first"), zone(user.time_zone)
    soonest = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    start, end = day_bounds(first, place)[0], day_bounds(first + timedelta(days=form.value("days") - 1), place)[1]
    return Wish(Interval(max(start, soonest), max(end, soonest)), form.value("minutes"), form.value("buffer"))


def _found(invited: Invited, wish: Wish, now: datetime) -> Found:
    people = attendees(invited.contacts, invited.users, wish.within, now)
    return find(people, wish, here=zone(invited.host.time_zone))


def _take_form(wish: Wish) -> TakeForm:
    return TakeForm(initial={"title": _("Meeting"), "minutes": wish.minutes, "buffer": wish.buffer})


def _searched(user: User, text: str, invited: Invited) -> list[Contact]:
    """Contacts of that name with whom the user may plan, besides those who were chosen."""
    visible = scope(user, Action.WRITE_TIMELINE, Contact.objects.visible_to(user)).search(text, by=user)
    others = visible.exclude(pk__in=[one.pk for one in invited.contacts])
    people = list(others.select_related("company")[:FOUND_AT_MOST])
    listed_customers(len(people))
    return people


@requires(Action.WRITE_TIMELINE)
@require_POST
@once
def meeting_take(request: StaffRequest) -> HttpResponse:
    """The chosen time becomes a follow-up of the reader, and the poor hours in it are remembered."""
    now = timezone.now()
    invited, form = invited_by(request.user, request.POST), TakeForm(request.POST)
    if form.is_valid() and _plan(request, invited, form, now):
        return redirect_page(request, "contacts:contact_detail", invited.contacts[0].pk)
    finder = FinderForm(request.POST, by=request.user, now=now)
    finder.is_valid()
    return _page(request, invited, finder, _wish(finder, request.user, now), form, now)


def _plan(request: StaffRequest, invited: Invited, form: TakeForm, now: datetime) -> bool:
    start, minutes, buffer = (form.cleaned_data[name] for name in ("start", "minutes", "buffer"))
    wish = Wish(Interval(start, start + timedelta(minutes=minutes)), minutes, buffer)
    people = attendees(invited.contacts, invited.users, wish.within, now)
    poor = {seat.attendee.key for seat in slot_at(people, wish, start).inconvenienced}
    try:
        follow_up = plan_meeting(
            by=request.user,
            contacts=invited.contacts,
            users=invited.users,
            start=start,
            minutes=minutes,
            title=form.cleaned_data["title"],
            poor_for=poor,
            now=now,
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    messages.success(request, planned_sentence(follow_up))
    return True
