"""Two databases compared through their drivers alone, by none of the code that moved the rows."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import psycopg2

OWN = ("django_migrations", "crm_cache")
AT_A_TIME = 2000
MOST_REPORTED = 20
TEXTS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = %s
    AND data_type IN ('character varying', 'text', 'jsonb') AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
KEY = """
    SELECT column_name FROM information_schema.key_column_usage JOIN information_schema.table_constraints
    USING (constraint_name, table_schema, table_name)
    WHERE constraint_type = 'PRIMARY KEY' AND table_schema = current_schema() AND table_name = %s
"""


@dataclass
class Tally:
    """What was compared, and the first rows that differ."""

    tables: int = 0
    rows: int = 0
    strings: int = 0
    differences: list[str] = field(default_factory=list)

    def differs(self, row: str) -> None:
        if len(self.differences) < MOST_REPORTED:
            self.differences.append(row)


def compare_texts(embedded: Path, url: str) -> Tally:
    """Count the rows of every table, and compare each text and each JSON value."""
    tally = Tally()
    with closing(sqlite3.connect(embedded)) as source, closing(psycopg2.connect(url)) as target:
        for table in _tables(source):
            tally.tables += 1
            _compare_table(table, source, target, tally)
    return tally


def _tables(source: sqlite3.Connection) -> list[str]:
    names = source.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted({name for (name,) in names} - set(OWN))


def _compare_table(table: str, source: sqlite3.Connection, target: Any, tally: Tally) -> None:
    with target.cursor() as cursor:
        cursor.execute(TEXTS, [table])
        texts = dict(cursor.fetchall())
        cursor.execute(KEY, [table])
        (key,) = cursor.fetchone()
    columns = ", ".join(f'"{name}"' for name in (key, *texts))
    by_bytes = ' COLLATE "C"' if key in texts else ""
    ours = source.execute(f'SELECT {columns} FROM "{table}" ORDER BY "{key}"')
    with target.cursor(name="raw") as theirs:
        theirs.itersize = AT_A_TIME
        theirs.execute(f'SELECT {columns} FROM "{table}" ORDER BY "{key}"{by_bytes}')
        is_json = [False, *(kind == "jsonb" for kind in texts.values())]
        for left, right in zip_longest(ours, theirs):
            tally.rows += 1
            tally.strings += sum(value is not None for value in (left or ())[1:])
            if left is None or right is None or list(_read(left, is_json)) != list(right):
                tally.differs(f"{table} {(left or right)[0]}")


def _read(row: tuple[Any, ...], is_json: list[bool]) -> Iterator[Any]:
    for value, holds_json in zip(row, is_json, strict=True):
        yield json.loads(value) if holds_json and value is not None else value
