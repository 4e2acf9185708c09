"""What machines ask: is the process alive, can it serve, what are its figures.

Answered before the host check, the redirect to https, sessions and the sign-in, because a probe calls an inner
address by plain http. So nothing here shows more than one word without the operator's token.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from crm import observing, operations

OK, DEGRADED, UNAVAILABLE = "ok", "degraded", "unavailable"
SILENT_AFTER = timedelta(minutes=15)
# The job whose silence means that no mail leaves.
PULSE = "outreach.pump"


class ProbesMiddleware:
    """Answers /livez, /readyz and /prometheus, and lets everything else pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = answer(request)
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing and nobody, so that an outage elsewhere restarts no healthy process."""
    return JsonResponse({"status": OK})


def readyz(request: HttpRequest) -> HttpResponse:
    """Whether pages can be served; 503 where they cannot. The faults are named to whoever brings the token."""
    unable = database_faults()
    faults = unable or degradations(timezone.now())
    status = UNAVAILABLE if unable else DEGRADED if faults else OK
    answer: dict[str, object] = {"status": status}
    if is_operator(request):
        answer["faults"] = faults
    return JsonResponse(answer, status=503 if unable else 200)


def prometheus(request: HttpRequest) -> HttpResponse:
    """The figures, to whoever brings the token; without METRICS_TOKEN there is no such page."""
    if not settings.METRICS_TOKEN:
        return HttpResponseNotFound()
    if not is_operator(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(observing.exposition(timezone.now()), content_type=observing.CONTENT_TYPE)


ANSWERS = {"/livez": livez, "/readyz": readyz, "/prometheus": prometheus}


def is_operator(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and scheme.lower() == "bearer" and constant_time_compare(token, wanted)


def database_faults() -> list[str]:
    """Why no page can be served; empty where they can."""
    try:
        return ["migrations"] if operations.missing_migrations() else []
    except DatabaseFailure:
        return ["database"]


def degradations(now: datetime) -> list[str]:
    """What is missing while pages work."""
    found = [] if operations.is_broker_up() else ["broker"]
    mail = operations.mail()
    if mail is None:
        return found
    pulse = mail.heartbeats().get(PULSE)
    if pulse is None or now - pulse > SILENT_AFTER:
        found.append("worker")
    if mail.is_relay_down():
        found.append("mail relay")
    return found
