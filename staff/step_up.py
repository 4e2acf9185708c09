"""Showing once more that it is you, before what carries far; what was typed meanwhile is not lost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from crm.htmx import HttpResponseSeeOther

# A proof this long ago still shows that the person at the keyboard is the account's owner.
FRESH_SECONDS = 5 * 60
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
KEPT = "step_up"
# No form that is asked about is longer, and a session is no place for files.
KEPT_AT_MOST = 50_000
NOT_KEPT = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class Kept:
    """A form that was sent and is sent again after the proof: where to, and its fields."""

    address: str
    values: list[tuple[str, str]]


def is_due(request: HttpRequest) -> bool:
    return settings.REQUIRE_STEP_UP and not is_fresh(request, timezone.now())


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Whether a password, a passkey or a code was shown in this session within the last five minutes.

    A sign-in at the identity provider counts where it was asked for anew: a browser may stay signed in there for days.
    """
    return any(_is_recent(record, now) for record in _records(request) if _is_proof(record))


def has_just_signed_in(request: HttpRequest, now: datetime) -> bool:
    """The least that is asked of who has nothing else to show: the first passkey is set up right after signing in."""
    return any(_is_recent(record, now) for record in _records(request))


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    return list(get_authentication_records(request, request.user))


def _is_proof(record: dict[str, Any]) -> bool:
    return record.get("method") in ("password", "mfa") or bool(record.get("reauthenticated"))


def _is_recent(record: dict[str, Any], now: datetime) -> bool:
    # The servers' clocks may differ by a little, so that a proof seems to come from the future.
    return abs(now.timestamp() - record["at"]) < FRESH_SECONDS


def ask_first(request: HttpRequest) -> HttpResponse:
    """Lead to the proof and from there back; a form that was sent waits in the session.

    Raises PermissionDenied for who has nothing to show, RequestDataTooBig for a form that is too long to be kept.
    """
    back = request.get_full_path()
    if request.method in SAFE_METHODS:
        forget(request.session)
    else:
        request.session[KEPT] = {"address": back, "fields": _fields(request)}
        back = reverse("staff:step_up")
    ways = ways_to_prove(request, back)
    if not ways:
        raise PermissionDenied
    url = ways[0]["url"]
    # Also what htmx only boosts leaves as a whole page: the proof is no part of the page that asked.
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", None) else HttpResponseSeeOther(url)


def ways_to_prove(request: HttpRequest, back: str) -> list[dict[str, str]]:
    """Pages that ask for a password, a passkey, a code or a new sign-in elsewhere, and lead to `back`."""
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    return [way | {"url": f"{way['url']}?{urlencode({'next': back})}"} for way in ways]


def _fields(request: HttpRequest) -> str:
    fields = request.POST.copy()
    fields.pop(NOT_KEPT, None)
    text = fields.urlencode()
    if len(text) > KEPT_AT_MOST:
        raise RequestDataTooBig("The form is too long to be kept until the proof.")
    return text


def kept(session: SessionBase) -> Kept | None:
    waits = session.get(KEPT)
    if waits is None:
        return None
    fields = QueryDict(waits["fields"])
    return Kept(waits["address"], [(name, value) for name, values in fields.lists() for value in values])


def forget(session: SessionBase) -> None:
    """What waited was sent again, or is not wanted any more."""
    if KEPT in session:
        del session[KEPT]
