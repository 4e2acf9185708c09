"""The rule that each route carries. A view without one of these decorators fails the suite."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from staff.models import User
from staff.policy import Action, may

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request that passed `requires`: a colleague is signed in."""

    user: User


def requires(action: Action) -> Callable[[View], View]:
    """The signed-in colleague's role must allow the action; which rows is the app's own access.py."""

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, action):  # type: ignore[arg-type]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access_rule = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def public_page(view: View) -> View:
    """Open to anyone; shows nobody's data."""
    view.access_rule = "public"  # type: ignore[attr-defined]
    return login_not_required(view)


def token_page(view: View) -> View:
    """A customer's page behind a secret link: no sign-in, not stored by caches, link not passed on."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    guarded.access_rule = "token"  # type: ignore[attr-defined]
    return login_not_required(guarded)
