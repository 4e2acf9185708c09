"""Links that open one thing without signing in: 256 random bits, stored as a digest, one purpose each."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from hashlib import sha256

from django.utils import timezone

from staff.models import AccessToken, TokenPurpose


def digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


_unsaved: ContextVar[list[AccessToken] | None] = ContextVar("unsaved tokens", default=None)


@contextmanager
def stored_together() -> Iterator[None]:
    """Within the block new links wait, and are stored in one statement when it ends without an error.

    After an error they are dropped. A block within another leaves its links to the outer one.
    """
    rows: list[AccessToken] = []
    outer = _unsaved.get()
    waiting = _unsaved.set(rows)
    try:
        yield
    finally:
        _unsaved.reset(waiting)
    if outer is None:
        AccessToken.objects.bulk_create(rows)
    else:
        outer.extend(rows)


def issue(
    purpose: TokenPurpose,
    *,
    subject_id: int,
    scope: str = "",
    expires_at: datetime | None = None,
    now: datetime | None = None,
) -> str:
    """Store a new link's digest and return the token itself, which is never stored."""
    token = secrets.token_urlsafe(32)
    row = AccessToken(
        digest=digest(token),
        purpose=purpose,
        subject_id=subject_id,
        scope=scope,
        expires_at=expires_at,
        created_at=now or timezone.now(),
    )
    rows = _unsaved.get()
    if rows is None:
        row.save(force_insert=True)
    else:
        rows.append(row)
    return token


def find(purpose: TokenPurpose, token: str) -> AccessToken | None:
    """The link with this purpose, open or not; None for a guess and for a link of another purpose."""
    return AccessToken.objects.filter(digest=digest(token), purpose=purpose).first()


def revoke(purpose: TokenPurpose, *, subject_id: int, now: datetime) -> int:
    links = AccessToken.objects.filter(purpose=purpose, subject_id=subject_id, revoked_at__isnull=True)
    return links.update(revoked_at=now)
