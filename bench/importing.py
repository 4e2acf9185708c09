"""How fast a file of people is imported by the worker's own way: read, matched, written; and how fast the database
takes what that wrote, checked by nothing but its constraints.

    DATABASE_URL=postgres://… python -m bench.importing FILE [--json]

The people stay in the database.
"""

import argparse
import io
import json
import os
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

TRACED = "SELECT {} FROM contacts_importtrace WHERE run_id = %s AND is_new"
# Every table that an import of new people writes, what is pointed at before what points; its rows of one run.
WRITTEN = (
    ("contacts_importrun", "id = %s"),
    ("contacts_company", f"id IN ({TRACED.format('company_id')})"),
    ("contacts_contact", f"id IN ({TRACED.format('contact_id')})"),
    ("contacts_contactpoint", f"contact_id IN ({TRACED.format('contact_id')})"),
    ("contacts_importantdate", f"contact_id IN ({TRACED.format('contact_id')})"),
    ("contacts_stagechange", f"contact_id IN ({TRACED.format('contact_id')})"),
    ("contacts_importtrace", "run_id = %s"),
)


def measure(file: Path) -> dict[str, Any]:
    from django.db import connection

    from contacts.actions.importing import import_contacts
    from staff.models import User

    user = User.objects.filter(is_superuser=True).order_by("pk")[0]
    queries = 0

    def counted(execute: Any, *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    with ExitStack() as stack:
        floor = PostgresFloor() if connection.vendor == "postgresql" else SqliteFloor(stack)
        began = time.perf_counter()
        with connection.execute_wrapper(counted):
            run = import_contacts(by=user, opener=lambda: file.open("rb"), filename=file.name)
        seconds = time.perf_counter() - began
        bare = floor.seconds(run.pk)
    return {"rows": run.rows, "created": run.created, "seconds": seconds, "bare_seconds": bare, "queries": queries}


class PostgresFloor:
    """COPY of the same rows into the same tables, from which they were taken a moment before."""

    def seconds(self, run: int) -> float:
        from django.db import connection, transaction

        with connection.cursor() as cursor:
            with transaction.atomic():
                copies = [(table, self._taken(cursor, table, rows, run)) for table, rows in WRITTEN]
                # History does not let itself be deleted, and nobody but the bench wants that.
                cursor.execute("SET LOCAL session_replication_role = replica")
                # The traces, which stand last, tell whose the other rows are.
                for table, rows in WRITTEN:
                    cursor.execute(f"DELETE FROM {table} WHERE {rows}", [run])
            began = time.perf_counter()
            with transaction.atomic():
                for table, copy in copies:
                    cursor.copy_expert(f"COPY {table} FROM STDIN", copy)
            return time.perf_counter() - began

    def _taken(self, cursor: Any, table: str, rows: str, run: int) -> io.BytesIO:
        out = io.BytesIO()
        statement = cursor.mogrify(f"COPY (SELECT * FROM {table} WHERE {rows}) TO STDOUT", [run])
        cursor.copy_expert(statement, out)
        out.seek(0)
        return out


class SqliteFloor:
    """One executemany for each table, into a copy of the database as it was before."""

    def __init__(self, stack: ExitStack) -> None:
        from django.db import connection

        self.before = Path(stack.enter_context(TemporaryDirectory(prefix="rapport-bench-"))) / "before.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(self.before)])

    def seconds(self, run: int) -> float:
        from django.db import connection, transaction

        with connection.cursor() as cursor:
            written = [(table, self._rows(cursor, table, rows, run)) for table, rows in WRITTEN]
        connection.close()
        connection.settings_dict["NAME"] = self.before
        with connection.cursor() as cursor:
            began = time.perf_counter()
            with transaction.atomic():
                for table, rows in written:
                    marks = ", ".join(["%s"] * len(rows[0]))
                    cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            return time.perf_counter() - began

    def _rows(self, cursor: Any, table: str, rows: str, run: int) -> list[tuple[Any, ...]]:
        cursor.execute(f"SELECT * FROM {table} WHERE {rows}", [run])
        return list(cursor.fetchall())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    import django

    django.setup()
    found = measure(options.file)
    print(json.dumps(found) if options.json else found)


if __name__ == "__main__":
    main()
