"""Save the database and the uploads into one file under DATA_DIR/backups.

SQLite is copied through its backup interface, so a running Rapport may go on writing.
The file holds personal data and no secret key: keep it as safe as the database itself.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

from django.conf import settings

from scripts.own_key import lend_own_key

SQLITE_COPY = "database.sqlite3"
POSTGRES_DUMP = "database.dump"


def is_sqlite() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def postgres_arguments() -> tuple[list[str], dict[str, str]]:
    """Return the connection options of pg_dump and pg_restore, and their environment."""
    database = settings.DATABASES["default"]
    options = {
        "--host": database.get("HOST"),
        "--port": database.get("PORT"),
        "--username": database.get("USER"),
    }
    arguments = [f"{option}={value}" for option, value in options.items() if value]
    password = {"PGPASSWORD": database["PASSWORD"]} if database.get("PASSWORD") else {}
    return [*arguments, f"--dbname={database['NAME']}"], os.environ | password


def dump_postgres(target: Path) -> None:
    if shutil.which("pg_dump") is None:
        sys.exit("pg_dump is needed to back up PostgreSQL (Debian: apt-get install postgresql-client).")
    arguments, environment = postgres_arguments()
    command = ["pg_dump", "--format=custom", "--no-owner", f"--file={target}", *arguments]
    if subprocess.run(command, env=environment, check=False).returncode:
        sys.exit("pg_dump could not read the database; nothing was saved.")


def back_up() -> Path:
    """Return the new backup; a half-written one never bears a backup's name."""
    folder = settings.DATA_DIR / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"rapport-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        content = Path(scratch) / (SQLITE_COPY if is_sqlite() else POSTGRES_DUMP)
        if is_sqlite():
            copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), content)
        else:
            dump_postgres(content)
        packed = Path(scratch) / target.name
        with tarfile.open(packed, "w:gz") as archive:
            archive.add(content, content.name)
            if settings.MEDIA_ROOT.exists():
                archive.add(settings.MEDIA_ROOT, "media")
        packed.chmod(0o600)
        packed.replace(target)
    return target


if __name__ == "__main__":
    lend_own_key()
    if is_sqlite() and not Path(settings.DATABASES["default"]["NAME"]).exists():
        sys.exit("There is no database to back up yet; make run makes one.")
    saved = back_up()
    print(f"Saved {saved} ({saved.stat().st_size / 1_000_000:.1f} MB). Put it back: make restore FILE={saved}")
