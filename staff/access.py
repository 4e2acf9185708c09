"""The rule that each route carries, and by whom the house's own rows are reached.

A view without one of these decorators fails the suite.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from crm import sight
from staff import audit
from staff.audit_asking import is_readable
from staff.models import (
    AccessToken,
    Approval,
    AuditEntry,
    AuditSalt,
    AuditSeal,
    AuditValues,
    Draft,
    Invitation,
    LanguageSkill,
    Notice,
    Organisation,
    RoleAssignment,
    SavedView,
    Share,
    Submit,
    Team,
    User,
    ViewChoice,
)
from staff.policy import Action, may, register
from staff.rows import House, Judged, Mine, Offered, Through
from staff.step_up import SAFE_METHODS, ask_first, forget, is_due

for known in (LanguageSkill, Team, User):
    register(known, House(), view=Action.USE, change=Action.MANAGE_PEOPLE)
for managed in (Invitation, RoleAssignment):
    register(managed, House(), view=Action.MANAGE_PEOPLE, change=Action.MANAGE_PEOPLE)
register(Organisation, House(), view=Action.USE, change=Action.CONFIGURE)
register(SavedView, Offered(using=frozenset({Action.USE})), view=Action.USE, change=Action.BUILD_SEGMENTS)
for own in (Draft, Notice, Share, Submit, ViewChoice):
    register(own, Mine("user"), view=Action.USE)
register(Approval, Mine("asked_by"), view=Action.USE)
register(AuditEntry, Judged(is_readable), view=Action.READ_CONFIGURATION_AUDIT, also=[Action.READ_AUDIT])
register(AuditValues, Through("entry"), view=Action.READ_AUDIT)
for proof in (AccessToken, AuditSalt, AuditSeal):
    register(proof, House(), view=Action.OPERATE)

View = Callable[..., HttpResponse]
AnyView = TypeVar("AnyView", bound=View)

# Pages behind these actions show customers, so that each look leaves an entry in the audit trail.
SHOWS_CUSTOMERS = frozenset(Action) - {
    *(Action.USE, Action.EDIT_CULTURE, Action.PERMIT_ENGINES, Action.CONFIGURE, Action.MANAGE_PEOPLE, Action.OPERATE)
}
SHOWING = (200, 422)
# Whatever is sent under these actions carries far: who sends it has just shown who they are.
ASKS_AGAIN = frozenset({Action.MANAGE_PEOPLE})


class StaffRequest(HttpRequest):
    """A request that passed `requires`: a colleague is signed in."""

    user: User


Question = Callable[[StaffRequest], bool]


def by_superuser(request: StaffRequest) -> bool:
    return request.user.is_superuser


def requires(action: Action, *, step_up: bool | Question = False) -> Callable[[View], View]:
    """The signed-in colleague's role must allow the action; which rows is the app's own access.py.

    Each page that shows customers is recorded before it leaves: what cannot be recorded is not shown. `step_up` says
    whether who sends the form first shows once more who they are (docs/sign-in.md); looking never asks for it.
    """
    asks = step_up or action in ASKS_AGAIN

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, action):
                raise PermissionDenied
            if asks and request.method not in SAFE_METHODS and (not callable(asks) or asks(request)):
                if is_due(request):
                    return ask_first(request)
                forget(request.session)
            with sight.opened() as seen:
                response = view(request, *args, **kwargs)
            # Part of a page is recorded as that page, and what only leads on shows nothing.
            is_part = getattr(request, "is_part_of_page", False) or "HX-Redirect" in response.headers
            is_page = not is_part and response.status_code in SHOWING
            if is_page and (action in SHOWS_CUSTOMERS or seen.names_customers):
                audit.record_sight(request, seen, by=request.user)
            return response

        return carrying(action, guarded)

    return decorate


def carrying(rule: str, view: AnyView) -> AnyView:
    """The view with its rule, for the test that walks all routes and for the links that lead to no refusal."""
    vars(view)["access_rule"] = rule
    return view


def public_page(view: View) -> View:
    """Open to anyone; shows nobody's data."""
    return login_not_required(carrying("public", view))


def token_page(view: View) -> View:
    """A customer's page behind a secret link: no sign-in, not stored by caches, link not passed on."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return login_not_required(carrying("token", guarded))
