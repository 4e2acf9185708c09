"""Before there is an organisation, every page leads to the first-run page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from staff.models import Organisation

OPEN_BEFORE_THE_FIRST_RUN = {
    "staff:welcome",
    "staff:set_language",
    "staff:set_theme",
    "account_login",
    "account_logout",
}


class FirstRunMiddleware:
    """Asks the database until there is an organisation, and never again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.is_founded = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if self.is_founded:
            return None
        self.is_founded = Organisation.objects.exists()
        match = request.resolver_match
        if self.is_founded or (match is not None and match.view_name in OPEN_BEFORE_THE_FIRST_RUN):
            return None
        return redirect("staff:welcome")
