"""A database that fails at one statement, and what stands in it before and after."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from tests.trust.forms import EMAIL

# PostgreSQL repeats the row that it complains of.
COMPLAINT = f"a statement was refused\nDETAIL:  Failing row contains (7319, {EMAIL})."
WRITE = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
# Sessions note that somebody is there and caches count attempts, whatever becomes of the page.
NOT_OF_RECORD = re.compile(r"django_session|crm_cache|usersessions|staff_knownbrowser")


@dataclass
class Statements:
    """Counts the statements of a request, those that write or all, and fails at one of them."""

    writes_only: bool
    fails_at: int = 0
    count: int = 0
    has_failed: bool = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.writes_only or (WRITE.match(sql) and not NOT_OF_RECORD.search(sql)):
            self.count += 1
            if self.count == self.fails_at:
                self.has_failed = True
                raise ProgrammingError(COMPLAINT)
        return execute(sql, params, many, context)


class _Undone(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    """What happens within the block did not happen."""
    try:
        with transaction.atomic():
            yield
            raise _Undone
    except _Undone:
        pass


def how_many(act: Callable[[], object], *, writes_only: bool) -> int:
    """The number of statements of something that then did not happen."""
    counting = Statements(writes_only)
    with undone(), connection.execute_wrapper(counting):
        act()
    return counting.count


def state() -> dict[str, str]:
    """A digest of each table of record."""
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    return {table: _digest(table) for table in tables if not NOT_OF_RECORD.search(table)}


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _digest(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        # The content of a file comes as a window on memory, which has another address each time.
        rows = sorted(repr([_plain(value) for value in row]) for row in cursor.fetchall())
    return f"{len(rows)} rows, {hashlib.sha256(repr(rows).encode()).hexdigest()[:12]}"


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {table: (before[table], after[table]) for table in before if before[table] != after[table]}


GUARDS = {
    "sqlite": "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass) FROM pg_trigger "
    "WHERE NOT tgisinternal",
}


def take_guards_down() -> None:
    """Let tables be emptied that are append-only; emptying them puts the guards up again, as after a migration."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDS[connection.vendor], [])
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
