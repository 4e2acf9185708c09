"""Indexes that only PostgreSQL has, made without stopping those who write."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper
from django.db.migrations import RunPython
from django.db.utils import DatabaseError

from crm.collation import collation_for

logger = logging.getLogger(__name__)

TRIGRAMS = "pg_trgm"


class PostgresIndex(NamedTuple):
    """One index, over `column`; `needs` names the extension or the collation without which it is left out."""

    name: str
    table: str
    column: str
    words: str
    needs: str


def trigrams(table: str, *columns: str) -> list[PostgresIndex]:
    """An index for each column under which any part of its text is found."""
    return [
        PostgresIndex(f"{table}_{column}_trgm", table, column, f"USING gin ({column} gin_trgm_ops)", needs=TRIGRAMS)
        for column in columns
    ]


def by_language(table: str, column: str, *filtered: str, name: str = "in", within: str = "") -> list[PostgresIndex]:
    """An index for each interface language, for lists of what is not in the bin in the viewer's order.

    Owner and team are in it, and the columns by which the list is filtered most, so that a far page and a filtered one
    are counted off without reading rows that are not shown. Rows of one value of `within` stand together.
    """
    held, leading = ", ".join(("owner_id", "team_id", *filtered)), f"{within}, " if within else ""
    return [
        PostgresIndex(
            f"{table}_{name}_{language}",
            table,
            column,
            f'({leading}{column} COLLATE "{collation_for(language)}", id) INCLUDE ({held}) WHERE deleted_at IS NULL',
            needs=collation_for(language),
        )
        for language in settings.INTERFACE_LANGUAGES
    ]


def install(connection: BaseDatabaseWrapper, indexes: Sequence[PostgresIndex]) -> None:
    """Make what is missing, and again what an interrupted run left unfinished, on the columns that are there.

    A role that may not create the extension gets no trigrams: everything still works, slower, and the system check
    says so. Once an administrator has created it, the next `migrate` makes the indexes.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        valid = _validity(cursor)
        missing = [index for index in indexes if not valid.get(index.name)]
        columns = _columns(cursor) if missing else set()
        missing = [index for index in missing if (index.table, index.column) in columns]
        if any(index.needs == TRIGRAMS for index in missing):
            _create_extension(connection.alias, cursor)
        offered = _extensions_and_collations(cursor) if missing else set()
        concurrently = "" if connection.in_atomic_block else "CONCURRENTLY"
        for index in missing:
            if index.name in valid:
                cursor.execute(f"DROP INDEX {concurrently} {index.name}")
            if index.needs in offered:
                cursor.execute(f"CREATE INDEX {concurrently} {index.name} ON {index.table} {index.words}")


def remove(connection: BaseDatabaseWrapper, indexes: Sequence[PostgresIndex]) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for index in indexes:
                cursor.execute(f"DROP INDEX IF EXISTS {index.name}")


def _validity(cursor: CursorWrapper) -> dict[str, bool]:
    cursor.execute(
        "SELECT relname, indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE relnamespace = current_schema()::regnamespace"
    )
    return dict(cursor.fetchall())


def _columns(cursor: CursorWrapper) -> set[tuple[str, str]]:
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    )
    return set(cursor.fetchall())


def _create_extension(alias: str, cursor: CursorWrapper) -> None:
    try:
        with transaction.atomic(using=alias):
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        logger.warning("The extension pg_trgm could not be created, so searches stay slow: %s", error)


def _extensions_and_collations(cursor: CursorWrapper) -> set[str]:
    cursor.execute("SELECT extname FROM pg_extension UNION SELECT collname FROM pg_collation")
    return {name for (name,) in cursor.fetchall()}


def postgres_indexes(*indexes: PostgresIndex) -> RunPython:
    """A migration operation for a migration with `atomic = False`: nobody waits while an index is made."""

    def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        install(schema_editor.connection, indexes)

    def backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        remove(schema_editor.connection, indexes)

    return RunPython(forwards, backwards, elidable=False)


def install_after_migrate(*indexes: PostgresIndex) -> Callable[..., None]:
    """A post_migrate receiver that makes what could not be made when its migration ran.

    Who migrates to an earlier state, or one room alone, may have no such column yet.
    """

    def receiver(using: str, **kwargs: Any) -> None:
        install(connections[using], indexes)

    return receiver
