"""Which tables move, and their rows in one order on both engines."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import CharField, Field, Model, QuerySet, TextField
from django.db.models.functions import Collate

from scripts.moving.texts import cleaned

EMBEDDED = "embedded"
TARGET = DEFAULT_DB_ALIAS
# What each database makes for itself: its own history of migrations, and a cache that may be lost at any time.
NOT_MOVED = ("django_migrations", "crm_cache")
# What migrate leaves in an empty database, the referring table first; the rows of the embedded one take their place.
FILLED_BY_MIGRATE = ("auth_permission", "django_content_type", "contacts_label")
AT_A_TIME = 500

Row = tuple[Any, ...]


def moved_models() -> list[type[Model]]:
    """Every model with a table of its own, the tables between two models included."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def columns(model: type[Model]) -> list[Field]:
    """The columns that hold data; what the database computes is computed again."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def rows_of(model: type[Model], alias: str) -> Iterator[Row]:
    """All rows by primary key, as Django reads them, a few hundred in memory at a time."""
    names = [field.attname for field in columns(model)]
    # A plain queryset: a model's own managers hide rows (the bin) or turn names into those of a language.
    rows: QuerySet[Any] = QuerySet(model, using=alias).order_by(_in_order_of_bytes(model, alias))
    yield from rows.values_list(*names).iterator(chunk_size=AT_A_TIME)


def source_rows(model: type[Model], *, clean: bool) -> Iterator[Row]:
    """The rows of the embedded database; with `clean`, without the characters that PostgreSQL cannot hold."""
    rows = rows_of(model, EMBEDDED)
    return (tuple(map(cleaned, row)) for row in rows) if clean else rows


def _in_order_of_bytes(model: type[Model], alias: str) -> Any:
    """SQLite compares text by its bytes; PostgreSQL does so only in the collation C."""
    is_text = isinstance(model._meta.pk, CharField | TextField)
    return Collate("pk", "C") if is_text and connections[alias].vendor == "postgresql" else "pk"


def tables_with_rows(alias: str) -> list[str]:
    """The tables that hold rows, apart from those that migrate fills by itself."""
    connection = connections[alias]
    own = {*NOT_MOVED, *FILLED_BY_MIGRATE}
    with connection.cursor() as cursor:
        names = sorted(set(connection.introspection.table_names(cursor)) - own)
        return [name for name in names if _has_rows(cursor, connection.ops.quote_name(name))]


def _has_rows(cursor: Any, quoted: str) -> bool:
    cursor.execute(f"SELECT 1 FROM {quoted} LIMIT 1")
    return cursor.fetchone() is not None


def unknown_tables(alias: str) -> list[str]:
    """Tables of which no model of this version knows."""
    known = {model._meta.db_table for model in moved_models()} | set(NOT_MOVED)
    return sorted(set(connections[alias].introspection.table_names()) - known)
