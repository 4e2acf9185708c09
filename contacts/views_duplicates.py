"""The queue of contacts who may stand twice, and the warning while somebody types in one who is known."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contacts.access import pair_for, pairs_for
from contacts.actions.duplicates import tell_apart
from contacts.doubts import doubts
from contacts.duplicates import Known, Typed, in_words, known_like
from contacts.models import ContactPoint
from contacts.querysets import details_seen
from crm import sight
from crm.htmx import redirect_page
from crm.paging import page_of
from crm.text import storable
from staff.access import StaffRequest, by_superuser, requires
from staff.models import User
from staff.policy import Action

LONGEST, MOST_LINES = 200, 10


@requires(Action.MERGE_CONTACTS)
@require_GET
def duplicate_list(request: StaffRequest) -> HttpResponse:
    """Pairs with what speaks for them, in words."""
    pairs = pairs_for(request.user).select_related("one__company", "other__company")
    page = page_of(pairs, request.GET.get("page"))
    points = _points_of(request.user, {pk for pair in page for pk in (pair.one_id, pair.other_id)})
    rows = [
        {
            "pair": pair,
            "evidence": in_words(pair.evidence),
            "people": [(one, points.get(one.pk, [])) for one in (pair.one, pair.other)],
        }
        for pair in page
    ]
    return render(request, "contacts/duplicates.html", {"page": page, "rows": rows})


def _points_of(user: User, ids: set[int]) -> dict[int, list[str]]:
    points: dict[int, list[str]] = {}
    rows = details_seen(user, ContactPoint.objects.filter(contact__in=ids)).order_by("kind", "position", "id")
    for pk, value in rows.values_list("contact_id", "value"):
        points.setdefault(pk, []).append(value)
    return points


@requires(Action.MERGE_CONTACTS, step_up=by_superuser)
@require_POST
def duplicate_apart(request: StaffRequest, pk: int) -> HttpResponse:
    pair = pair_for(request.user, pk)
    tell_apart(by=request.user, pair=pair)
    words = _("%(one)s and %(other)s are two people. Nobody asks again.")
    messages.success(request, words % {"one": pair.one.full_name, "other": pair.other.full_name})
    return redirect_page(request, "contacts:duplicate_list")


@requires(Action.EDIT_CONTACTS)
@require_GET
def contact_alike(request: StaffRequest) -> HttpResponse:
    """Who of the contacts that the reader sees may be the one they are typing in, and what looks wrong in it."""
    asked = request.GET
    but = asked.get("but", "")
    typed = Typed(
        name=_line(asked.get("full_name", "")),
        emails=_lines(asked.get("emails", "")),
        phones=_lines(asked.get("phones", "")),
        company=_line(asked.get("company", "")),
        country=_line(asked.get("country", ""))[:2],
    )
    found = known_like(typed, by=request.user, but=int(but) if but.isdecimal() and len(but) < 19 else None)
    sight.listed(len(found))
    doubtful = doubts(name=typed.name, emails=typed.emails, phones=typed.phones, country=typed.country)
    return render(request, "contacts/_alike.html", {"known": shown(found), "doubts": doubtful})


def shown(found: list[Known]) -> list[dict[str, object]]:
    return [{"contact": known.contact, "evidence": in_words(known.evidence)} for known in found]


def _line(text: str) -> str:
    return storable(text, LONGEST)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(_line, text.splitlines()[:MOST_LINES])))
