"""What every answer bears, whoever made it: a page, a file, a probe, a refusal, an error.

Both stand outside of all that may answer or break, so that nothing leaves without them.
"""

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.utils.cache import add_never_cache_headers

# No page of ours needs any of these; passkeys are made and asked for by our own pages alone.
FORBIDDEN = (
    "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
PASSKEYS = "publickey-credentials-create=(self), publickey-credentials-get=(self)"
PERMISSIONS = ", ".join([*(f"{feature}=()" for feature in FORBIDDEN), PASSKEYS])
# The library's page bears a secret in its address, as our token pages do.
SECRET_ROUTES = frozenset({"account_reset_password_from_key"})


class PolicyMiddleware(CSPMiddleware):
    """The content security policy: scripts run that bear this answer's nonce, and no others."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        self._make_nonce(request)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if _route(request, "app_name") == "admin":
            # Django's own pages name their files without a nonce, and hold no script either.
            parts.update = {**(parts.update or {}), "script-src": ["'self'"]}
        return parts


class HeadersMiddleware(SecurityMiddleware):
    """Django's headers of safety on what it does not reach, and those that it does not know."""

    def process_request(self, request: HttpRequest) -> None:
        """The way to https is Django's own, further in: a probe asks by plain http."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        if _bears_secret(request):
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Robots-Tag"] = "noindex"
        if "Cache-Control" not in response.headers:
            # A page is somebody's unless it says otherwise: refusals and errors show who is signed in.
            add_never_cache_headers(response)
        return super().process_response(request, response)


def _bears_secret(request: HttpRequest) -> bool:
    is_token_page = getattr(_route(request, "func"), "access_rule", "") == "token"
    return is_token_page or _route(request, "url_name") in SECRET_ROUTES


def _route(request: HttpRequest, fact: str) -> object:
    return getattr(getattr(request, "resolver_match", None), fact, None)
