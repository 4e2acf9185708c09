"""What the database itself lets happen to consents, on both engines: nothing, but for one thing. Once the person is
erased, an UPDATE may take away where and how they said it, and no more than that."""

from typing import Any

from django.db import connections

from crm import append_only
from crm.append_only import Guard

TABLE = "contacts_consent"
_NAME = f"{TABLE}_no_update"
_ERASED = "SELECT 1 FROM contacts_contact WHERE id = OLD.contact_id AND erased_at IS NOT NULL"
_KEPT = (
    *("id", "contact_id", "purpose", "channel", "state", "basis", "at"),
    *("wording", "wording_language", "wording_hash", "by_id"),
)
_SAME = " AND ".join(f'NEW."{column}" IS OLD."{column}"' for column in _KEPT)

_SQLITE = Guard(
    TABLE,
    _NAME,
    "UPDATE",
    f"""
    CREATE TRIGGER {_NAME} BEFORE UPDATE ON {TABLE}
    WHEN NOT (NEW.source = '' AND NEW.proof = '' AND {_SAME} AND EXISTS ({_ERASED}))
    BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END
    """,
)
_BODY = f"""
    BEGIN
        IF NEW.source = '' AND NEW.proof = ''
           AND to_jsonb(NEW) - 'source' - 'proof' = to_jsonb(OLD) - 'source' - 'proof' AND EXISTS ({_ERASED}) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '{TABLE} is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END
"""
_POSTGRESQL = Guard(
    TABLE,
    _NAME,
    "UPDATE",
    f"CREATE TRIGGER {_NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_guard()",
    f"{TABLE}_guard",
    _BODY,
)


def guards(connection: Any) -> list[Guard]:
    """Every trigger of the table: the one with the exception stands where the plain one would."""
    knowing = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    plain = append_only.guards(connection, (TABLE,))
    return [*(guard for guard in plain if guard.name != knowing.name), knowing]


def reinstall_after_migrate(using: str, **kwargs: Any) -> None:
    """A post_migrate receiver: SQLite drops the triggers of a table that it rebuilds."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        append_only.put(connection, guards(connection))
