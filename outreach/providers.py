"""Sending through a provider's own interface (django-anymail): what its answers mean, and its way back to us."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from anymail.exceptions import (
    AnymailAPIError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from requests.exceptions import ConnectionError as LineError
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import MaxRetryError, NewConnectionError

from outreach.transport import Answer, Outcome
from outreach.transport import classify as classify_unforeseen

NEVER_SENT = (
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
OUR_KEY_IS_WRONG = (401, 403)
TOO_FAST = 429
# The provider says that it takes nothing now. After any other failure the mail may have been queued all the same.
NOT_TAKEN = 503
_TRACKING = ("TrackingWebhookView", "CombinedWebhookView")


def classify(error: Exception) -> Outcome:
    """As for SMTP: only what certainly did not leave is tried again."""
    if isinstance(error, NEVER_SENT):
        return Outcome(Answer.REFUSED, error=_first_line(error))
    if not isinstance(error, AnymailAPIError):
        return classify_unforeseen(error)
    if error.status_code is None:
        return Outcome(Answer.CONNECTION if _was_never_reached(error) else Answer.UNKNOWN, error=_first_line(error))
    return Outcome(_answer_for(error.status_code), str(error.status_code), _first_line(error))


def _answer_for(status: int) -> Answer:
    if status in OUR_KEY_IS_WRONG:
        return Answer.BLOCKED
    if status == TOO_FAST:
        return Answer.THROTTLED
    if 400 <= status < 500:
        return Answer.REFUSED
    return Answer.TEMPORARY if status == NOT_TAKEN else Answer.UNKNOWN


def _was_never_reached(error: Exception) -> bool:
    """No line came about, so no request went out."""
    cause = error.__cause__
    if isinstance(cause, ConnectTimeout):
        return True
    reason = cause.args[0] if isinstance(cause, LineError) and cause.args else None
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"


# What the library's readers stumble over where a message is none of the provider's.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError)


def tracking_view(provider: str) -> Callable[..., HttpResponse]:
    """The view of django-anymail that checks a provider's secret, reads its events and announces each."""
    module = import_module(f"anymail.webhooks.{provider}")
    views: dict[str, Any] = {name: found for name, found in vars(module).items() if name.endswith(_TRACKING)}
    view = next(found for found in views.values() if found.__module__ == module.__name__)

    # The base is known only once the provider is, which the type checker cannot follow.
    class Careful(view):  # type: ignore[misc, valid-type]
        def parse_events(self, request: HttpRequest) -> Any:
            try:
                return super().parse_events(request)
            except UNREADABLE as error:
                raise BadRequest("This is no message of the provider.") from error

    return Careful.as_view()
