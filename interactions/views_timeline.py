"""The timeline: of a contact, of a company's people, of everybody; the files in it, and its corrections."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from contacts.access import company_for, contact_for_action
from contacts.filters import chips
from contacts.models import Contact
from crm.htmx import render_page, wants_fragment
from interactions.access import attachment_for
from interactions.filters import TimelineFilterForm, narrow_by
from interactions.forms_finding import ids
from interactions.models import LOGGED_KINDS, Interaction, Party
from interactions.recaps import tell_recaps
from interactions.timelines import newest_page, put_around, timeline_page
from staff.access import StaffRequest, requires
from staff.models import User
from staff.policy import Action, can, may, scope
from translating.beside import put_beside

TIMELINE_PAGE = 50
ENTRIES_ON_CARD = 10
COLLEAGUES_OFFERED = 30
PEOPLE_OFFERED = 50


@requires(Action.VIEW_TIMELINE)
@require_GET
def interaction_list(request: StaffRequest) -> HttpResponse:
    form = TimelineFilterForm(request.GET)
    del form.fields["q"]
    mine = Interaction.objects.of_contacts_of(request.user)
    page = newest_page(narrow_by(form.asked, request.user)(mine), request.GET.get("page"))
    put_around(page.rows, by=request.user)
    tell_recaps(page.rows, by=request.user, may_send=False)
    context = {"form": form, "page": page, "now": timezone.now()}
    return render_page(request, "interactions/interaction_list.html", context, partial="entries")


@requires(Action.VIEW_TIMELINE)
@require_GET
def contact_timeline(request: StaffRequest, pk: int) -> HttpResponse:
    contact = contact_for_action(request.user, Action.VIEW_TIMELINE, pk)
    form = TimelineFilterForm(request.GET, colleagues=offered(request, [contact.pk]))
    context = timeline_context(request, [contact.pk], form, contact)
    context["address"] = reverse("interactions:contact_timeline", args=[pk])
    return render_page(request, "interactions/contact_timeline.html", context, partial=part_of(request))


@requires(Action.VIEW_TIMELINE)
@require_GET
def company_timeline(request: StaffRequest, pk: int) -> HttpResponse:
    """What happened with those who work there now, of whom the reader may know it."""
    company = company_for(request.user, pk)
    people = scope(request.user, Action.VIEW_TIMELINE, Contact.objects.filter(company=company))
    named = people.in_order_for(request.LANGUAGE_CODE).only("full_name")[:PEOPLE_OFFERED]
    form = TimelineFilterForm(request.GET, colleagues=offered(request, people.order_by().values("pk")), people=named)
    chosen = form.asked.get("contact")
    among: Any = [int(chosen)] if chosen else people.order_by().values("pk")
    context = timeline_context(request, among, form, None) | {"company": company}
    context["address"] = reverse("interactions:company_timeline", args=[pk])
    return render_page(request, "interactions/company_timeline.html", context, partial="entries")


def part_of(request: StaffRequest) -> str:
    """The card takes the timeline with the way to log; a filter changes the entries alone."""
    return "card" if getattr(request, "is_part_of_page", False) else "entries"


def is_on_card(request: StaffRequest) -> bool:
    """Whether the entries stand on a card, and not on the page of the timeline, whose filters fetch a part too."""
    htmx = getattr(request, "htmx", None)
    where = (htmx.current_url_abs_path if htmx else None) or ""
    return wants_fragment(request) and where.partition("?")[0] != request.path


def timeline_context(
    request: StaffRequest, people: Any, form: TimelineFilterForm, contact: Contact | None
) -> dict[str, Any]:
    user, is_card = request.user, is_on_card(request)
    may_write = can(user, Action.WRITE_TIMELINE, contact) if contact else may(user, Action.WRITE_TIMELINE)
    size = ENTRIES_ON_CARD if is_card else TIMELINE_PAGE
    page = timeline_page(people, narrow_by(form.asked, user), request.GET.get("page"), size)
    put_around(page.rows, by=user, contact=contact)
    tell_recaps(page.rows, by=user, may_send=contact is not None and can(user, Action.MAIL_CONTACT, contact))
    put_beside([entry for entry in page if entry.around.main], user=user, may_write=may_write)
    return {
        "contact": contact,
        "page": page,
        "form": form,
        "chips": chips(form),
        "is_card": is_card,
        "heading": "h3" if is_card else "h2",
        "may_write": may_write,
        "kinds": LOGGED_KINDS,
        "now": timezone.now(),
    }


def offered(request: StaffRequest, people: Any) -> list[User]:
    """The reader's colleagues who had to do with the people, by whom the whole page may be narrowed; on a card alone
    the one who was chosen there."""
    colleagues = User.objects.order_by("full_name", "pk")
    chosen = list(colleagues.filter(pk__in=ids([request.GET.get("by", "")])))
    if is_on_card(request):
        return chosen
    wrote = Interaction.objects.at_contacts(people).order_by()
    took_part = Party.objects.filter(interaction__in=wrote.values("pk"), user__isnull=False).order_by()
    others = colleagues.filter(Q(pk__in=wrote.values("by")) | Q(pk__in=took_part.values("user")))
    others = others.exclude(pk__in=[request.user.pk, *(one.pk for one in chosen)])
    return [*chosen, *others[:COLLEAGUES_OFFERED]]


@requires(Action.VIEW_TIMELINE)
@require_GET
def attachment(request: StaffRequest, pk: int) -> HttpResponse:
    """Whatever the file is: the browser saves it and shows nothing of it."""
    kept = attachment_for(request.user, pk)
    headers = {"Content-Disposition": content_disposition_header(True, kept.name) or "attachment"}
    with kept.file.open() as file:
        return HttpResponse(file.read(), content_type="application/octet-stream", headers=headers)
