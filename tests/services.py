"""The PostgreSQL and the Redis that tests drive: where they are, and what happens where there is none."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest
import redis

POSTGRES = os.environ.get("RAPPORT_POSTGRES") or "postgres://postgres@127.0.0.1:5432"
REDIS = os.environ.get("RAPPORT_REDIS") or "redis://127.0.0.1:6379/0"
REQUIRED = os.environ.get("RAPPORT_REQUIRE_ALL") == "1"
# Where nothing listens the answer is instant; a loaded machine may take long to say yes.
PATIENCE_SECONDS = 60


def postgres_url(name: str) -> str:
    """The URL of the database `name` on the tests' server, whether or not it exists yet."""
    _need(
        postgres_answers(),
        f"No PostgreSQL 15 or newer answers a superuser at {POSTGRES}; set RAPPORT_POSTGRES.",
    )
    return f"{POSTGRES}/{name}"


def redis_url() -> str:
    """The URL of the tests' Redis. Others use the same database: prefix the keys, flush nothing."""
    _need(redis_answers(), f"No Redis answers at {REDIS}; set RAPPORT_REDIS.")
    return REDIS


@contextmanager
def empty_postgres(name: str = "rapport", options: str = "") -> Iterator[str]:
    """The URL of a new, empty database of nobody else, which is dropped at the end.

    `options` are those of CREATE DATABASE.
    """
    unique = f"tests_{name}_{uuid4().hex[:12]}"
    url = postgres_url(unique)
    _execute(f'CREATE DATABASE "{unique}" {options}')
    try:
        yield url
    finally:
        _execute(f'DROP DATABASE IF EXISTS "{unique}" WITH (FORCE)')


@cache
def postgres_answers() -> bool:
    """Whether a version that we support lets the role make databases and silence triggers."""
    may = "SELECT rolsuper AND current_setting('server_version_num')::int >= 150000 FROM pg_roles"
    with suppress(psycopg2.Error):
        return bool(_execute(f"{may} WHERE rolname = current_user"))
    return False


@cache
def redis_answers() -> bool:
    with suppress(redis.RedisError), redis.Redis.from_url(REDIS, socket_timeout=PATIENCE_SECONDS) as asked:
        return bool(asked.ping())
    return False


def _need(is_there: bool, otherwise: str) -> None:
    if not is_there and REQUIRED:
        pytest.fail(otherwise)
    if not is_there:
        pytest.skip(otherwise)


def _execute(statement: str) -> object:
    """Run one statement in the server's maintenance database; return the first value of a query."""
    maintenance = urlsplit(POSTGRES)._replace(path="/postgres").geturl()
    with closing(psycopg2.connect(maintenance, connect_timeout=PATIENCE_SECONDS)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
