"""Whether the number of contacts suits the database they are in."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Warning
from django.db import connections
from django.utils.translation import gettext as _

MOST_ON_SQLITE = 100_000


def check_size(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    on_sqlite = [alias for alias in databases or () if connections[alias].vendor == "sqlite"]
    return [finding for alias in on_sqlite for finding in _check(alias)]


def _check(alias: str) -> list[CheckMessage]:
    contacts = apps.get_model("contacts", "Contact")
    if contacts._meta.db_table not in connections[alias].introspection.table_names():
        return []
    if not contacts._default_manager.using(alias).order_by("pk")[MOST_ON_SQLITE:].exists():
        return []
    words = _("There are more than %(most)s contacts in one SQLite file. Move to PostgreSQL: make move-to-postgres.")
    return [Warning(words % {"most": MOST_ON_SQLITE}, id="contacts.W001")]
