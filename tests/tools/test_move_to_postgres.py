"""The move from SQLite to PostgreSQL, as the operator runs it, and its parts."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg2
import pytest
from django.db import connection

from contacts.models import Company
from interactions.models import Interaction
from outreach.models import Message
from scripts.drills.move import RENAMED, Operator, drill, fill
from scripts.drills.raw import compare_texts
from scripts.hostile_text import KEPT
from scripts.moving.comparing import canonical
from scripts.moving.copying import Obstacle, TextStream, escaped, obstacle_in, writer_for
from scripts.moving.tables import NOT_MOVED, TARGET, columns, moved_models, tables_with_rows
from scripts.moving.texts import cleaned, is_possible
from tests.services import empty_postgres

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "rapport.sqlite3"

# A small house with hostile text, somebody signed in, a number that was given and deleted, and mail that may leave.
WORLD = """
import django
django.setup()
from datetime import UTC, datetime
from django.contrib.sessions.models import Session
from loyalty.models import Account
from outreach.installation import may_send_from_here
from outreach.models import Heartbeat
from scripts.drills.hostile import plant
from staff.models import Role
from tests.factories.contacts import make_company, make_contact
from tests.factories.loyalty import give, make_member, spend
from tests.factories.staff import make_organisation, make_team, make_user
make_organisation()
alice = make_user("Alice", Role.MANAGER, team=make_team())
member = make_member(make_contact("Carol", owner=alice))
give(member, 100)
spend(member, 30)
plant()
make_company("Gone", owner=alice).delete()
for key in ("Zs0", "aS1"):
    Session.objects.create(session_key=key, session_data="", expire_date=datetime(2027, 1, 1, tzinfo=UTC))
assert may_send_from_here()
Heartbeat.objects.create(name="outreach.pump", at=datetime(2026, 1, 1, tzinfo=UTC))
"""
MAY_SEND = "from outreach.installation import may_send_from_here; print(may_send_from_here())"
NEW_COMPANY = "from contacts.models import Company; print(Company.objects.create(name='New').pk)"


class World:
    """A data folder with an embedded database, and what an operator does with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / DATABASE
        unwanted = {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "INSTALLATION_ID"}
        outside = {name: value for name, value in os.environ.items() if name not in unwanted}
        settings = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "crm.settings", "SECRET_KEY": "x" * 60}
        self.environment = outside | settings | {"PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR"}

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = self.environment | more
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def must_run(self, *arguments: str, **more: str) -> str:
        done = self.run(*arguments, **more)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()

    def shell(self, code: str, **more: str) -> str:
        return self.must_run("manage.py", "shell", "-v", "0", "-c", code, **more)

    def move(self, target: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self.run("scripts/move_to_postgres.py", TO=target, **more)

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database)) as database, database:
            return database.execute(statement, values).fetchall()

    def digest(self) -> str:
        return hashlib.sha256(self.database.read_bytes()).hexdigest()


def in_postgres(url: str, statement: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(url)) as database, database, database.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def rows_left(url: str) -> int:
    tables = ("staff_organisation", "contacts_contact", "interactions_interaction", "loyalty_entry", "django_session")
    return sum(in_postgres(url, f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("embedded"))
    world.must_run("manage.py", "migrate", "-v0")
    world.must_run("-c", WORLD)
    return world


@pytest.fixture
def world(original: World, tmp_path: Path) -> World:
    shutil.copytree(original.folder, tmp_path / "copy")
    return World(tmp_path / "copy")


@pytest.fixture(scope="module")
def target(original: World) -> Iterator[str]:
    """One database with tables for all the moves that are refused: each must leave it as empty as it was."""
    with empty_postgres("move_refused") as url:
        original.must_run("manage.py", "migrate", "-v0", DATABASE_URL=url)
        yield url


@pytest.mark.slow
def test_everything_arrives_and_the_old_one_falls_silent(original: World, world: World):
    with empty_postgres("move") as url:
        moved = world.move(url)
        assert (moved.returncode, moved.stderr.splitlines()[-1]) == (0, "Proving the books ...")
        assert "Mail goes on from PostgreSQL" in moved.stdout
        assert world.digest() == original.digest()

        notes = "FROM interactions_interaction WHERE kind = 'note' ORDER BY id"
        assert in_postgres(url, f"SELECT summary, points->>0 {notes}") == [(text, text) for text in KEPT]
        assert in_postgres(url, f"SELECT summary {notes}") == world.sql(f"SELECT summary {notes}")
        assert {key for (key,) in in_postgres(url, "SELECT session_key FROM django_session")} == {"Zs0", "aS1"}
        permissions = "SELECT id, codename, content_type_id FROM auth_permission ORDER BY id"
        assert in_postgres(url, permissions) == world.sql(permissions)

        assert world.shell(MAY_SEND, DATABASE_URL=url) == "True"
        assert world.shell(MAY_SEND) == "False"

        again = world.move(url)
        assert again.returncode == 1
        assert again.stderr.startswith("Nothing was moved. The PostgreSQL database is not empty: there are rows in ")


@pytest.mark.slow
def test_the_new_database_goes_on_where_the_old_one_stood(world: World):
    world.sql("UPDATE staff_organisation SET postal_address = 'a' || char(0) || 'b'")
    (used,) = world.sql("SELECT seq FROM sqlite_sequence WHERE name = 'contacts_company'")[0]
    assert used > world.sql("SELECT MAX(id) FROM contacts_company")[0][0], "the last company was deleted"
    (world.folder / "installation_id").write_text("a restored copy")
    with empty_postgres("move") as url:
        moved = world.move(url, CLEAN_NUL="1")
        assert (moved.returncode, moved.stderr.splitlines()[-1]) == (0, "Proving the books ...")
        assert in_postgres(url, "SELECT postal_address FROM staff_organisation") == [("ab",)]
        assert world.shell(NEW_COMPANY, DATABASE_URL=url) == str(used + 1)
        with pytest.raises(psycopg2.IntegrityError, match="staff_auditentry is append-only"):
            in_postgres(url, "UPDATE staff_auditentry SET action = 'nothing'")

        assert "No mail leaves from PostgreSQL until a superuser confirms it" in moved.stdout
        assert world.shell(MAY_SEND, DATABASE_URL=url) == "False"


BEATING = "UPDATE outreach_heartbeat SET at = strftime('%Y-%m-%d %H:%M:%f', 'now')"
REFUSED = {
    "running": ([BEATING], ["Rapport's worker gave a sign of life within the last 60 seconds."]),
    "does not fit": (
        [
            "UPDATE staff_organisation SET postal_address = 'a' || char(0)",
            "DROP TRIGGER interactions_interaction_no_update",
            "UPDATE interactions_interaction SET points = '[\"\\u0000\"]' WHERE id = 1",
            "UPDATE contacts_contact SET job_title = printf('%.151c', 'x') WHERE id = 1",
            "UPDATE contacts_contact SET version = 3000000000 WHERE id = 2",
        ],
        [
            "PostgreSQL would refuse 4 values (table, key, column):",
            "staff_organisation 1: postal_address holds a character that PostgreSQL cannot hold",
            "contacts_contact 1: job_title is 151 characters long, and 150 fit",
            "contacts_contact 2: version is 3000000000, which is out of range",
            "interactions_interaction 1: points holds a character that PostgreSQL cannot hold",
        ],
    ),
    "dangling": (
        ["PRAGMA foreign_keys=OFF", "UPDATE contacts_contact SET company_id = 987654 WHERE id = 1"],
        ["A row of the embedded database refers to one that does not exist", "contacts_contact"],
    ),
    "older": (
        ["DELETE FROM django_migrations WHERE app = 'loyalty'"],
        ["The embedded database is older than this version of Rapport."],
    ),
    "newer": (
        ["INSERT INTO django_migrations (app, name, applied) VALUES ('sales', '9999_later', '2026-01-01')"],
        ["The embedded database is newer than this version of Rapport: it has sales.9999_later."],
    ),
    "dishonest books": (
        ["DROP TRIGGER loyalty_entry_no_update", "UPDATE loyalty_entry SET points = points + 1 WHERE id = 1"],
        ["The points' books do not add up", "unbalanced 1: the entries add up to 1, not to 0"],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("damage", "sentences"), REFUSED.values(), ids=REFUSED)
def test_refused_moves_leave_nothing(world: World, target: str, damage: list[str], sentences: list[str]):
    for statement in damage:
        world.sql(statement)
    before = world.digest()

    refused = world.move(target)

    assert refused.returncode == 1
    assert "Nothing was moved. " in refused.stderr
    assert [sentence for sentence in sentences if sentence not in refused.stderr] == []
    assert (rows_left(target), refused.stdout, world.digest()) == (0, "", before)


@pytest.mark.slow
def test_a_value_that_comes_back_different_undoes_the_move(world: World, target: str):
    in_postgres(
        target,
        "CREATE FUNCTION meddle() RETURNS trigger AS $$ BEGIN NEW.name = 'Meddled'; RETURN NEW; END $$ "
        "LANGUAGE plpgsql; "
        "CREATE TRIGGER meddle BEFORE INSERT ON contacts_company FOR EACH ROW WHEN (NEW.id = 3) "
        "EXECUTE FUNCTION meddle()",
    )
    refused = world.move(target)
    in_postgres(target, "DROP FUNCTION meddle CASCADE")

    assert refused.returncode == 1
    assert refused.stderr.endswith("contacts_company 3: name came back different\n")
    assert rows_left(target) == 0


@pytest.mark.slow
def test_the_drill_holds_for_a_small_demo_world(tmp_path: Path):
    operator = Operator(tmp_path)
    fill(operator, "--contacts=20")
    with empty_postgres("move_drill") as url:
        assert [finding for finding in drill(operator, url) if not finding.held] == []
        in_postgres(url, "UPDATE contacts_company SET name = name || ' ' WHERE id = 1")
        assert compare_texts(operator.database, url).differences == ["contacts_company 1", RENAMED]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"TO": ""}, "Name the empty database: make move-to-postgres TO=postgres://"),
        ({"TO": "sqlite:///other.sqlite3"}, "Name the empty database: make move-to-postgres TO=postgres://"),
        ({"TO": "postgres://nobody@127.0.0.1:many/none"}, "Port could not be cast to integer value as 'many'"),
        ({"TO": "postgres://nobody@127.0.0.1:1/none"}, "There is no embedded database at "),
    ],
)
def test_misuse_is_told(tmp_path: Path, more: dict[str, str], sentence: str):
    misused = World(tmp_path).run("scripts/move_to_postgres.py", **more)
    assert misused.returncode == 2
    assert misused.stderr.startswith(sentence)
    assert not (tmp_path / DATABASE).exists()


def test_no_table_and_no_column_is_left_behind(db):
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - set(NOT_MOVED)
        there = {
            (table, column.name)
            for table in tables
            for column in connection.introspection.get_table_description(cursor, table)
        }
    moved = {(model._meta.db_table, field.column) for model in moved_models() for field in columns(model)}
    assert moved == there


def test_migrate_leaves_rows_only_where_the_move_replaces_them(db):
    assert tables_with_rows(TARGET) == []


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_the_stream_gives_every_line_in_pieces_of_any_size(size: int):
    lines = [f"{number}\t{text}\n" for number, text in enumerate(KEPT[:-1])]
    stream = TextStream(iter(lines))
    pieces = list(iter(lambda: stream.read(size), ""))
    assert "".join(pieces) == "".join(lines)
    assert max(map(len, pieces)) <= size


@pytest.mark.parametrize(
    ("text", "written"),
    [(r"\N", r"\\N"), ("a\tb", r"a\tb"), ("a\r\nb", r"a\r\nb"), (r"\n", r"\\n"), ("", "")],
)
def test_what_copy_would_take_for_a_sign_is_escaped(text: str, written: str):
    assert escaped(text) == written


def test_each_kind_of_value_is_written_as_postgresql_reads_it():
    at = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
    values = {
        (Message, "sent_at"): [(at, "2026-03-01 12:00:00.000005+00:00"), (None, r"\N")],
        (Message, "uuid"): [(UUID(int=1), "00000000-0000-0000-0000-000000000001")],
        (Message, "is_announced"): [(True, "True")],
        (Message, "variables"): [({"a": "\\"}, r'{"a": "\\\\"}'), (None, "null")],
        (Message, "subject"): [("", ""), ("a\tb", r"a\tb")],
    }
    for (model, name), pairs in values.items():
        write = writer_for(model._meta.get_field(name))
        assert [write(value) for value, _written in pairs] == [written for _value, written in pairs]


def test_obstacles_are_found_where_they_are():
    name, points = Company._meta.get_field("name"), Interaction._meta.get_field("points")
    attempts = Message._meta.get_field("attempts")
    assert obstacle_in(name, "x" * name.max_length) == ""
    assert obstacle_in(name, "x" * (name.max_length + 1)) == "is 201 characters long, and 200 fit"
    assert obstacle_in(attempts, 32_767) == ""
    assert obstacle_in(attempts, 32_768) == "is 32768, which is out of range"
    assert obstacle_in(attempts, "many") == "is 'many', which is out of range"
    assert obstacle_in(points, ["👍", {"a": "\\u0000"}]) == ""
    assert obstacle_in(points, [{"a\0": 1}]).startswith("holds a character that PostgreSQL cannot hold")
    assert str(Obstacle("t", 7, "c", "is long")) == "t 7: c is long"


@pytest.mark.parametrize(
    ("value", "left"),
    [("a\0b", "ab"), (["\ud800", {"\0k": "v\0"}, 1], ["", {"k": "v"}, 1]), (b"\0", b"\0"), (None, None), ("👍", "👍")],
)
def test_only_what_postgresql_cannot_hold_is_taken_out(value: object, left: object):
    assert cleaned(value) == left
    assert is_possible(left)


def test_rows_are_compared_by_what_django_shows():
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert canonical((noon,)) == canonical((noon.astimezone(timezone(timedelta(hours=5))),))
    assert canonical(({"b": 1000, "a": [1]},)) == canonical(({"a": [1.0], "b": 1e3},))
    assert canonical(("Nova\u0301k",)) != canonical(("Novák",))
    assert canonical((None,)) != canonical(("None",))
    assert canonical(("",)) != canonical((None,))
    assert canonical(None) != canonical((None,))
