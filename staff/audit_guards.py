"""What the database itself lets happen to the audit trail, on both engines.

Entries are never changed and never deleted, with two exceptions that only rows in the database can open:
a DELETE of what an older seal holds and a removal link covers, and an UPDATE that takes nothing but the address away.
Both need the time of retention to be over by the database's own clock, so that no program can hurry them.
"""

from typing import Any

from django.db import connections

from crm import append_only

ENTRY, SEAL = "staff_auditentry", "staff_auditseal"
RETENTION_MONTHS = 24
ADDRESS_DAYS = 30

_COVERED = f"""
    SELECT 1 FROM {SEAL} held JOIN {SEAL} removal ON removal.number > held.number
    WHERE held.kind = 'rows' AND removal.kind = 'removal' AND removal.until > held.until
    AND removal.until > OLD.at
    AND held.last_id = (SELECT MIN(last_id) FROM {SEAL} WHERE kind = 'rows' AND last_id >= OLD.id)
"""
_SEALED = f"SELECT 1 FROM {SEAL} WHERE kind = 'rows' AND last_id >= OLD.id"

_SQLITE_SAME = " AND ".join(
    f"NEW.{column} IS OLD.{column}"
    for column in (
        *("id", "at", "actor_id", "action", "subject_type", "subject_id", "customer_id"),
        *("detail", "digest", "request_id"),
    )
)
_SQLITE = (
    f"""
    CREATE TRIGGER {ENTRY}_no_delete BEFORE DELETE ON {ENTRY} WHEN NOT EXISTS ({_COVERED})
    BEGIN SELECT RAISE(ABORT, '{ENTRY} is append-only'); END
    """,
    f"""
    CREATE TRIGGER {ENTRY}_no_update BEFORE UPDATE ON {ENTRY}
    WHEN NOT (NEW.address IS NULL AND {_SQLITE_SAME} AND OLD.at < datetime('now', '-{ADDRESS_DAYS} days')
              AND EXISTS ({_SEALED}))
    BEGIN SELECT RAISE(ABORT, '{ENTRY} is append-only'); END
    """,
    f"""
    CREATE TRIGGER {SEAL}_not_too_early BEFORE INSERT ON {SEAL}
    WHEN NEW.kind = 'removal' AND NEW.until > datetime('now', '-{RETENTION_MONTHS} months')
    BEGIN SELECT RAISE(ABORT, '{SEAL}: it is too early to remove'); END
    """,
)
_POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION {ENTRY}_guard() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF EXISTS ({_COVERED}) THEN RETURN OLD; END IF;
        ELSIF NEW.address IS NULL AND to_jsonb(NEW) - 'address' = to_jsonb(OLD) - 'address'
              AND OLD.at < now() - interval '{ADDRESS_DAYS} days' AND EXISTS ({_SEALED}) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '{ENTRY} is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$ LANGUAGE plpgsql
    """,
    f"""
    CREATE OR REPLACE FUNCTION {SEAL}_guard() RETURNS trigger AS $$
    BEGIN
        IF NEW.kind = 'removal' AND NEW.until > now() - interval '{RETENTION_MONTHS} months' THEN
            RAISE EXCEPTION '{SEAL}: it is too early to remove' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql
    """,
    f"""
    CREATE TRIGGER {ENTRY}_no_delete BEFORE DELETE ON {ENTRY} FOR EACH ROW EXECUTE FUNCTION {ENTRY}_guard()
    """,
    f"""
    CREATE TRIGGER {ENTRY}_no_update BEFORE UPDATE ON {ENTRY} FOR EACH ROW EXECUTE FUNCTION {ENTRY}_guard()
    """,
    f"""
    CREATE TRIGGER {SEAL}_not_too_early BEFORE INSERT ON {SEAL} FOR EACH ROW EXECUTE FUNCTION {SEAL}_guard()
    """,
)


def install(connection: Any) -> None:
    """Put every trigger of the trail in place, whichever stood there before."""
    append_only.install(connection, (ENTRY, SEAL))
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Take away the triggers that know exceptions."""
    named = ((ENTRY, f"{ENTRY}_no_delete"), (ENTRY, f"{ENTRY}_no_update"), (SEAL, f"{SEAL}_not_too_early"))
    with connection.cursor() as cursor:
        for table, trigger in named:
            on = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}{on}")


def reinstall_after_migrate(using: str, **kwargs: Any) -> None:
    """A post_migrate receiver: SQLite drops the triggers of a table that it rebuilds."""
    connection = connections[using]
    if {ENTRY, SEAL} <= set(connection.introspection.table_names()):
        install(connection)
