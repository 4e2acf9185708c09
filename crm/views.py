"""Error pages: one plain sentence and the request id, never a secret."""

import sys

from django.http import HttpRequest, HttpResponse

from crm.middleware import render_for_visitor
from crm.outages import is_outage, unavailable


def _error(request: HttpRequest, status: int) -> HttpResponse:
    return render_for_visitor(request, f"{status}.html", {"request_id": getattr(request, "request_id", "")}, status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the error, so the error is at hand."""
    return unavailable(request) if is_outage(sys.exception()) else _error(request, 500)
