"""What every request carries: an id, an address, a language and a zone."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from ipaddress import ip_address
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from crm.clock import UnknownZone, zone

THEME_COOKIE = "rapport_theme"

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_request_address: ContextVar[str | None] = ContextVar("request_address", default=None)

# What a proxy hands over is kept only if it cannot forge a log line.
_HARMLESS_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

GetResponse = Callable[[HttpRequest], HttpResponse]


def current_request_id() -> str:
    """The id of the request being served; empty outside one."""
    return _request_id.get()


def current_request_address() -> str | None:
    """The address that the request came from; None outside a request."""
    return _request_address.get()


class RequestIdFilter(logging.Filter):
    """Gives each log line the id of the request that wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id() or "-"
        return True


class RequestIdMiddleware:
    """Names the request; error pages, log lines and audit entries repeat the name."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        name = given if _HARMLESS_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = name  # type: ignore[attr-defined]
        id_token = _request_id.set(name)
        address_token = _request_address.set(client_address(request))
        try:
            response = self.get_response(request)
        finally:
            _request_id.reset(id_token)
            _request_address.reset(address_token)
        response["X-Request-ID"] = name
        return response


def client_address(request: HttpRequest) -> str | None:
    """The sender's address, counting only as many forwarding proxies as the settings trust."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    address = hops[-trusted] if 0 < trusted <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    # A server that listens on both protocols writes IPv4 as ::ffff:192.0.2.1.
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


class PreferencesMiddleware:
    """Speaks the person's language in the person's zone, for this request only."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _language(request)
        with translation.override(language), timezone.override(_zone(request)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response


def _language(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        wanted = user.language
    else:
        wanted = translation.get_language_from_request(request)
    return wanted if wanted in settings.INTERFACE_LANGUAGES else settings.LANGUAGE_CODE


def visitors_language(request: HttpRequest) -> str:
    """For the few pages that a customer may see and that know nobody: as the browser asks, in any language in which
    customers' pages are written; whoever is signed in keeps their own."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return translation.get_language() or settings.LANGUAGE_CODE
    return translation.get_language_from_request(request)


def render_for_visitor(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """Such a page, whole in that language."""
    language = visitors_language(request)
    with translation.override(language):
        response = render(request, template, context, status=status)
    response.headers["Content-Language"] = language
    return response


def _zone(request: HttpRequest) -> ZoneInfo:
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    wanted = user.time_zone if user is not None and signed_in else settings.TIME_ZONE
    try:
        return zone(wanted)
    except UnknownZone:
        return zone(settings.TIME_ZONE)
