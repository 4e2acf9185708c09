"""One view serves a page and its fragments: a browser asks for the page, htmx for a named part of it."""

from copy import copy
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url
from django.urls import resolve
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django_htmx.http import HttpResponseClientRedirect


class HttpResponseSeeOther(HttpResponseRedirect):
    """After a POST: fetch the next page with GET, so that a reload repeats nothing."""

    status_code = 303


def wants_fragment(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    asked = bool(htmx and not htmx.boosted and not htmx.history_restore_request)
    return asked or getattr(request, "is_part_of_page", False)


def part_of_page(request: HttpRequest, address: str) -> SafeString:
    """What htmx would get from this address, made within the same request: one sign-in serves the whole page.

    The view at the address checks access as for any request, and its refusal is the page's own.
    """
    match = resolve(address)
    inner = copy(request)
    inner.GET = QueryDict()
    inner.is_part_of_page = True  # type: ignore[attr-defined]
    # What a view of ours answers has been escaped by its own template.
    return mark_safe(match.func(inner, *match.args, **match.kwargs).content.decode())


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole template, or for htmx only its partial of that name."""
    name = f"{template}#{partial}" if partial and wants_fragment(request) else template
    response = render(request, name, context, status=status)
    if partial:
        patch_vary_headers(response, ("HX-Request",))
    return response


def redirect_page(request: HttpRequest, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Go to a URL name, an object or an address, by 303 or by the header that htmx follows."""
    url = resolve_url(to, *args, **kwargs)
    if wants_fragment(request):
        return HttpResponseClientRedirect(url)
    return HttpResponseSeeOther(url)
