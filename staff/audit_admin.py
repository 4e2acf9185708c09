"""Looks at the Django admin leave an entry as the pages of Rapport do: lists, forms, histories, autocompletes."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from staff import audit
from staff.policy import Action, may


class AdminSightMiddleware:
    """Records each page of the admin before it leaves; what cannot be recorded is not shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or match.app_name != "admin" or response.status_code != 200:
            return response
        if may(request.user, Action.CONFIGURE) and match.url_name not in ("login", "jsi18n"):  # type: ignore[arg-type]
            _record(request, response, match)
        return response


def _record(request: HttpRequest, response: HttpResponse, match: ResolverMatch) -> None:
    context: dict[str, Any] = getattr(response, "context_data", None) or {}
    detail: dict[str, Any] = {"page": match.url_name}
    if "cl" in context:
        detail["rows"] = len(context["cl"].result_list)
    if asked := audit.question(request.GET.dict()):
        detail["asked"] = asked
    subject = context.get("original") or context.get("object")
    key = str(match.kwargs.get("object_id", ""))
    audit.record_admin_sight(
        by=request.user,  # type: ignore[arg-type]
        subject_type=subject._meta.label if subject else _label(match.url_name or ""),
        subject_id=subject.pk if subject else int(key) if key.isdecimal() else None,
        customer=audit.customer_of(subject),
        detail=detail,
    )


def _label(url_name: str) -> str:
    """ "contacts_contact_change" is about contacts.Contact; other pages are about no model."""
    for model in apps.get_models():
        if url_name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_"):
            return model._meta.label
    return ""
