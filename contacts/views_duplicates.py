"""The queue of contacts and companies that may stand twice, and the warning while one is typed in that is known."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contacts.access_merging import pair_for, pairs_for
from contacts.actions.duplicates import tell_apart
from contacts.doubts import doubts
from contacts.duplicates import Known, Typed, in_words, known_like
from contacts.duplicates_company import companies_like, facts
from contacts.models import Company, CompanyPair, Contact, ContactPoint, DuplicatePair
from contacts.querysets import details_seen
from crm import sight
from crm.htmx import redirect_page
from crm.paging import page_of
from crm.templatetags.crm_ui import country_name
from crm.text import storable
from staff.access import StaffRequest, by_superuser, requires
from staff.models import User
from staff.policy import Action

LONGEST, MOST_LINES = 200, 10


@requires(Action.MERGE_CONTACTS)
@require_GET
def duplicate_list(request: StaffRequest) -> HttpResponse:
    """Pairs of people with what speaks for them, in words."""
    pairs = pairs_for(request.user, DuplicatePair).select_related("one__company", "other__company")
    page = page_of(pairs, request.GET.get("page"))
    points = _points_of(request.user, {pk for pair in page for pk in (pair.one_id, pair.other_id)})

    def beside(contact: Contact) -> list[str]:
        return [*([contact.company.name] if contact.company else []), *points.get(contact.pk, [])]

    return _queue(request, page, beside, "contacts:contact_merge", "contacts:duplicate_apart")


@requires(Action.MERGE_CONTACTS)
@require_GET
def company_duplicates(request: StaffRequest) -> HttpResponse:
    """The same of companies, on the page beside it."""
    page = page_of(pairs_for(request.user, CompanyPair).select_related("one", "other"), request.GET.get("page"))

    def beside(company: Company) -> list[str]:
        country = country_name(company.country) if company.country else ""
        return [words for words in (", ".join(filter(None, (company.city, country))), company.website) if words]

    return _queue(request, page, beside, "contacts:company_merge", "contacts:company_pair_apart")


def _queue(
    request: StaffRequest, page: Any, beside: Callable[[Any], list[str]], merge: str, apart: str
) -> HttpResponse:
    rows = [
        {
            "pair": pair,
            "evidence": in_words(pair.evidence),
            "records": [(record, beside(record)) for record in (pair.one, pair.other)],
        }
        for pair in page
    ]
    is_company = merge == "contacts:company_merge"
    card = "contacts:company_detail" if is_company else "contacts:contact_detail"
    context = {
        "page": page,
        "rows": rows,
        "is_company": is_company,
        "card": card,
        "merge_page": merge,
        "apart_page": apart,
    }
    return render(request, "contacts/duplicates.html", context)


def _points_of(user: User, ids: set[int]) -> dict[int, list[str]]:
    points: dict[int, list[str]] = {}
    rows = details_seen(user, ContactPoint.objects.filter(contact__in=ids)).order_by("kind", "position", "id")
    for pk, value in rows.values_list("contact_id", "value"):
        points.setdefault(pk, []).append(value)
    return points


@requires(Action.MERGE_CONTACTS, step_up=by_superuser)
@require_POST
def duplicate_apart(request: StaffRequest, pk: int) -> HttpResponse:
    words = _("%(one)s and %(other)s are two people. Nobody asks again.")
    return _apart(request, pair_for(request.user, pk, DuplicatePair), words, "contacts:duplicate_list")


@requires(Action.MERGE_CONTACTS, step_up=by_superuser)
@require_POST
def company_pair_apart(request: StaffRequest, pk: int) -> HttpResponse:
    words = _("%(one)s and %(other)s are two companies. Nobody asks again.")
    return _apart(request, pair_for(request.user, pk, CompanyPair), words, "contacts:company_duplicates")


def _apart(request: StaffRequest, pair: DuplicatePair | CompanyPair, words: str, queue: str) -> HttpResponse:
    tell_apart(by=request.user, pair=pair)
    messages.success(request, words % {"one": pair.one, "other": pair.other})
    return redirect_page(request, queue)


@requires(Action.EDIT_CONTACTS)
@require_GET
def contact_alike(request: StaffRequest) -> HttpResponse:
    """Who of the contacts that the reader sees may be the one they are typing in, and what looks wrong in it."""
    asked = request.GET
    typed = Typed(
        name=_line(asked.get("full_name", "")),
        emails=_lines(asked.get("emails", "")),
        phones=_lines(asked.get("phones", "")),
        company=_line(asked.get("company", "")),
        country=_line(asked.get("country", ""))[:2],
    )
    found = known_like(typed, by=request.user, but=_number(asked.get("but", "")))
    sight.listed(len(found))
    doubtful = doubts(name=typed.name, emails=typed.emails, phones=typed.phones, country=typed.country)
    return render(request, "contacts/_alike.html", {"known": shown(found), "doubts": doubtful})


@requires(Action.EDIT_CONTACTS)
@require_GET
def company_alike(request: StaffRequest) -> HttpResponse:
    """Which of the companies that the reader sees may be the one they are typing in."""
    asked = request.GET
    typed = facts(
        _line(asked.get("name", "")),
        website=_line(asked.get("website", "")),
        country=_line(asked.get("country", ""))[:2],
        city=_line(asked.get("city", "")),
    )
    found = companies_like(typed, by=request.user, but=_number(asked.get("but", "")))
    sight.listed(len(found))
    known = [{"company": one.company, "evidence": in_words(one.evidence)} for one in found]
    return render(request, "contacts/_company_alike.html", {"known": known})


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def shown(found: list[Known]) -> list[dict[str, object]]:
    return [{"contact": known.contact, "evidence": in_words(known.evidence)} for known in found]


def _line(text: str) -> str:
    return storable(text, LONGEST)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(_line, text.splitlines()[:MOST_LINES])))
