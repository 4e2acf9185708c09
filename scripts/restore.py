"""Put a backup made by `make backup` in the place of the present database and uploads.

What is there now is backed up first. Stop Rapport before: running processes would go on with the old state.
"""

import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from backup import POSTGRES_DUMP, SQLITE_COPY, back_up, copy_sqlite, is_sqlite, postgres_arguments
from django.conf import settings

from scripts.own_key import lend_own_key


def unpack(backup: Path, folder: Path) -> None:
    """Unpack regular files of the two known places only, whatever else the archive may hold."""
    try:
        with tarfile.open(backup, "r:gz") as archive:
            for member in archive:
                target = (folder / member.name).resolve()
                known = member.name in (SQLITE_COPY, POSTGRES_DUMP) or member.name.startswith("media/")
                if member.isfile() and known and target.is_relative_to(folder.resolve()):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    content = archive.extractfile(member)
                    target.write_bytes(content.read() if content else b"")
    except (tarfile.TarError, EOFError, OSError) as error:
        sys.exit(f"{backup} is no readable backup ({error}); nothing was changed.")


def check_sqlite(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(copy)) as database:
            verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        verdict, tables = str(error), set()
    if verdict != "ok" or "django_migrations" not in tables:
        sys.exit("The database in the backup is damaged or not one of Rapport; nothing was changed.")


def put_back_postgres(dump: Path) -> None:
    arguments, environment = postgres_arguments()
    command = [
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        *arguments,
        str(dump),
    ]
    if subprocess.run(command, env=environment, check=False).returncode:
        sys.exit("pg_restore could not put the database back; the present one is unchanged.")


def put_back_media(media: Path) -> None:
    if settings.MEDIA_ROOT.exists():
        aside = settings.MEDIA_ROOT.with_name("media-before-restore")
        number = 1
        while aside.exists():
            number += 1
            aside = settings.MEDIA_ROOT.with_name(f"media-before-restore-{number}")
        settings.MEDIA_ROOT.rename(aside)
    if media.exists():
        media.rename(settings.MEDIA_ROOT)


def hold_mail() -> None:
    """Mails that left since the backup stand planned again: a superuser confirms before anything is sent."""
    name = Path(settings.DATA_DIR) / "installation_id"
    if name.exists():
        name.unlink()
        print("No mail is sent until a superuser confirms it in the outbox.")


def restore(backup: Path) -> None:
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as scratch:
        folder = Path(scratch)
        unpack(backup, folder)
        content = folder / (SQLITE_COPY if is_sqlite() else POSTGRES_DUMP)
        if not content.exists():
            kind = "SQLite" if is_sqlite() else "PostgreSQL"
            sys.exit(f"{backup} holds no {kind} database; nothing was changed.")
        if is_sqlite():
            check_sqlite(content)
            live = Path(settings.DATABASES["default"]["NAME"])
            if live.exists():
                print(f"What was here is kept in {back_up()}")
            copy_sqlite(content, live)
        else:
            print(f"What was here is kept in {back_up()}")
            put_back_postgres(content)
        put_back_media(folder / "media")
    hold_mail()
    print("Restored. Start Rapport with make run; it brings the tables up to date.")


if __name__ == "__main__":
    lend_own_key()
    if len(sys.argv) != 2 or not sys.argv[1]:
        sys.exit("Name the backup: make restore FILE=var/backups/rapport-....tar.gz")
    if not Path(sys.argv[1]).is_file():
        sys.exit(f"There is no file {sys.argv[1]}.")
    restore(Path(sys.argv[1]))
