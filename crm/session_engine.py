"""Where sessions are kept: in the database, as Django does it, but for what is said when the database fails."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError


class SessionStore(db.SessionStore):
    """Django takes every failure to save for a session that was ended meanwhile, and answers “Bad Request”."""

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError where the session is gone, and what the database said where it could not answer."""
        try:
            super().save(must_create)
        except UpdateError as failed:
            refusal = failed.__context__
            # That no row was there to update is Django's own word; the driver's are classes of it.
            if isinstance(refusal, DatabaseError) and type(refusal) is not DatabaseError:
                raise refusal from None
            raise
