"""Rows into PostgreSQL by COPY, as a stream."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models import Field, IntegerField, JSONField, Model
from django.utils.duration import duration_iso_string

from scripts.moving.tables import EMBEDDED, Row, columns, moved_models, source_rows
from scripts.moving.texts import is_possible

NULL = r"\N"
PIECE = 1 << 16


@dataclass(frozen=True)
class Obstacle:
    """One value that PostgreSQL would refuse, and where it stands."""

    table: str
    pk: Any
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.table} {self.pk}: {self.column} {self.reason}"


class TextStream:
    """The lines as the file from which COPY reads, a piece of them in memory at a time."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._rest = ""

    def read(self, size: int = PIECE) -> str:
        pieces, length = [self._rest], len(self._rest)
        while length < size and (line := next(self._lines, "")):
            pieces.append(line)
            length += len(line)
        text = "".join(pieces)
        self._rest = text[size:]
        return text[:size]


def escaped(text: str) -> str:
    r"""The text as COPY reads it; a backslash comes first, so that the two letters `\N` do not become NULL."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def writer_for(field: Field) -> Callable[[Any], str]:
    """A function from a value of the column, as Django reads it, to COPY's text format."""
    if isinstance(field, JSONField):
        # None in a column that takes no NULL was the JSON value null.
        absent = NULL if field.null else "null"
        return lambda value: absent if value is None else escaped(json.dumps(value, cls=field.encoder))
    return lambda value: NULL if value is None else _plain(field.get_prep_value(value))


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bytes | memoryview):
        return escaped("\\x" + bytes(value).hex())
    return duration_iso_string(value) if isinstance(value, timedelta) else str(value)


def obstacle_in(field: Field, value: Any) -> str:
    """Why PostgreSQL would refuse the value, or nothing."""
    if isinstance(value, str) and field.max_length and len(value) > field.max_length:
        return f"is {len(value)} characters long, and {field.max_length} fit"
    if isinstance(field, IntegerField) and not _is_in_range(field, value):
        return f"is {value!r}, which is out of range"
    if not is_possible(value):
        return "holds a character that PostgreSQL cannot hold (NUL, or half of a pair); CLEAN_NUL=1 takes it out"
    return ""


def _is_in_range(field: Field, value: Any) -> bool:
    """SQLite keeps whatever it is given in a column of whole numbers, even text."""
    least, most = DatabaseOperations.integer_field_ranges[field.get_internal_type()]
    return isinstance(value, int) and least <= value <= most


def copy_table(model: type[Model], *, clean: bool, obstacles: list[Obstacle]) -> int:
    """Copy the rows and return how many went. A row with an obstacle stays behind; the obstacle joins the list."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in columns(model))
    lines = _lines(model, source_rows(model, clean=clean), obstacles)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN", TextStream(lines), PIECE)
        return int(cursor.rowcount)


def _lines(model: type[Model], rows: Iterator[Row], obstacles: list[Obstacle]) -> Iterator[str]:
    fields = columns(model)
    writers = [writer_for(field) for field in fields]
    key = fields.index(model._meta.pk)
    for row in rows:
        found = [
            Obstacle(model._meta.db_table, row[key], field.column, reason)
            for field, value in zip(fields, row, strict=True)
            if value is not None and (reason := obstacle_in(field, value))
        ]
        obstacles.extend(found)
        if not found:
            yield "\t".join([write(value) for write, value in zip(writers, row, strict=True)]) + "\n"


def continue_numbering() -> None:
    """Let each table go on after the highest number that SQLite ever gave, so that no deleted row's number returns."""
    with connections[EMBEDDED].cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        last = dict(cursor.fetchall())
    with connection.cursor() as cursor:
        for model in moved_models():
            if field := model._meta.auto_field:
                table = connection.ops.quote_name(model._meta.db_table)
                number = last.get(model._meta.db_table, 0)
                sequence = "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)"
                cursor.execute(sequence, [table, field.column, max(number, 1), number > 0])
