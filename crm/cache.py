"""The cache that all processes share. Rate limits live in it, so it is never off and never forgets a live entry."""

import logging
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import connections, router, transaction
from django.db.backends.utils import CursorWrapper
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as LostConnection
from redis.exceptions import RedisError
from redis.retry import Retry

from crm.breaker import Breaker

logger = logging.getLogger(__name__)

FALLBACK = "database"
TIMEOUT_SECONDS = 0.5
TRY_AGAIN_AFTER_SECONDS = 5
FORGOTTEN_AT_ONCE = 1000
SPECIAL_IN_PATTERNS = re.compile(r"([\\*?\[\]])")
# A kept connection may be a dead one, so a lost one is tried again; what timed out is not.
ONE_MORE_TRY = Retry(NoBackoff(), 1, supported_errors=(LostConnection,))


class KeepingDatabaseCache(DatabaseCache):
    """Django's database cache that counts without gaps, and makes room only of what has expired.

    Django's own drops live entries when it is full: whoever fills it would reset everybody's limits.
    """

    _table: str

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count while nobody else does; raise ValueError where there is no entry. The entry's life begins anew."""
        with transaction.atomic(using=self._alias):
            self._lock(self.make_and_validate_key(key, version=version))
            return super().incr(key, delta, version)

    def forget_expired(self, *, now: datetime) -> int:
        """Delete what has expired, in small pieces that nobody waits for; return how many entries."""
        forgotten = 0
        with connections[self._alias].cursor() as cursor:
            while deleted := self._forget_some(cursor, now):
                forgotten += deleted
        return forgotten

    @property
    def _alias(self) -> str:
        return router.db_for_write(self.cache_model_class)

    @property
    def _quoted_table(self) -> str:
        return connections[self._alias].ops.quote_name(self._table)

    def _lock(self, made_key: str) -> None:
        """SQLite needs none: its transactions begin with the one lock for writing."""
        connection = connections[self._alias]
        if connection.features.has_select_for_update:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {self._quoted_table} WHERE cache_key = %s FOR UPDATE", [made_key])

    def _cull(self, db: str, cursor: CursorWrapper, now: datetime, num: int) -> None:
        """Called while somebody waits for a full cache, so only a little is done."""
        self._forget_some(cursor, now)

    def _forget_some(self, cursor: CursorWrapper, now: datetime) -> int:
        ops = connections[self._alias].ops
        table = self._quoted_table
        cursor.execute(
            f"DELETE FROM {table} WHERE cache_key IN"
            f" (SELECT cache_key FROM {table} WHERE expires < %s ORDER BY expires LIMIT %s)",
            [ops.adapt_datetimefield_value(now), FORGOTTEN_AT_ONCE],
        )
        return cursor.rowcount


class OwnRedisCache(RedisCache):
    """Django's Redis cache that clears its own entries alone: the broker's tasks lie in the same database."""

    def clear(self) -> None:
        own = SPECIAL_IN_PATTERNS.sub(r"\\\1", self.key_prefix) + ":[0-9]*:*"
        client = self._cache.get_client(write=True)
        found = client.scan_iter(match=own, count=FORGOTTEN_AT_ONCE)
        while keys := list(islice(found, FORGOTTEN_AT_ONCE)):
            client.unlink(*keys)


_breakers: defaultdict[str, Breaker] = defaultdict(lambda: Breaker(seconds=TRY_AGAIN_AFTER_SECONDS))


def _or_in_the_database(name: str) -> Callable[..., Any]:
    """The cache method of this name: Redis does it, or the database while Redis does not answer."""
    by_redis = getattr(OwnRedisCache, name)

    def method(self: "RedisOrDatabaseCache", *args: Any, **kwargs: Any) -> Any:
        if self.breaker.allows():
            try:
                answer = by_redis(self, *args, **kwargs)
            except RedisError as error:
                self.note_failure(error)
            else:
                self.note_success()
                return answer
        return getattr(caches[FALLBACK], name)(*args, **kwargs)

    return method


class RedisOrDatabaseCache(OwnRedisCache):
    """Redis, and the database cache while Redis is down: slower, but the limits hold and no page fails.

    What was counted on one side is not known on the other, so an outage can at most double a limit.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        patience = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS, "retry": ONE_MORE_TRY}
        super().__init__(server, params | {"OPTIONS": patience | params.get("OPTIONS", {})})
        self.breaker = _breakers[str(server)]

    add = _or_in_the_database("add")
    get = _or_in_the_database("get")
    set = _or_in_the_database("set")
    touch = _or_in_the_database("touch")
    delete = _or_in_the_database("delete")
    has_key = _or_in_the_database("has_key")
    incr = _or_in_the_database("incr")
    get_many = _or_in_the_database("get_many")
    set_many = _or_in_the_database("set_many")
    delete_many = _or_in_the_database("delete_many")
    clear = _or_in_the_database("clear")

    def note_failure(self, error: RedisError) -> None:
        if self.breaker.failed():
            logger.warning("Redis does not answer (%s); the database keeps the cache.", type(error).__name__)

    def note_success(self) -> None:
        if self.breaker.succeeded():
            logger.warning("Redis answers again and keeps the cache.")
