"""Warnings about a database or a Redis that cannot serve as it should: `manage.py check --database default`.

Nothing here stops a web server from starting. The operations page shows the same sentences.
"""

import os
import zoneinfo
from collections.abc import Callable, Iterator, Sequence
from re import findall
from typing import Any

import tzdata
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, run_checks
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from crm import operations
from crm.collation import collation_for, has_icu

OLDEST_POSTGRESQL = 15
# The first release of each line in which the known holes are closed.
POSTGRESQL_FLOORS = {15: 20, 16: 16, 17: 12, 18: 7}
REDIS_FLOORS = {(7, 2): 11, (7, 4): 6, (8, 2): 2}
OLDEST_SQLITE = (3, 38)
SQLITE_WEB_PROCESSES = 4
# The release that the zones and their tests were written with.
OLDEST_TZDATA = "2026a"


def check_databases(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """What each of the named databases lacks; nothing is asked unless a command names one."""
    return [finding for alias in databases or () for finding in _check(connections[alias])]


def check_redis(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Whether Redis, where it is used, is one in which the known holes are closed."""
    version = operations.broker().version if databases and settings.REDIS_URL else ""
    return list(redis_findings(version)) if version else []


def database_findings() -> list[str]:
    """All findings as sentences, for a page."""
    return [str(finding.msg) for finding in run_checks(tags=[Tags.database], databases=list(connections))]


def _check(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    ask = _ASK.get(connection.vendor)
    if ask is None:
        return
    try:
        connection.ensure_connection()
    except OperationalError:
        yield Error(_("The database does not answer. See that it runs and that DATABASE_URL is right."), id="crm.E001")
        return
    yield from ask(connection)


# --- PostgreSQL ----------------------------------------------------------------------------------
def _check_postgresql(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    yield from version_findings(divmod(int(_value(connection, "SHOW server_version_num")), 10_000))
    yield from encoding_findings(_value(connection, "SHOW server_encoding"), _value(connection, "SELECT lower('Ж')"))
    yield from _trigram_findings(connection)
    yield from _collation_findings(connection)
    for name in _values(
        connection,
        "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace ORDER BY relname",
    ):
        words = _("The index %(name)s was left unfinished and is not used. Run manage.py migrate again.")
        yield Warning(words % {"name": name}, id="crm.W006")


def version_findings(version: tuple[int, int]) -> Iterator[CheckMessage]:
    """`version` is the release line and the release within it, (15, 20)."""
    line, release = version
    numbers = {"version": f"{line}.{release}", "floor": f"{line}.{POSTGRESQL_FLOORS.get(line)}"}
    if line < OLDEST_POSTGRESQL:
        words = _("PostgreSQL %(version)s is too old. Move to PostgreSQL 15 or newer.")
        yield Error(words % numbers, id="crm.E002")
    elif release < POSTGRESQL_FLOORS.get(line, 0):
        words = _("PostgreSQL %(version)s has known security holes. Update it to %(floor)s or newer.")
        yield Warning(words % numbers, id="crm.W001")


def encoding_findings(encoding: str, lowered: str) -> Iterator[CheckMessage]:
    """`lowered` is what the server makes of a capital Ж."""
    if encoding != "UTF8":
        words = _(
            "The database's encoding is %(encoding)s, so it cannot keep all names. Move the data into a database made "
            "with ENCODING 'UTF8'."
        )
        yield Error(words % {"encoding": encoding}, id="crm.E003")
    if lowered != "ж":
        yield Warning(
            _(
                "The database knows ASCII letters alone, so names in other scripts are compared wrongly. Move the data "
                "into a database made with LC_CTYPE 'C.UTF-8'."
            ),
            id="crm.W002",
        )


def _trigram_findings(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    if "pg_trgm" not in _values(connection, "SELECT extname FROM pg_extension"):
        # A database that was never migrated lacks it too, and is about to get it.
        if "django_migrations" in connection.introspection.table_names():
            yield Warning(
                _(
                    "The extension pg_trgm is missing, so searches are slow. Let an administrator run CREATE EXTENSION "
                    "pg_trgm in this database, then run manage.py migrate."
                ),
                id="crm.W003",
            )
    elif not _value(connection, "SELECT show_trgm('жук')"):
        yield Warning(
            _(
                "The trigrams of this database are empty for other scripts than Latin. Move the data into a database "
                "made with LC_CTYPE 'C.UTF-8'."
            ),
            id="crm.W004",
        )


def _collation_findings(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    if not has_icu(connection):
        yield Warning(
            _(
                "This PostgreSQL was built without ICU, so names are not sorted as the viewer's language sorts. Use a "
                "build with ICU."
            ),
            id="crm.W005",
        )
    ours = [collation_for(language) for language in settings.INTERFACE_LANGUAGES]
    for name in _values(
        connection,
        "SELECT collname FROM pg_collation WHERE collname = ANY(%s) "
        "AND collversion <> pg_collation_actual_version(oid) ORDER BY collname",
        [ours],
    ):
        words = _(
            "The order of names changed with a new ICU. Run REINDEX DATABASE, then ALTER COLLATION "
            '"%(name)s" REFRESH VERSION.'
        )
        yield Warning(words % {"name": name}, id="crm.W007")


# --- SQLite --------------------------------------------------------------------------------------
def _check_sqlite(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    version = connection.get_database_version()
    yield from sqlite_findings(tuple(version), int(os.environ.get("WEB_CONCURRENCY") or 1))


def sqlite_findings(version: tuple[int, ...], web_processes: int) -> Iterator[CheckMessage]:
    if version < OLDEST_SQLITE:
        words = _("SQLite %(version)s is too old. Use a Python that brings 3.38 or newer.")
        yield Warning(words % {"version": ".".join(map(str, version))}, id="crm.W011")
    if web_processes > SQLITE_WEB_PROCESSES:
        words = _(
            "%(count)s web processes share one SQLite file, which serves up to %(most)s. Lower WEB_CONCURRENCY, or "
            "move to PostgreSQL."
        )
        yield Warning(words % {"count": web_processes, "most": SQLITE_WEB_PROCESSES}, id="crm.W012")


# --- time zones ----------------------------------------------------------------------------------
def check_zones(**kwargs: Any) -> list[CheckMessage]:
    """Whether the one time zone database is new enough, and the system's own left aside."""
    return list(zone_findings(tzdata.IANA_VERSION, zoneinfo.TZPATH))


def zone_findings(version: str, search_path: Sequence[str]) -> Iterator[CheckMessage]:
    if version < OLDEST_TZDATA:
        words = _("The time zones are of %(version)s. Update the package tzdata to %(oldest)s or newer.")
        yield Error(words % {"version": version, "oldest": OLDEST_TZDATA}, id="crm.E031")
    if search_path:
        words = _("Time zones are read from the system (%(path)s), whose copy may be old.")
        yield Warning(words % {"path": ", ".join(search_path)}, id="crm.W032")


# --- Redis ---------------------------------------------------------------------------------------
def redis_findings(version: str) -> Iterator[CheckMessage]:
    first, second, release = (int(number) for number in findall(r"\d+", version)[:3])
    line = (first, second)
    if line > max(REDIS_FLOORS):
        return
    if line not in REDIS_FLOORS:
        words = _(
            "Redis %(version)s has known security holes, and its line gets no updates. Move to Redis 8.2 or newer."
        )
        yield Warning(words % {"version": version}, id="crm.W021")
    elif release < REDIS_FLOORS[line]:
        words = _("Redis %(version)s has known security holes. Update it to %(floor)s or newer.")
        floor = ".".join(map(str, (*line, REDIS_FLOORS[line])))
        yield Warning(words % {"version": version, "floor": floor}, id="crm.W022")


def _value(connection: BaseDatabaseWrapper, query: str) -> Any:
    return _values(connection, query)[0]


def _values(connection: BaseDatabaseWrapper, query: str, params: Sequence[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return [value for (value,) in cursor.fetchall()]


_ASK: dict[str, Callable[[BaseDatabaseWrapper], Iterator[CheckMessage]]] = {
    "postgresql": _check_postgresql,
    "sqlite": _check_sqlite,
}
