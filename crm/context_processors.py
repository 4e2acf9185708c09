"""What each page's frame shows: where we are, the look, the languages on offer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from crm.middleware import THEME_COOKIE

THEMES = ("auto", "light", "dark")

# Which of the eight destinations a room's pages belong to, where it is not the room's own name.
SECTIONS = {"sales": "contacts", "staff": "settings", "translating": "contacts", "mailbox": "interactions"}
# Pages that stand elsewhere than the others of their room.
PAGES = {
    **dict.fromkeys(("interactions:my_day", "interactions:team_day", "interactions:end_of_day"), "my_day"),
    "interactions:digest": "settings",
    **dict.fromkeys(("sales:rates", "sales:rate_file", "translating:engines"), "settings"),
}


def shell(request: HttpRequest) -> dict[str, Any]:
    return {
        # What the page's own scripts show to be let in (crm/headers.py).
        "csp_nonce": nonce_of(request),
        "section": _section(request),
        "theme": _theme(request),
        "interface_languages": settings.INTERFACE_LANGUAGES,
    }


def nonce_of(request: HttpRequest) -> str:
    return str(getattr(request, "csp_nonce", ""))


def _section(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return ""
    if match.view_name in PAGES:
        return PAGES[match.view_name]
    if match.view_name.startswith(("account_", "mfa_", "usersessions_")):
        return "settings"
    return SECTIONS.get(match.namespace, match.namespace)


def _theme(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return theme_in_cookie(request)
    return user.theme if user.theme in THEMES else "auto"


def theme_in_cookie(request: HttpRequest) -> str:
    wanted = request.COOKIES.get(THEME_COOKIE, "")
    return wanted if wanted in THEMES else "auto"
