"""PostgreSQL for the suite: the append-only triggers, which forbid TRUNCATE, look away between two tests."""

from typing import Any

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, *args: Any, **kwargs: Any) -> list[str]:
        statements = super().sql_flush(*args, **kwargs)
        if not statements:
            return []
        return ["SET session_replication_role = replica", *statements, "SET session_replication_role = origin"]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
