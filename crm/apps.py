"""The ground: settings, routes, the beat table and modules without tables. Imports no app."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.core.management import call_command
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from crm.checks import check_databases, check_redis, check_zones
from crm.collation import make_ready


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = "Rapport"

    def ready(self) -> None:
        connection_created.connect(make_ready)
        post_migrate.connect(make_cache_table, sender=self)
        register(check_databases, Tags.database)
        register(check_redis, Tags.database)
        register(check_zones)


def make_cache_table(using: str, **kwargs: Any) -> None:
    """The cache that lives in the database is as much needed as any table, so `migrate` makes it too."""
    call_command("createcachetable", database=using, verbosity=0)
