"""Housekeeping of the ground: what has expired in tables that belong to no room."""

from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

from crm.cache import KeepingDatabaseCache
from crm.jobs import job


@job("crm.forget")
def forget(now: datetime | None) -> dict[str, int]:
    """Delete cache entries and sessions whose time is over, by the real clock: a simulated `now` ends none."""
    tables = [table for name in settings.CACHES if isinstance(table := caches[name], KeepingDatabaseCache)]
    forgotten = sum(table.forget_expired(now=timezone.now()) for table in tables)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return {"entries": forgotten}
