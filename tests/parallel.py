"""Several processes on one database, as web servers and workers are."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ON_SQLITE = connection.vendor == "sqlite"
# Only a process that hangs takes longer, however busy the machine is.
PATIENCE_SECONDS = 600


@contextmanager
def processes_on(folder: Path) -> Iterator[Callable[[list[list[str]]], Counter[str]]]:
    """Give a function that runs modules (name and arguments) at once, and counts the lines that they printed.

    PostgreSQL shows other processes only what is committed; for SQLite the rows are copied into a file, which the
    test then looks at.
    """
    here = connection.connection

    def run(modules: list[list[str]]) -> Counter[str]:
        environment = _environment(folder)
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        place = {"cwd": settings.BASE_DIR, "env": environment}
        workers = [subprocess.Popen([sys.executable, "-m", *module], **place, **pipes) for module in modules]
        outputs = [worker.communicate(timeout=PATIENCE_SECONDS) for worker in workers]
        assert [worker.returncode for worker in workers] == [0] * len(workers), outputs
        if ON_SQLITE:
            parameters = connection.get_connection_params() | {"database": _shared_file(folder), "uri": False}
            connection.connection = connection.get_new_connection(parameters)
        return Counter(line for out, _err in outputs for line in out.splitlines())

    yield run
    if connection.connection is not here:
        connection.connection.close()
        connection.connection = here


def _shared_file(folder: Path) -> str:
    return str(folder / "shared.sqlite3")


def _environment(folder: Path) -> dict[str, str]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "crm.settings",
        "DATA_DIR": str(folder),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    if ON_SQLITE:
        # Unlike a backup, a dump reads what this test has not committed.
        with closing(sqlite3.connect(_shared_file(folder))) as copy:
            copy.executescript("\n".join(connection.connection.iterdump()))
        return environment | {"DATABASE_URL": f"sqlite:///{_shared_file(folder)}"}
    database = connection.settings_dict
    place = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@{place}/{database['NAME']}"
    return environment | {"DATABASE_URL": url}
