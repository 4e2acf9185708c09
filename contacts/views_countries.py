"""The pages of countries, and how to meet one customer: the card's panel."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.access import contact_for
from contacts.countries import country_facts, country_of_zone, customers_in, is_country
from contacts.culture import lines_of, meeting_with
from contacts.forms_culture import CountryForm
from contacts.models import CultureNote, Topic
from contacts.models.culture import MANNERS, OF_SHEET
from contacts.panels import MONEY_OF_COUNTRY
from crm import sight
from crm.clock import local, zone
from crm.htmx import part_of_page, render_page
from crm.languages import country_choices
from crm.text import fold
from staff.access import StaffRequest, requires
from staff.models import Organisation
from staff.policy import Action, can, may


@requires(Action.VIEW_CONTACTS)
@require_GET
def contact_meeting(request: StaffRequest, pk: int) -> HttpResponse:
    """The card's panel: a question to ask, then what they told us, what we learned, what is said of their country."""
    contact = contact_for(request.user, pk)
    today = local(timezone.now(), zone(request.user.time_zone)).date()
    context = {
        "contact": contact,
        "meeting": meeting_with(contact, request.user, today),
        "may_edit": can(request.user, Action.EDIT_CONTACTS, contact),
    }
    return render_page(request, "contacts/meeting_panel.html", context, partial="panel")


@requires(Action.USE)
@require_GET
def country_list(request: StaffRequest) -> HttpResponse:
    """Every country by name; those of which something is written say how much."""
    form = CountryForm(request.GET)
    wanted = fold(form.wanted)
    counted = CultureNote.objects.shown().exclude(country="").order_by().values_list("country")
    notes = dict(counted.annotate(number=Count("pk")))
    countries = [(code, name) for code, name in country_choices() if wanted in fold(name) or wanted == code.lower()]
    rows = [{"code": code, "name": name, "notes": notes.get(code, 0)} for code, name in countries]
    context = {
        "form": form,
        "rows": rows if wanted else [row for row in rows if row["notes"]],
        "others": [] if wanted else [row for row in rows if not row["notes"]],
        "may_edit": may(request.user, Action.EDIT_CULTURE),
    }
    return render_page(request, "contacts/country_list.html", context, partial="rows")


@requires(Action.USE)
@require_GET
def country_sheet(request: StaffRequest, country: str) -> HttpResponse:
    """One country: how people meet, what holds for selling there, what the house knows, and our own notes beside."""
    code = country.upper()
    if not is_country(code):
        raise Http404
    now = timezone.now()
    today = local(now, zone(request.user.time_zone)).date()
    ours = own_country(request)
    written = notes_by_country({code, ours}, today)
    here, own = written[code], written[ours] if ours != code else {}
    customers = customers_in(code, request.user) if may(request.user, Action.VIEW_CONTACTS) else None
    if customers is not None:
        sight.listed(customers.total)
    context = {
        "code": code,
        "facts": country_facts(code, now),
        "now": now,
        "manners": _topics(MANNERS, here),
        "sheet": _topics(OF_SHEET, here),
        "customers": customers,
        "ours": ours,
        "beside": [row for row in _beside(here, own) if row["theirs"] and row["ours"]],
        "countries": country_choices(),
        "money": part_of_page(request, reverse(MONEY_OF_COUNTRY, args=[code])),
        "may_edit": may(request.user, Action.EDIT_CULTURE),
    }
    return render(request, "contacts/country_sheet.html", context)


def own_country(request: StaffRequest) -> str:
    """Whose notes stand beside: the country that was chosen, else the one that the organisation's clock is in."""
    chosen = request.GET.get("beside", "").upper()
    return chosen if is_country(chosen) else country_of_zone(Organisation.current().time_zone)


def notes_by_country(codes: Iterable[str], on: date) -> defaultdict[str, dict[str, list[Any]]]:
    """The shown notes of the countries, as lines by topic; one query."""
    notes = CultureNote.objects.shown().filter(country__in=[code for code in codes if code])
    found: defaultdict[str, dict[str, list[Any]]] = defaultdict(dict)
    for line in lines_of(notes, on):
        found[line.note.country].setdefault(line.note.topic, []).append(line)
    return found


def _topics(topics: Iterable[Topic], lines: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [{"topic": topic, "lines": lines[topic.value]} for topic in topics if topic.value in lines]


def _beside(theirs: dict[str, list[Any]], ours: dict[str, list[Any]]) -> list[dict[str, Any]]:
    rows = ((topic, theirs.get(topic.value, []), ours.get(topic.value, [])) for topic in MANNERS)
    return [{"topic": topic, "theirs": there, "ours": here} for topic, there, here in rows]
