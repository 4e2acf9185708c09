"""What an operator wants to know: versions against their floors, storage, broker, mail. Asked, never guessed."""

import platform
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Protocol

import redis
from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from redis.backoff import NoBackoff
from redis.retry import Retry

from crm.cache import TIMEOUT_SECONDS

# Below these versions known holes are open.
FLOORS = {
    "Python": "3.11",
    "Django": "5.2.19",
    "django-allauth": "65.21.1",
    "celery": "5.7.0",
    "nh3": "0.3.8",
}


Heartbeats = Mapping[str, datetime]


# --- mail: the room that owns the outbox tells ---------------------------------------------------
class MailStatus(Protocol):
    """How the outbox stands at one moment."""

    @property
    def oldest_due_seconds(self) -> float | None: ...
    @property
    def by_state(self) -> Mapping[str, int]: ...
    @property
    def heartbeats(self) -> Heartbeats: ...
    @property
    def breaker(self) -> str: ...
    @property
    def unknown(self) -> int: ...
    @property
    def parked(self) -> int: ...


@dataclass(frozen=True)
class Mail:
    """Where the ground asks about mail, since it imports no room.

    `status` counts the outbox; the others are cheap enough for a probe every few seconds.
    """

    status: Callable[[datetime], MailStatus]
    heartbeats: Callable[[], Heartbeats]
    is_relay_down: Callable[[], bool]
    may_send: Callable[[], bool]
    installation: Callable[[], str]
    state_label: Callable[[str], str] = str


_registered: list[Mail] = []


def register_mail(mail: Mail) -> None:
    _registered[:] = [mail]


def mail() -> Mail | None:
    return _registered[0] if _registered else None


# --- versions ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Version:
    """One program and its version; `floor` is the oldest that is safe, empty where the checks know better."""

    name: str
    number: str
    floor: str = ""

    @property
    def is_too_old(self) -> bool:
        return bool(self.floor) and _parts(self.number) < _parts(self.floor)


def _parts(number: str) -> tuple[int, ...]:
    """ "5.2.19" as numbers; what follows a letter is left out."""
    digits = [part for part in number.split(".") if part.isdigit()]
    return tuple(int(part) for part in digits)


def versions(redis_version: str) -> list[Version]:
    """The programs that serve: ours, Python and its packages, the servers."""
    packages = [Version(name, metadata.version(name), FLOORS[name]) for name in FLOORS if name != "Python"]
    return [
        Version("Rapport", rapport_version()),
        Version("Python", platform.python_version(), FLOORS["Python"]),
        *packages,
        Version(connection.display_name, database_version()),
        *([Version("Redis", redis_version)] if redis_version else []),
        Version("tzdata", metadata.version("tzdata")),
    ]


@cache
def rapport_version() -> str:
    """As pyproject.toml says it."""
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]


def database_version() -> str:
    return ".".join(str(part) for part in connection.get_database_version())


def findings() -> list[checks.CheckMessage]:
    """What the checks of databases and servers say: `manage.py check --database default` says the same."""
    return checks.run_checks(tags=[checks.Tags.database], databases=[connection.alias])


# --- storage -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Storage:
    """What the data takes and what is left; sizes in bytes."""

    database: int
    free: int
    last_backup: datetime | None


def storage() -> Storage:
    return Storage(database_size(), shutil.disk_usage(settings.DATA_DIR).free, last_backup())


def database_size() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0]
    name = str(connection.settings_dict["NAME"])
    files = (Path(name + ending) for ending in ("", "-wal", "-shm"))
    return sum(path.stat().st_size for path in files if path.is_file())


def last_backup() -> datetime | None:
    """When `make backup` last saved into the data folder; other ways of backing up are not seen."""
    saved = [path.stat().st_mtime for path in (settings.DATA_DIR / "backups").glob("*.tar.gz")]
    return datetime.fromtimestamp(max(saved), UTC) if saved else None


# --- migrations ----------------------------------------------------------------------------------
@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this code, which cannot change while the process runs."""
    return frozenset(MigrationLoader(None).graph.nodes)


def missing_migrations() -> int:
    """How many of this code's migrations the database has not had; raises where it does not answer."""
    applied = MigrationRecorder(connection).migration_qs.values_list("app", "name")
    return len(_known_migrations() - set(applied))


# --- broker and cache ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Broker:
    """Redis, or the folder that stands in for it. `version` is empty where nobody answers."""

    is_redis: bool
    is_up: bool
    version: str = ""
    waiting: int = 0


def broker() -> Broker:
    if not settings.REDIS_URL:
        queue = settings.BROKER_DIR / "queue"
        return Broker(is_redis=False, is_up=queue.is_dir(), waiting=sum(1 for _file in queue.glob("*.msg")))
    with _redis() as client:
        try:
            version = client.info("server")["redis_version"]
            return Broker(is_redis=True, is_up=True, version=version, waiting=client.llen("celery"))
        except redis.RedisError:
            return Broker(is_redis=True, is_up=False)


def is_broker_up() -> bool:
    if not settings.REDIS_URL:
        return True
    with _redis() as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def _redis() -> redis.Redis:
    """A client that gives up soon: whoever asks after health cannot wait for it."""
    limits = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
    return redis.Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0), **limits)
