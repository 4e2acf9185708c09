"""What the database itself lets happen to entries of the timeline, on both engines: none is deleted, and none says
another thing than it did. An entry may move to another contact (a merge), and its words may go (an erased person)."""

from typing import Any

from django.db import connections

from crm import append_only
from crm.append_only import Guard

TABLE = "interactions_interaction"
FUNCTION = f"{TABLE}_guard"
_UPDATE = f"{TABLE}_no_update"
KEPT = (
    *("id", "kind", "direction", "at", "contact_zone", "by_id", "is_automatic", "sentiment", "minutes", "source"),
    *("corrects_id", "about_id", "created_at"),
)
# Each with what stands there once the words are gone.
WORDS = {
    **dict.fromkeys(("summary", "emotion", "acknowledged", "next_step"), "''"),
    **{"points": "'[]'", "params": "'{}'", "own_facts": "'{}'"},
}


def _unchanged(same: str) -> str:
    kept = [f'NEW."{column}" {same} OLD."{column}"' for column in KEPT]
    words = [f'(NEW."{column}" {same} OLD."{column}" OR NEW."{column}" = {gone})' for column, gone in WORDS.items()]
    return " AND ".join((*kept, *words))


_SQLITE = Guard(
    TABLE,
    _UPDATE,
    "UPDATE",
    f"CREATE TRIGGER {_UPDATE} BEFORE UPDATE ON {TABLE} WHEN NOT ({_unchanged('IS')}) "
    f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END",
)
_POSTGRESQL = Guard(
    TABLE,
    _UPDATE,
    "UPDATE",
    f"CREATE TRIGGER {_UPDATE} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()",
    FUNCTION,
    f"BEGIN IF {_unchanged('IS NOT DISTINCT FROM')} THEN RETURN NEW; END IF; "
    f"RAISE EXCEPTION '{TABLE} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END",
)


def guards(connection: Any) -> list[Guard]:
    """The plain ones but for two: UPDATE has exceptions, and who reports a fact again adds nothing, which on SQLite
    is an INSERT OR IGNORE that the guard against REPLACE would refuse."""
    knowing = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    plain = append_only.guards(connection, (TABLE,))
    return [*(guard for guard in plain if guard.forbids in ("DELETE", "TRUNCATE")), knowing]


def reinstall_after_migrate(using: str, **kwargs: Any) -> None:
    """A post_migrate receiver: SQLite drops the triggers of a table that it rebuilds."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        append_only.put(connection, guards(connection))
