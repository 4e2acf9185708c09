"""Triggers that make a table append-only in the database itself, on both engines."""

from collections.abc import Callable
from typing import Any

from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

# SQLite has no TRUNCATE: it deletes.
FORBIDDEN = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}


def _sqlite(table: str, verb: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql(table: str, verb: str) -> str:
    function = f"{table}_is_append_only"
    return (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END "
        f"$$ LANGUAGE plpgsql; "
        f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()} ON {table}; "
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"FOR EACH {'STATEMENT' if verb == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION {function}()"
    )


def install(connection: Any, tables: tuple[str, ...]) -> None:
    """Create the triggers where they are missing.

    SQLite rebuilds a table for most ALTERs and silently drops its triggers, so apps also call this
    after each migrate.
    """
    statement = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        for table in tables:
            for verb in FORBIDDEN[connection.vendor]:
                cursor.execute(statement(table, verb))


def remove(connection: Any, tables: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            for verb in FORBIDDEN[connection.vendor]:
                on = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()}{on}")


def append_only(*tables: str) -> RunPython:
    """A migration operation that forbids UPDATE, DELETE and TRUNCATE on the tables."""

    def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        install(schema_editor.connection, tables)

    def backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        remove(schema_editor.connection, tables)

    return RunPython(forwards, backwards, elidable=False)


def reinstall_after_migrate(*tables: str) -> Callable[..., None]:
    """A post_migrate receiver that puts the triggers back after a table was rebuilt."""

    def receiver(using: str, **kwargs: Any) -> None:
        connection = connections[using]
        present = set(connection.introspection.table_names())
        install(connection, tuple(table for table in tables if table in present))

    return receiver
