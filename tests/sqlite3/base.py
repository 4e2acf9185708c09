"""SQLite for the suite: a thread that says it is done with the database in memory is done with it."""

from threading import get_ident

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3 import base

KEEPER = get_ident()


class DatabaseWrapper(base.DatabaseWrapper):
    def close(self) -> None:
        # Django keeps each connection open, as the database goes with the last. It is enough that ours stays: what a
        # thread of a test leaves open is a ResourceWarning in whichever test runs when it is found.
        if get_ident() == KEEPER:
            super().close()
        else:
            BaseDatabaseWrapper.close(self)
