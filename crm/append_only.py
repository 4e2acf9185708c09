"""Triggers that make a table append-only in the database itself, on both engines."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

# SQLite has no TRUNCATE: it deletes. Its REPLACE takes the row in the way out without asking the trigger of DELETE.
FORBIDDEN = {"sqlite": ("UPDATE", "DELETE", "REPLACE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}

# What would make each trigger that stands and works, and what it runs.
_STANDING = {
    "sqlite": "SELECT tbl_name, name, sql, '' FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT relname, tgname, pg_get_triggerdef(pg_trigger.oid, true), prosrc FROM pg_trigger
        JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND pg_table_is_visible(pg_class.oid)
    """,
}
_KEYS = """
    SELECT held.name, keys.name, keys.partial, columns.name
    FROM sqlite_master held JOIN pragma_index_list(held.name) keys JOIN pragma_index_info(keys.name) columns
    WHERE held.type = 'table' AND keys."unique" ORDER BY held.name, keys.name, columns.seqno
"""


@dataclass(frozen=True)
class Guard:
    """One trigger: what it forbids on which table, the statement that makes it, and on PostgreSQL what it runs."""

    table: str
    name: str
    forbids: str
    statement: str
    function: str = ""
    body: str = ""


def guards(connection: Any, tables: Iterable[str]) -> list[Guard]:
    """Those that make the tables append-only."""
    verbs = FORBIDDEN[connection.vendor]
    if connection.vendor == "postgresql":
        return [_postgresql(table, verb) for table in tables for verb in verbs]
    keys = _unique_keys(connection, tables)
    return [_sqlite(table, verb, keys[table]) for table in tables for verb in verbs]


def _sqlite(table: str, verb: str, keys: list[list[str]]) -> Guard:
    event, when = verb, ""
    if verb == "REPLACE":
        same = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
        event = "INSERT"
        when = "WHEN " + " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {condition})" for condition in same)
    statement = (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {event} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
    return Guard(table, f"{table}_no_{verb.lower()}", verb, statement)


def _postgresql(table: str, verb: str) -> Guard:
    function = f"{table}_is_append_only"
    body = f"BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END"
    statement = (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"FOR EACH {'STATEMENT' if verb == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION {function}()"
    )
    return Guard(table, f"{table}_no_{verb.lower()}", verb, statement, function, body)


def _unique_keys(connection: Any, tables: Iterable[str]) -> dict[str, list[list[str]]]:
    """The columns of every unique key of each table; the id is one that SQLite does not list."""
    keys: dict[str, dict[str, list[str]]] = {table: {"": ["id"]} for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(_KEYS)
        for table, key, is_partial, column in cursor.fetchall():
            if table not in keys:
                continue
            if is_partial or column is None:
                raise ValueError(f"{table}: no guard knows how to keep {key}, which is not of plain columns")
            keys[table].setdefault(key, []).append(column)
    return {table: sorted(columns.values()) for table, columns in keys.items()}


def lacking(connection: Any, wanted: list[Guard]) -> list[Guard]:
    """Those that do not stand, do not work, or do something else."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING[connection.vendor])
        standing = {(table, name): (_plain(made), _plain(body)) for table, name, made, body in cursor.fetchall()}
    return [
        guard
        for guard in wanted
        if standing.get((guard.table, guard.name)) != (_plain(guard.statement), _plain(guard.body))
    ]


def _plain(text: str) -> str:
    return " ".join(text.split())


def put(connection: Any, wanted: list[Guard]) -> None:
    """Put up those that are lacking, all or none: no moment is without a guard that stood before."""
    missing = lacking(connection, wanted)
    if not missing:
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for guard in missing:
            cursor.execute(_drop(connection, guard.table, guard.name))
            if guard.function:
                made = f"CREATE OR REPLACE FUNCTION {guard.function}() RETURNS trigger AS"
                cursor.execute(f"{made} $$ {guard.body} $$ LANGUAGE plpgsql")
            cursor.execute(guard.statement)


def _drop(connection: Any, table: str, name: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}{'' if connection.vendor == 'sqlite' else f' ON {table}'}"


def install(connection: Any, tables: tuple[str, ...]) -> None:
    """Create the triggers where they are missing.

    SQLite rebuilds a table for most ALTERs and silently drops its triggers, so apps also call this
    after each migrate.
    """
    put(connection, guards(connection, tables))


def remove(connection: Any, tables: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            for verb in FORBIDDEN[connection.vendor]:
                cursor.execute(_drop(connection, table, f"{table}_no_{verb.lower()}"))


def append_only(*tables: str) -> RunPython:
    """A migration operation that forbids UPDATE, DELETE, REPLACE and TRUNCATE on the tables."""

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
