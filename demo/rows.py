"""Writing very many rows at once: COPY on PostgreSQL, bulk inserts elsewhere."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import JSONField, Max, Model

CHUNK = 2_000
Row = tuple[Any, ...]


def next_id(model: type[Model]) -> int:
    newest: int | None = model._default_manager.aggregate(newest=Max("pk"))["newest"]
    return (newest or 0) + 1


def write(model: type[Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Add rows of the columns `names` (attribute names, `id` among them); other columns get their defaults."""
    if connection.vendor == "postgresql":
        _copy(model, names, rows)
        return
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        model._default_manager.bulk_create(model(**dict(zip(names, row, strict=True))) for row in chunk)


def inform_planner() -> None:
    """Tell PostgreSQL what stands in the tables now: within one transaction it plans by what stood there before, and
    for tables that were empty then a look through the books takes minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def finish(models: Sequence[type[Model]]) -> None:
    """Let the sequences go on behind the ids that were written, and the planner know what is there."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _copy(model: type[Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    others = [name for name in fields if name not in names]
    defaults = tuple(fields[name].get_default() for name in others)
    attributes = [*names, *others]
    documents = [place for place, name in enumerate(attributes) if isinstance(fields[name], JSONField)]
    columns = [connection.ops.quote_name(str(fields[name].column)) for name in attributes]
    never_null = [
        column for column, name in zip(columns, attributes, strict=True) if not fields[name].null and name != "id"
    ]
    statement = (
        f"COPY {connection.ops.quote_name(model._meta.db_table)} ({', '.join(columns)}) "
        f"FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({', '.join(never_null)}))"
    )
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, _Lines(_plain(rows, defaults, documents)))


def _plain(rows: Iterable[Row], defaults: Row, documents: Sequence[int]) -> Iterator[Sequence[Any]]:
    for row in rows:
        if not documents:
            yield row + defaults
            continue
        values = [*row, *defaults]
        for place in documents:
            values[place] = json.dumps(values[place])
        yield values


class _Lines:
    """A file for COPY that is written while it is read, so that no table is ever held as a whole."""

    def __init__(self, rows: Iterator[Sequence[Any]]) -> None:
        self.rows = rows

    def read(self, size: int) -> str:
        buffer = io.StringIO()
        csv.writer(buffer).writerows(islice(self.rows, CHUNK))
        return buffer.getvalue()
