"""Before there is an organisation, every page leads to the first-run page; before a second factor, to setting it up.

And sessions end: when they are old, and when nobody uses them.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from crm.htmx import redirect_page
from staff import known_browsers, sessions, step_up, two_factor
from staff.models import Organisation, User


class Doorkeeper:
    """The frame of what is asked when the view of a request is known, and may answer in its place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


OPEN_BEFORE_THE_FIRST_RUN = {
    "staff:welcome",
    "staff:set_language",
    "staff:set_theme",
    "account_login",
    "account_logout",
}


class FirstRunMiddleware(Doorkeeper):
    """Asks the database until there is an organisation, and never again."""

    is_founded = False

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


class SessionLimitsMiddleware:
    """Signs out whose session is too old or was idle for too long; writes the cookie of a browser that became known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            reason = sessions.reason_to_end(request.session, now)
            if reason:
                request.session_ended = reason  # type: ignore[attr-defined]
                logout(request)
            else:
                sessions.note_activity(request, now)
        response = self.get_response(request)
        known_browsers.write_cookie(request, response)
        return response


# Where a second factor is set up, and the way out.
OPEN_BEFORE_ENROLMENT = {
    "account_logout",
    "account_reauthenticate",
    "sso_confirm",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}


class TwoFactorMiddleware(Doorkeeper):
    """Who must have a second factor and has none reaches the pages that set it up, and pages that are anybody's."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not isinstance(request.user, User) or getattr(view, "access_rule", "") in ("public", "token"):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in OPEN_BEFORE_ENROLMENT:
            return None
        return redirect_page(request, "mfa_index") if two_factor.must_enrol(request.user, request.session) else None


# Neither shows or changes anything.
OPEN_IN_THE_ADMINISTRATION = ("login", "logout")


class AdminStepUpMiddleware(Doorkeeper):
    """Whoever changes something in the administration first shows once more who they are."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.app_name != "admin" or match.url_name in OPEN_IN_THE_ADMINISTRATION:
            return None
        if request.method in step_up.SAFE_METHODS or not getattr(request.user, "is_staff", False):
            return None
        if step_up.is_due(request):
            return step_up.ask_first(request)
        step_up.forget(request.session)
        return None
