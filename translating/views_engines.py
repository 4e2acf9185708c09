"""Which engines of machine translation the settings name, and which of them the house permitted."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.htmx import redirect_page
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action
from translating import actions
from translating.engines import known, place_of
from translating.forms import EndForm, PermitForm
from translating.models import EnginePermission

ENGINES = "translating:engines"
HISTORY_SHOWN = 50


@requires(Action.PERMIT_ENGINES)
@require_GET
def engine_list(request: StaffRequest) -> HttpResponse:
    return _page(request)


@requires(Action.PERMIT_ENGINES)
@require_POST
@once
def engine_permit(request: StaffRequest) -> HttpResponse:
    form = PermitForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        actions.permit(by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The engine is permitted. It is offered for customers who agreed to it."))
    return redirect_page(request, ENGINES)


@requires(Action.PERMIT_ENGINES)
@require_POST
def engine_end(request: StaffRequest) -> HttpResponse:
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such engine."))
    elif actions.end_permission(by=request.user, **form.cleaned_data):
        messages.success(request, _("No text goes to this engine any more."))
    return redirect_page(request, ENGINES)


def _page(request: StaffRequest, bound: PermitForm | None = None) -> HttpResponse:
    permissions = list(EnginePermission.objects.select_related("by", "ended_by")[:HISTORY_SHOWN])
    standing = {row.provider: row for row in EnginePermission.objects.standing().select_related("by")}
    context = {
        "engines": [_engine(code, standing.get(code), bound) for code in dict.fromkeys([*known(), *standing])],
        "ended": [row for row in permissions if row.ended_at],
    }
    return render(request, "translating/engines.html", context, status=422 if bound else 200)


def _engine(code: str, permission: EnginePermission | None, bound: PermitForm | None) -> dict[str, Any]:
    """`place` is "" for an engine that the settings do not name any more."""
    is_sent = bound is not None and bound.data.get("provider") == code
    form = bound if is_sent else PermitForm(initial={"provider": code}, auto_id=f"{code}-%s")
    place = place_of(code) if code in known() else ""
    return {"code": code, "place": place, "permission": permission, "form": None if permission else form}
