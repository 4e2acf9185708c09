"""Drafts: what is typed into a form is kept for who types it, and stands there again when they come back.

A view whose form keeps drafts says so with `keeps_draft`, and hands its form to `offer`. The browser sends what is
typed to one address (`staff:draft_keep`); saving the form ends its draft.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpResponse, QueryDict
from django.urls import NoReverseMatch, Resolver404, ResolverMatch, resolve, reverse

from crm.conflicts import SEEN
from staff.access import StaffRequest, View
from staff.models import Draft, User
from staff.once import FIELD
from staff.policy import may

RowFor = Callable[..., Model | None]
# A form that is opened for another kind of thing is another form.
KIND = re.compile(r"[a-z_]{1,20}")


@dataclass(frozen=True)
class Place:
    """A form over a record, or over none."""

    page: str
    subject: Model | None


def _of_nobody(user: User) -> None:
    """The form makes a new record."""


def keeps_draft(row_for: RowFor = _of_nobody) -> Callable[[View], View]:
    """The view's form keeps drafts; `row_for(user, pk)` gives the record that it is about, or refuses it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def keeping(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            # What was saved and its draft go together.
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                if response.has_header("Location") or response.has_header("HX-Redirect"):
                    _draft_of(request).delete()
            return response

        vars(keeping)["draft_of"] = row_for
        return keeping

    return decorate


def offer(request: StaffRequest, form: Any) -> None:
    """Let the form keep what is typed, and let a draft stand in it where it is opened anew."""
    form.helper.attrs = {**form.helper.attrs, "data-draft": request.get_full_path()}
    form.draft = None
    if not form.is_bound:
        form.draft = _draft_of(request).first()
        if form.draft is not None:
            fill_in(form, form.draft.fields)


def fill_in(form: Any, typed: dict[str, list[str]]) -> None:
    """Let what was typed stand in a form that nobody has sent yet, with what stood in it when it was begun."""
    typed = {SEEN: [""], **typed}
    for name, field in form.fields.items():
        sent = typed.get(name)
        if getattr(field.widget, "allow_multiple_selected", False):
            form.initial[name] = sent or []
        elif isinstance(field.widget, forms.CheckboxInput):
            form.initial[name] = bool(sent)
        elif sent is not None and name != FIELD:
            form.initial[name] = sent[-1] if sent else ""


def place_at(user: User, address: str) -> Place:
    """The form at an address within Rapport, with its record as the user may reach it; else 404, or 403."""
    try:
        parts = urlsplit(address)
        match = resolve(parts.path)
    except (Resolver404, ValueError) as error:
        raise Http404 from error
    row_for = getattr(match.func, "draft_of", None)
    if row_for is None:
        raise Http404
    if not may(user, match.func.access_rule):  # type: ignore[attr-defined]  # each view has one
        raise PermissionDenied
    return Place(_page(match, QueryDict(parts.query)), row_for(user, **match.kwargs))


def address_of(draft: Draft) -> str:
    """Where the form stands; "" where there is no such page any more."""
    name, _, kind = draft.page.partition("?")
    try:
        address = reverse(name, args=[draft.subject_id] if draft.subject_id else [])
    except NoReverseMatch:
        return ""
    return f"{address}?{kind}" if kind else address


def is_reached(draft: Draft) -> bool:
    """Whether its writer still reaches the form and the record."""
    try:
        place_at(draft.user, address_of(draft))
    except (Http404, PermissionDenied):
        return False
    return True


def _draft_of(request: StaffRequest) -> Any:
    match = request.resolver_match
    assert match is not None
    subject_id = match.kwargs.get("pk", 0)
    return Draft.objects.filter(user=request.user, page=_page(match, request.GET), subject_id=subject_id)


def _page(match: ResolverMatch, asked: QueryDict) -> str:
    kind = asked.get("kind", "")
    return f"{match.view_name}?kind={kind}" if KIND.fullmatch(kind) else match.view_name
