"""Looking up many rows at once by their keys."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL


def among(keys: Collection[str] | Collection[int]) -> Any:
    """The keys for a filter with `__in`; on PostgreSQL a subquery that is one parameter.

    Of a long list PostgreSQL weighs each member while it plans, and then may look it up in a trigram index, which
    takes a hundred times as long as the plain one. SQLite does well with a list and badly with a subquery.
    """
    values = list(keys)
    if connection.vendor != "postgresql" or not values:
        return values
    kind = "bigint" if isinstance(values[0], int) else "text"
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [values])
