"""Pages about people: the list, the card, the bin, the search."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access import (
    binned_contact_for,
    contact_for,
    contact_for_action,
    glimpse_for,
    may_see_company,
    may_see_referrer,
)
from contacts.access_merging import survivor_for
from contacts.actions.consent import record_consents
from contacts.actions.contacts import put_in_bin, restore
from contacts.call_facts import light_of
from contacts.columns import Column, chosen, offered
from contacts.completeness import Card, completeness_of
from contacts.consent import newest_consents, verdict_on, verdict_on_processing
from contacts.custom import hidden_groups, readable_fields, shown_facts
from contacts.filters import OPEN, chips, filter_form, filtered, is_folded, is_opened, needs_fields, ordered, sort_of
from contacts.forms_consent import ConsentForm
from contacts.greeting import addressed_name
from contacts.manners import manners_for
from contacts.models import Channel, Company, Consent, Contact, CustomField, Processing, Purpose
from contacts.models.custom import Subject
from contacts.naming import SHOWN_FIELDS
from contacts.panels import NEXT, TIMELINE, panels_for, part_of_card
from contacts.rows import listed, points_in_order, rows_for
from contacts.sorting import heads
from crm import sight
from crm.htmx import redirect_page, render_page, wants_fragment
from crm.paging import page_by_keys, page_of
from crm.text import LONGEST_QUERY, storable
from staff.access import StaffRequest, by_superuser, requires
from staff.models import Organisation
from staff.once import once
from staff.policy import Action, can, hidden_fields, may, scope
from staff.saved_views import at_hand, kept

LIST = "contacts:contact_list"
FOUND_AT_MOST = 20
COMPANIES_IN_BIN = 50
EXPORT_KINDS = (("csv", "CSV"), ("xlsx", "XLSX"), ("vcf", "vCard"))


@requires(Action.VIEW_CONTACTS)
@require_GET
def contact_list(request: StaffRequest) -> HttpResponse:
    views = at_hand(request.user, LIST)
    if views.default is not None and not request.GET and not wants_fragment(request):
        return redirect_page(request, f"{reverse(LIST)}?{views.default.query_string}")
    now, opened = timezone.now(), is_opened(request.GET)
    fields = readable_fields(request.user, Subject.CONTACT) if needs_fields(request.GET) else []
    form = filter_form(request.GET, request.user, fields)
    may_change = may(request.user, Action.EDIT_CONTACTS)
    columns = chosen(request.GET.getlist("col"), offered(fields))
    visible = Contact.objects.visible_to(request.user)
    contacts = ordered(filtered(visible, form, user=request.user, now=now), form, request.LANGUAGE_CODE)
    asked = kept(request.GET)
    page = page_by_keys(contacts, request.GET.get("page"), partial(listed, columns=columns))
    rows = rows_for(page.rows, now, request.user, columns, is_ticked=may_change)
    context = {
        "form": form,
        "chips": chips(form),
        "page": page,
        "export_kinds": exports_to("contacts:contact_export", *EXPORT_KINDS),
        "export_query": filters_of(request),
        "rows": rows,
        "written": [row["html"] for row in rows],
        "may_change": may_change,
        "kept": asked,
        "folded": [pair for pair in asked if is_folded(pair[0])],
        "columns": columns,
        "heads": heads((("name", _("Name")), *((one.code, one.label) for one in columns)), sort_of(form)),
        "is_opened": opened,
        "offered": choice_of_columns(columns, fields),
        "at_hand": views,
        "shown_view": request.GET.get("view"),
        "save_query": urlencode(asked),
    }
    return render_page(request, "contacts/contact_list.html", context, partial="rows")


@requires(Action.VIEW_CONTACTS)
@require_GET
def contact_filters(request: StaffRequest) -> HttpResponse:
    """The filters and columns that open under the others; without htmx the list itself shows them."""
    asked = QueryDict(urlencode([*kept(request.GET), (OPEN, "all")]))
    if not wants_fragment(request):
        return redirect_page(request, f"{reverse(LIST)}?{asked.urlencode()}")
    fields = readable_fields(request.user, Subject.CONTACT)
    context = {
        "form": filter_form(asked, request.user, fields),
        "offered": choice_of_columns(chosen(asked.getlist("col"), offered(fields)), fields),
    }
    return render_page(request, "contacts/contact_list.html", context, partial="more")


def choice_of_columns(columns: Sequence[Column], fields: Iterable[CustomField]) -> list[dict[str, Any]]:
    return [{"column": column, "is_chosen": column in columns} for column in offered(fields)]


def exports_to(name: str, *kinds: tuple[str, str]) -> list[dict[str, str]]:
    """The kinds of file in which a list leaves, with the address of each."""
    return [{"url": reverse(name, args=[kind]), "words": words} for kind, words in kinds]


def filters_of(request: StaffRequest) -> str:
    """The filters of the address, for another address."""
    query = request.GET.copy()
    for gone in ("page", OPEN):
        query.pop(gone, None)
    return query.urlencode()


@requires(Action.VIEW_CONTACTS)
@require_GET
def contact_detail(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        contact = contact_for(request.user, pk)
    except Http404:
        return redirect_page(request, "contacts:contact_detail", survivor_for(request.user, pk).pk)
    context = card_of(request, contact)
    return render(request, "contacts/contact_detail.html", {**context, **conversations(request, contact)})


def card_of(request: StaffRequest, contact: Contact) -> dict[str, Any]:
    """What the card says itself, apart from what other rooms say on it."""
    now = timezone.now()
    hidden = hidden_fields(request.user, contact)
    points, newest = [] if "points" in hidden else list(contact.points.all()), newest_consents(contact, now)
    may_edit = can(request.user, Action.EDIT_CONTACTS, contact)
    dates = [] if "dates" in hidden else list(contact.dates.all())
    house = Organisation.current()
    manners = manners_for(contact, team_id=request.user.team_id, organisation=house)
    return {
        "contact": contact,
        "addressed": addressed_name(contact, contact.language or request.LANGUAGE_CODE, manners=manners),
        "light": light_of(contact, newest, now),
        "now": now,
        "emails": [point for point in points if point.kind == "email"],
        "phones": [point for point in points if point.kind == "phone"],
        "dates": dates,
        "completeness": completeness_of(Card(contact, points, dates, newest, contact.is_need_known), hidden),
        "hidden": hidden,
        "home": house.country,
        "tags": contact.tags.order_by("key"),
        "facts": shown_facts(contact, hidden_groups(request.user, contact)),
        "may_edit": may_edit,
        "may_delete": can(request.user, Action.DELETE_CONTACTS, contact),
        "may_erase": can(request.user, Action.ERASE_CONTACTS, contact),
        "may_write": can(request.user, Action.WRITE_TIMELINE, contact),
        "may_see_referrer": may_see_referrer(request.user, contact),
        "may_see_company": may_see_company(request.user, contact.company),
        "may_read_audit": may(request.user, Action.READ_AUDIT),
        "consents": consent_badges(contact, newest),
        "panels": list(panels_for(request.user, contact)),
    }


def conversations(request: StaffRequest, contact: Contact) -> dict[str, Any]:
    """The newest of the timeline and what is next, where the colleague may see them."""
    if not can(request.user, Action.VIEW_TIMELINE, contact):
        return {}
    return {
        "timeline": part_of_card(request, contact, reverse(TIMELINE, args=[contact.pk])),
        "next_steps": part_of_card(request, contact, reverse(NEXT, args=[contact.pk])),
    }


@requires(Action.VIEW_CONTACTS)
@require_GET
def contact_panels(request: StaffRequest, pk: int) -> HttpResponse:
    """The other rooms' panels of the card in one answer; without htmx the card itself links to each."""
    contact = glimpse_for(request.user, pk)
    if not wants_fragment(request):
        return redirect_page(request, "contacts:contact_detail", contact.pk)
    panels = [
        {**panel._asdict(), "part": part_of_card(request, contact, panel.url)}
        for panel in panels_for(request.user, contact)
    ]
    has_below = any(panel["is_below"] for panel in panels)
    return render(request, "contacts/_panels_fetched.html", {"panels": panels, "has_below": has_below})


def consent_badges(contact: Contact, newest: dict[tuple[str, str], Consent]) -> list[dict[str, Any]]:
    """For each purpose by mail, for calls, and for each engine that translates: may we, and why."""
    asked = [(purpose, Channel.EMAIL, str(capfirst(purpose.label))) for purpose in Purpose]
    asked.append((Purpose.SERVICE, Channel.PHONE, _("Calls")))
    badges: list[dict[str, Any]] = [
        {"words": words, "verdict": verdict_on(contact, purpose, channel, newest.get((purpose, channel)))}
        for purpose, channel, words in asked
    ]
    for code in settings.TRANSLATION_ENGINES:
        said = newest.get((Processing.TRANSLATION, code))
        verdict = verdict_on_processing(contact, Processing.TRANSLATION, said)
        badges.append({"words": _("Translation by %(engine)s") % {"engine": code}, "verdict": verdict})
    return badges


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def consent_record(request: StaffRequest, pk: int) -> HttpResponse:
    """Record what the contact said about being written to; also the history of what they said before."""
    contact = contact_for_action(request.user, Action.EDIT_CONTACTS, pk)
    form = ConsentForm(request.POST or None, initial={"channel": Channel.EMAIL})
    if request.method == "POST" and form.is_valid():
        record_consents(by=request.user, contact=contact, **form.said())
        messages.success(request, _("What %(name)s said is recorded.") % {"name": contact.full_name})
        return redirect_page(request, "contacts:contact_detail", contact.pk)
    history = contact.consents.select_related("by").order_by("-at", "-id")[:100]
    status = 422 if form.is_bound else 200
    context = {"form": form, "contact": contact, "history": history}
    return render(request, "contacts/consent_form.html", context, status=status)


@requires(Action.VIEW_CONTACTS, step_up=by_superuser)
@require_POST
def contact_bin(request: StaffRequest, pk: int) -> HttpResponse:
    contact = contact_for_action(request.user, Action.DELETE_CONTACTS, pk)
    put_in_bin(by=request.user, row=contact)
    done = _("%(name)s is in the bin. You can restore them there.") % {"name": contact.full_name}
    messages.success(request, format_html('{} <a href="{}">{}</a>', done, reverse("contacts:bin"), _("Bin")))
    return redirect_page(request, "contacts:contact_list")


@requires(Action.DELETE_CONTACTS)
@require_GET
def bin_list(request: StaffRequest) -> HttpResponse:
    contacts = scope(request.user, Action.DELETE_CONTACTS, Contact.objects.in_bin())
    newest_first = contacts.select_related("deleted_by", "company").order_by("-deleted_at", "-id")
    companies = scope(request.user, Action.DELETE_CONTACTS, Company.objects.in_bin()).select_related("deleted_by")
    context = {
        "page": page_of(newest_first, request.GET.get("page")),
        "companies": companies.order_by("-deleted_at", "-id")[:COMPANIES_IN_BIN],
    }
    return render(request, "contacts/bin.html", context)


@requires(Action.DELETE_CONTACTS, step_up=by_superuser)
@require_POST
def contact_restore(request: StaffRequest, pk: int) -> HttpResponse:
    contact = binned_contact_for(request.user, pk)
    restore(by=request.user, row=contact)
    messages.success(request, _("%(name)s is back.") % {"name": contact.full_name})
    return redirect_page(request, reverse("contacts:contact_detail", args=[contact.pk]))


@requires(Action.VIEW_CONTACTS)
@require_GET
def search(request: StaffRequest) -> HttpResponse:
    """People and companies, in any script, also by address or digits of a number."""
    text = storable(request.GET.get("q", ""), LONGEST_QUERY)
    people = companies = []
    if text:
        people = people_named(text, request)
        found = Company.objects.visible_to(request.user).search(text).in_order_for(request.LANGUAGE_CODE)
        companies = list(found.only("name")[:FOUND_AT_MOST])
    sight.listed(len(people) + len(companies))
    context = {"text": text, "people": people, "companies": companies, "limit": FOUND_AT_MOST}
    return render(request, "contacts/search.html", context)


def people_named(text: str, request: StaffRequest) -> list[Contact]:
    found = Contact.objects.visible_to(request.user).search(text, by=request.user).in_order_for(request.LANGUAGE_CODE)
    shown = (
        found.select_related("company")
        .prefetch_related(points_in_order(request.user))
        .only(*SHOWN_FIELDS, "company__name")
    )
    return list(shown[:FOUND_AT_MOST])
