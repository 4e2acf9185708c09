"""The database that is measured: made and loaded once, used again afterwards."""

import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg2

from bench.servers import manage, run

COUNTED = "SELECT count(*) FROM contacts_contact"


@contextmanager
def connected(url: str, *, autocommit: bool = True) -> Iterator[Any]:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = autocommit
        with connection.cursor() as cursor:
            yield cursor


def make_database(url: str, *, fresh: bool) -> None:
    """Make the database where it is missing; with `fresh`, also where it is not."""
    name = urlsplit(url).path[1:]
    with connected(urlsplit(url)._replace(path="/postgres").geturl()) as cursor:
        if fresh:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name}"')


def load(url: str, env: Mapping[str, str], sizes: Mapping[str, int]) -> float | None:
    """Bring the schema up to date and load the world; the seconds that took, None where it was there."""
    manage(env, "migrate", "--verbosity", "0")
    with connected(url) as cursor:
        cursor.execute(COUNTED)
        if cursor.fetchone()[0]:
            return None
    began = time.perf_counter()
    wanted = [part for name, size in sizes.items() for part in (f"--{name}", str(size))]
    manage({**env, "DEBUG": "1"}, "load_demo", *wanted)
    return time.perf_counter() - began


def lay_floor(url: str, env: Mapping[str, str]) -> None:
    """Make the floor's tables from the rows as they stand, and let the planner know both sides."""
    run(env, "-m", "bench.floor_tables")
    with connected(url) as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def facts(url: str) -> dict[str, Any]:
    with connected(url) as cursor:
        found: dict[str, Any] = {}
        for name, table in TABLES.items():
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[name] = cursor.fetchone()[0]
        cursor.execute("SHOW server_version")
        found["postgresql"] = cursor.fetchone()[0].split()[0]
        cursor.execute("SELECT pg_database_size(current_database())")
        found["megabytes"] = cursor.fetchone()[0] // 2**20
    return found


TABLES = {
    "contacts": "contacts_contact",
    "companies": "contacts_company",
    "interactions": "interactions_interaction",
    "purchases": "sales_purchase",
}
