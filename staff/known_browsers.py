"""Browsers that somebody signed in with before: a signed cookie names the accounts, and tells nobody which.

Guesses from elsewhere count apart from attempts of a known browser, so nobody locks its owner out; and a sign-in with
an unknown one is told to the account's owner.
"""

import secrets
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from staff.models import User

SALT = "staff.known_browsers"
MAX_AGE = 180 * 24 * 60 * 60
MOST_ACCOUNTS = 5


@dataclass(frozen=True)
class Browser:
    """`marks` are keyed digests of the addresses that signed in with it, newest first."""

    name: str
    marks: tuple[str, ...] = ()

    def knows(self, login: str) -> bool:
        return mark(login) in self.marks


def cookie_name() -> str:
    return "__Host-browser" if settings.SECURE else "browser"


def one_spelling(login: str) -> str:
    """The address as limits count it: one for all its forms in Unicode, capital letters and blanks around it."""
    return unicodedata.normalize("NFKC", login.strip().lower()).casefold()


def mark(login: str) -> str:
    return salted_hmac(SALT, one_spelling(login), algorithm="sha256").hexdigest()[:32]


def of(request: HttpRequest) -> Browser:
    """What the request's cookie says; a nameless browser for none, a forged and an old one."""
    try:
        name, *marks = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return Browser("")
    return Browser(str(name), tuple(map(str, marks)))


def remember(request: HttpRequest, user: User) -> None:
    """Let the response to this request make the browser a known one of this colleague."""
    browser, new = of(request), mark(user.email)
    marks = (new, *(old for old in browser.marks if old != new))[:MOST_ACCOUNTS]
    request.known_browser = Browser(browser.name or secrets.token_urlsafe(12), marks)  # type: ignore[attr-defined]


def write_cookie(request: HttpRequest, response: HttpResponse) -> None:
    browser: Browser | None = getattr(request, "known_browser", None)
    if browser is not None:
        words = signing.dumps([browser.name, *browser.marks], salt=SALT)
        response.set_cookie(
            cookie_name(), words, max_age=MAX_AGE, secure=settings.SECURE, httponly=True, samesite="Lax"
        )
