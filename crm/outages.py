"""What a visitor reads while the database does not answer or cannot save: one page that needs no database."""

import sqlite3

from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from crm.context_processors import nonce_of, theme_in_cookie

RETRY_AFTER_SECONDS = 10

# SQLite says with the same class that a table is missing, which is a mistake of ours and no outage.
_SQLITE_OUTAGES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
}
# PostgreSQL: a standby or a server in trouble refuses to write.
_READ_ONLY = "25006"


def is_outage(error: BaseException | None) -> bool:
    """Whether the error says that the database is gone, full, locked or read-only for now."""
    if not isinstance(error, Error):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        # The lowest byte is the kind, the others say more of it.
        return getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _SQLITE_OUTAGES
    return isinstance(error, OperationalError | InterfaceError) or getattr(cause, "pgcode", None) == _READ_ONLY


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page for that time, in the language of the browser: whose page it is cannot be asked."""
    again = request.get_full_path() if request.method == "GET" else "/"
    language = translation.get_language_from_request(request)
    with translation.override(language):
        words = {"theme": theme_in_cookie(request), "again": again, "csp_nonce": nonce_of(request)}
        page = render_to_string("503.html", words)
    _forget_what_asks_the_database(request)
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS), "Content-Language": language}
    response = HttpResponse(page, status=503, headers=headers)
    add_never_cache_headers(response)
    return response


def _forget_what_asks_the_database(request: HttpRequest) -> None:
    """Middleware on the way out looks into the session, which would ask once more and fail once more."""
    for name in ("session", "_messages"):
        if hasattr(request, name):
            delattr(request, name)
