import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from tests.services import empty_postgres

ROOT = Path(__file__).resolve().parents[2]


def run(script: str, folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a script on this data folder, with nothing of the suite's own environment."""
    unwanted = {"DATABASE_URL", "SECRET_KEY"}
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    environment |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "crm.settings", **more}
    command = [sys.executable, f"scripts/{script}.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)


class World:
    """A data folder with a small database of its own, and the two scripts run on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "rapport.sqlite3"
        self.media = folder / "media"
        with closing(sqlite3.connect(self.database)) as database:
            database.executescript(
                "PRAGMA journal_mode=WAL;"
                "CREATE TABLE django_migrations (id INTEGER); CREATE TABLE person (name TEXT);"
                "INSERT INTO person VALUES ('Nováková')"
            )
        (folder / "secret_key").write_text("x" * 60)
        self.media.mkdir()
        (self.media / "note.txt").write_text("first")

    def names(self) -> list[str]:
        with closing(sqlite3.connect(self.database)) as database:
            return [name for (name,) in database.execute("SELECT name FROM person ORDER BY name")]

    def rename(self, name: str) -> None:
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute("UPDATE person SET name = ?", [name])
        (self.media / "note.txt").write_text(name)

    def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run(script, self.folder, *arguments)

    def backups(self) -> list[Path]:
        return sorted((self.folder / "backups").glob("*.tar.gz"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_restore_brings_back_database_and_uploads(world: World):
    assert world.run("backup").returncode == 0
    (backup,) = world.backups()
    world.rename("Jansen")

    restored = world.run("restore", str(backup))

    assert (restored.returncode, restored.stderr) == (0, "")
    assert world.names() == ["Nováková"]
    assert (world.media / "note.txt").read_text() == "first"
    assert (world.folder / "media-before-restore" / "note.txt").read_text() == "Jansen"


def test_backup_is_private_and_holds_no_secret_key(world: World):
    world.run("backup")
    (backup,) = world.backups()

    assert backup.stat().st_mode & 0o777 == 0o600
    with tarfile.open(backup) as archive:
        assert sorted(archive.getnames()) == ["database.sqlite3", "media", "media/note.txt"]


def test_backup_holds_what_is_still_in_the_write_ahead_log(world: World):
    with closing(sqlite3.connect(world.database)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("INSERT INTO person VALUES ('Ábel')")
        writer.commit()
        world.run("backup")
    (backup,) = world.backups()
    world.rename("Jansen")
    world.run("restore", str(backup))

    assert world.names() == ["Nováková", "Ábel"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not an archive", "is no readable backup"),
        (None, "There is no file"),
    ],
)
def test_bad_backup_changes_nothing(world: World, content: bytes | None, sentence: str):
    file = world.folder / "bad.tar.gz"
    if content is not None:
        file.write_bytes(content)

    refused = world.run("restore", str(file))

    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert world.names() == ["Nováková"]


def test_archive_of_another_program_changes_nothing(world: World):
    other = world.folder / "database.sqlite3"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE recipe (name TEXT)")
    archive = world.folder / "other.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(other, "database.sqlite3")

    refused = world.run("restore", str(archive))

    assert refused.stderr == ("The database in the backup is damaged or not one of Rapport; nothing was changed.\n")
    assert world.names() == ["Nováková"]


def test_archive_cannot_write_outside_its_folder(world: World):
    world.run("backup")
    (backup,) = world.backups()
    trap = world.folder / "trap.tar.gz"
    with tarfile.open(backup) as source, tarfile.open(trap, "w:gz") as target:
        for member in source:
            target.addfile(member, source.extractfile(member))
        evil = tarfile.TarInfo("media/../../outside.txt")
        target.addfile(evil)

    restored = world.run("restore", str(trap))

    assert restored.returncode == 0
    assert [path.name for path in world.folder.rglob("outside.txt")] == []
    assert not (world.folder.parent / "outside.txt").exists()


def test_restore_holds_the_mail_until_somebody_confirms_it(world: World):
    (world.folder / "installation_id").write_text("here")
    assert world.run("backup").returncode == 0
    restored = world.run("restore", str(world.backups()[0]))
    assert "No mail is sent until a superuser confirms it" in restored.stdout
    assert not (world.folder / "installation_id").exists()


# --- PostgreSQL, by its own programs -------------------------------------------------------------
def ask(database: str, statement: str) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(database)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


GUARDS = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
# Casts and brackets stand elsewhere after the server has read its own writing.
INDEXES = r"""SELECT indexname, regexp_replace(indexdef, '::[a-z ]+(\[\])?|[()]', '', 'g')
    FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"""
NAMES = "SELECT name FROM staff_team ORDER BY id"


@pytest.mark.slow
def test_postgresql_comes_back_with_rows_guards_and_indexes(tmp_path: Path):
    with empty_postgres("backup") as url:
        here = {"DATABASE_URL": url, "SECRET_KEY": "x" * 60}
        assert run("prepare", tmp_path, **here).returncode == 0
        ask(url, "INSERT INTO staff_team (name) VALUES ('Север'), ('O''Brien 👩‍👩‍👧')")
        before = [ask(url, statement) for statement in (NAMES, GUARDS, INDEXES)]
        assert len(before[1]) > 3

        assert run("backup", tmp_path, **here).returncode == 0
        (backup,) = (tmp_path / "backups").glob("*.tar.gz")
        ask(url, "UPDATE staff_team SET name = name || ' later'")
        ask(url, "CREATE TABLE made_later (id int)")
        restored = run("restore", tmp_path, str(backup), **here)

        assert (restored.returncode, restored.stderr) == (0, "")
        assert [ask(url, statement) for statement in (NAMES, GUARDS, INDEXES)] == before
        kept = sorted((tmp_path / "backups").glob("*.tar.gz"))
        assert [kept[0], len(kept)] == [backup, 2]


@pytest.mark.slow
def test_a_dump_that_cannot_be_read_leaves_postgresql_as_it_was(tmp_path: Path):
    with empty_postgres("backup") as url:
        here = {"DATABASE_URL": url, "SECRET_KEY": "x" * 60}
        ask(url, "CREATE TABLE person (name text)")
        ask(url, "INSERT INTO person VALUES ('Nováková')")
        (tmp_path / "database.dump").write_bytes(b"PGDMP and nothing more")
        bad = tmp_path / "bad.tar.gz"
        with tarfile.open(bad, "w:gz") as packed:
            packed.add(tmp_path / "database.dump", "database.dump")

        refused = run("restore", tmp_path, str(bad), **here)

        assert refused.returncode == 1
        assert "pg_restore could not put the database back; the present one is unchanged." in refused.stderr
        assert ask(url, "SELECT name FROM person") == [("Nováková",)]


def test_a_backup_of_the_other_engine_is_refused(world: World):
    world.run("backup")
    (backup,) = world.backups()
    with empty_postgres("backup") as url:
        refused = run("restore", world.folder, str(backup), DATABASE_URL=url, SECRET_KEY="x" * 60)

    assert (refused.returncode, refused.stderr) == (1, f"{backup} holds no PostgreSQL database; nothing was changed.\n")
