"""Who can speak with a customer now, and the hours in which somebody can."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.access import contact_for
from contacts.models import Contact
from crm.clock import zone
from crm.htmx import render_page
from interactions.coverage import grid, hours_of
from interactions.forms_finding import CoverageForm
from interactions.people import customers_by_desk, speakers_among, who_talks
from interactions.speaking import Offer, Use, route
from staff.access import StaffRequest, requires
from staff.models import User
from staff.policy import Action, can

ON_CARD = 3


@dataclass(frozen=True)
class Suggestion:
    """An offer, the colleague, and whether they see the customer: only then can something be planned for them."""

    offer: Offer
    user: User
    sees: bool


@requires(Action.VIEW_CONTACTS)
@require_GET
def speakers(request: StaffRequest, pk: int) -> HttpResponse:
    """Who speaks one of the customer's languages, best first: who can now, and when the others can."""
    contact = contact_for(request.user, pk)
    use: Use = "write" if request.GET.get("use") == "write" else "call"
    now = timezone.now()
    people = who_talks().filter(language_skills__language__in=contact.languages)
    found = route(speakers_among(people, now), contact.languages, now, here=zone(request.user.time_zone), use=use)
    offers = [*found.now, *found.later]
    suggested = _suggestions(offers, contact)
    context = {
        "contact": contact,
        "route": found,
        "use": use,
        "ready": suggested[: len(found.now)],
        "later": suggested[len(found.now) :],
        "on_card": ON_CARD,
        "may_write": can(request.user, Action.WRITE_TIMELINE, contact),
        "may_share": can(request.user, Action.SHARE_CONTACTS, contact),
    }
    return render_page(request, "interactions/speakers.html", context, partial="panel")


def _suggestions(offers: list[Offer], contact: Contact) -> list[Suggestion]:
    users = User.objects.in_bulk([offer.speaker.pk for offer in offers])
    User.read_grants(list(users.values()))
    return [
        Suggestion(offer, user, can(user, Action.WRITE_TIMELINE, contact))
        for offer in offers
        if (user := users.get(offer.speaker.pk))
    ]


@requires(Action.VIEW_CONTACTS)
@require_GET
def coverage(request: StaffRequest) -> HttpResponse:
    """Languages of customers by the hours of a day: who is here, and where nobody is."""
    now = timezone.now()
    form = CoverageForm(request.GET, by=request.user, now=now)
    form.is_valid()
    place, team, use = zone(form.value("zone")), form.value("team"), form.value("use")
    people, contacts = who_talks(), Contact.objects.visible_to(request.user)
    if team is not None:
        people, contacts = people.filter(team=team), contacts.filter(team=team)
    hours = hours_of(form.value("on"), place)
    rows = grid(hours, speakers_among(people, now), customers_by_desk(contacts), use)
    context = {
        "form": form,
        "hours": hours,
        "rows": rows,
        "place": place.key,
        "on": form.value("on"),
        "now": now,
        "without_language": contacts.filter(languages=[]).count(),
        "gaps": [row for row in rows if row.gaps and row.people],
        "unspoken": [row for row in rows if not row.people],
    }
    return render_page(request, "interactions/coverage.html", context, partial="grid")
