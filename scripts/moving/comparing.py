"""Both databases read back through Django and compared, row by row and value by value."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from django.db.models import Model

from scripts.moving.tables import TARGET, Row, columns, rows_of, source_rows


@dataclass(frozen=True)
class Compared:
    """One table on both sides: its rows, the digest over all their values, and the first difference, if any."""

    table: str
    rows: int
    digest: str
    difference: str = ""


def compare(model: type[Model], *, clean: bool) -> Compared:
    table, digest, count = model._meta.db_table, hashlib.sha256(), 0
    for source, target in zip_longest(source_rows(model, clean=clean), rows_of(model, TARGET)):
        left, right = canonical(source), canonical(target)
        if left != right:
            return Compared(table, count, digest.hexdigest(), _difference(model, source, target))
        digest.update(right.encode(errors="surrogatepass"))
        count += 1
    return Compared(table, count, digest.hexdigest())


def canonical(row: Row | None) -> str:
    """One text a row: equal for rows that Django would show alike, different for all others."""
    return repr(row and [_canonical(value) for value in row])


def _canonical(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, dict | list):
        return json.dumps(_whole_numbers(value), sort_keys=True)
    return bytes(value) if isinstance(value, memoryview) else value


def _whole_numbers(value: Any) -> Any:
    """PostgreSQL keeps JSON's numbers as decimals, so that 1e3 comes back as 1000."""
    if isinstance(value, dict):
        return {name: _whole_numbers(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _difference(model: type[Model], source: Row | None, target: Row | None) -> str:
    table, fields = model._meta.db_table, columns(model)
    key = fields.index(model._meta.pk)
    if source is None or target is None or source[key] != target[key]:
        keys = [repr(row[key]) if row else "the end" for row in (source, target)]
        return f"{table}: where the embedded database has row {keys[0]}, PostgreSQL has {keys[1]}"
    differing = [
        name for name, left, right in _pairs(fields, source, target) if canonical((left,)) != canonical((right,))
    ]
    return f"{table} {source[key]!r}: {', '.join(differing)} came back different"


def _pairs(fields: list[Any], source: Row, target: Row) -> Iterator[tuple[str, Any, Any]]:
    return zip((field.column for field in fields), source, target, strict=True)
