"""Sessions of colleagues: how long they last, which there are, and ending them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from staff.models import User

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
# The moment of the last request is written down this often, not with each request.
NOTED_EVERY = timedelta(minutes=1)


def stamp(session: SessionBase, now: datetime) -> None:
    session[SIGNED_IN_AT] = session[SEEN_AT] = now.timestamp()


def reason_to_end(session: SessionBase, now: datetime) -> str:
    """ "age", "idle", or nothing while the session may go on."""
    if SIGNED_IN_AT not in session:
        return ""
    if now - _moment(session, SIGNED_IN_AT) >= timedelta(seconds=settings.SESSION_COOKIE_AGE):
        return "age"
    if now - _moment(session, SEEN_AT) >= timedelta(seconds=settings.SESSION_IDLE_SECONDS):
        return "idle"
    return ""


def note_activity(request: HttpRequest, now: datetime) -> None:
    """Write down, once a minute, that this session is in use, and from where."""
    session = request.session
    is_new = SIGNED_IN_AT not in session
    if is_new:
        stamp(session, now)
    if is_new or now - _moment(session, SEEN_AT) >= NOTED_EVERY:
        session[SEEN_AT] = now.timestamp()
        UserSession.objects.create_from_request(request)


def live_sessions(user: User, now: datetime) -> list[UserSession]:
    """The colleague's sessions that still open something, the latest used first."""
    since = now - timedelta(seconds=settings.SESSION_IDLE_SECONDS) - NOTED_EVERY
    listed = UserSession.objects.filter(user=user, last_seen_at__gte=since).order_by("-last_seen_at", "-pk")
    kept = Session.objects.filter(session_key__in=[row.session_key for row in listed], expire_date__gt=now)
    present = set(kept.values_list("session_key", flat=True))
    return [row for row in listed if row.session_key in present]


def end_sessions(user: User, *, but: str | None = "", only: Iterable[int] | None = None) -> int:
    """End the colleague's sessions, all but the one with this key, or only those rows; return how many ended.

    The library keeps a row of each session from the sign-in on: looking through all sessions of the house for theirs
    would let strangers, who make sessions without signing in, slow this down.
    """
    rows = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    if only is not None:
        rows = rows.filter(pk__in=only)
    listed = list(rows)
    for row in listed:
        row.end()
    return len(listed)


def _moment(session: SessionBase, name: str) -> datetime:
    return datetime.fromtimestamp(session.get(name, 0), UTC)
