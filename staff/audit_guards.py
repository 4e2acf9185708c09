"""What the database itself lets happen to the audit trail, on both engines.

Entries are never changed and never deleted, with two exceptions that only rows in the database can open:
a DELETE of what an older seal holds and a removal link covers, and an UPDATE that takes nothing but the address away.
Both need the time of retention to be over by the database's own clock, so that no program can hurry them.
"""

from typing import Any

from django.db import connections

from crm import append_only
from crm.append_only import Guard

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
_SQLITE = [
    Guard(
        ENTRY,
        f"{ENTRY}_no_delete",
        "DELETE",
        f"""
        CREATE TRIGGER {ENTRY}_no_delete BEFORE DELETE ON {ENTRY} WHEN NOT EXISTS ({_COVERED})
        BEGIN SELECT RAISE(ABORT, '{ENTRY} is append-only'); END
        """,
    ),
    Guard(
        ENTRY,
        f"{ENTRY}_no_update",
        "UPDATE",
        f"""
        CREATE TRIGGER {ENTRY}_no_update BEFORE UPDATE ON {ENTRY}
        WHEN NOT (NEW.address IS NULL AND {_SQLITE_SAME} AND OLD.at < datetime('now', '-{ADDRESS_DAYS} days')
                  AND EXISTS ({_SEALED}))
        BEGIN SELECT RAISE(ABORT, '{ENTRY} is append-only'); END
        """,
    ),
    Guard(
        SEAL,
        f"{SEAL}_not_too_early",
        "early removals",
        f"""
        CREATE TRIGGER {SEAL}_not_too_early BEFORE INSERT ON {SEAL}
        WHEN NEW.kind = 'removal' AND NEW.until > datetime('now', '-{RETENTION_MONTHS} months')
        BEGIN SELECT RAISE(ABORT, '{SEAL}: it is too early to remove'); END
        """,
    ),
]
_ENTRY_BODY = f"""
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF EXISTS ({_COVERED}) THEN RETURN OLD; END IF;
        ELSIF NEW.address IS NULL AND to_jsonb(NEW) - 'address' = to_jsonb(OLD) - 'address'
              AND OLD.at < now() - interval '{ADDRESS_DAYS} days' AND EXISTS ({_SEALED}) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '{ENTRY} is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END
"""
_SEAL_BODY = f"""
    BEGIN
        IF NEW.kind = 'removal' AND NEW.until > now() - interval '{RETENTION_MONTHS} months' THEN
            RAISE EXCEPTION '{SEAL}: it is too early to remove' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END
"""


def _postgresql(table: str, name: str, forbids: str, event: str, body: str) -> Guard:
    function = f"{table}_guard"
    statement = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    return Guard(table, name, forbids, statement, function, body)


_POSTGRESQL = [
    _postgresql(ENTRY, f"{ENTRY}_no_delete", "DELETE", "DELETE", _ENTRY_BODY),
    _postgresql(ENTRY, f"{ENTRY}_no_update", "UPDATE", "UPDATE", _ENTRY_BODY),
    _postgresql(SEAL, f"{SEAL}_not_too_early", "early removals", "INSERT", _SEAL_BODY),
]


def guards(connection: Any) -> list[Guard]:
    """Every trigger of the trail: those with exceptions stand where the plain ones of that name would."""
    knowing = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    names = {guard.name for guard in knowing}
    plain = append_only.guards(connection, (ENTRY, SEAL))
    return [*(guard for guard in plain if guard.name not in names), *knowing]


def install(connection: Any) -> None:
    """Put every trigger of the trail in place that does not stand there already."""
    append_only.put(connection, guards(connection))


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
