"""What the system checks say of a database that cannot serve as it should."""

import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path
from re import findall

import psycopg2
import pytest
from django.apps import apps
from django.core.checks import CheckMessage, Tags, run_checks
from django.db import connection
from django.utils import timezone

from crm.checks import (
    check_databases,
    check_redis,
    database_findings,
    encoding_findings,
    redis_findings,
    sqlite_findings,
    version_findings,
)
from tests.services import empty_postgres

ROOT = Path(__file__).resolve().parents[2]


def fixed_hours() -> set[time]:
    """The hours that our models set where nobody chose one."""
    defaults = {field.default for model in apps.get_models() for field in model._meta.concrete_fields}
    return {value for value in defaults if isinstance(value, time)}


def test_the_checks_say_the_same_at_any_hour(monkeypatch: pytest.MonkeyPatch):
    assert len(fixed_hours()) >= 4
    for hour in fixed_hours():
        moment = datetime.combine(date(2026, 11, 22), hour, UTC)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        found = run_checks(tags=[Tags.models])
        assert "fields.W161" in ids(found)
        assert [finding for finding in found if not finding.is_silenced()] == []


def ids(findings: Iterable[CheckMessage]) -> list[str]:
    return [finding.id for finding in findings]


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((14, 25), ["crm.E002"]),
        ((15, 19), ["crm.W001"]),
        ((15, 20), []),
        ((16, 15), ["crm.W001"]),
        ((17, 12), []),
        ((18, 6), ["crm.W001"]),
        ((18, 7), []),
        ((19, 0), []),
    ],
)
def test_postgresql_below_its_floor(version: tuple[int, int], expected: list[str]) -> None:
    assert ids(version_findings(version)) == expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("6.2.19", ["crm.W021"]),
        ("7.0.15", ["crm.W021"]),
        ("7.2.10", ["crm.W022"]),
        ("7.2.11", []),
        ("7.4.5", ["crm.W022"]),
        ("8.0.9", ["crm.W021"]),
        ("8.2.1", ["crm.W022"]),
        ("8.2.2", []),
        ("8.4.0", []),
        ("8.2.2-rc1", []),
    ],
)
def test_redis_below_its_floor(version: str, expected: list[str]) -> None:
    assert ids(redis_findings(version)) == expected


def test_a_finding_names_the_version_and_what_to_do() -> None:
    old, holed = [*version_findings((15, 3)), *redis_findings("7.2.4")]
    assert str(old.msg) == "PostgreSQL 15.3 has known security holes. Update it to 15.20 or newer."
    assert str(holed.msg) == "Redis 7.2.4 has known security holes. Update it to 7.2.11 or newer."


def test_an_encoding_and_a_ctype_that_lose_letters() -> None:
    assert ids(encoding_findings("SQL_ASCII", "Ж")) == ["crm.E003", "crm.W002"]
    assert ids(encoding_findings("UTF8", "ж")) == []


@pytest.mark.parametrize(
    ("version", "processes", "expected"),
    [((3, 37, 2), 1, ["crm.W011"]), ((3, 38, 0), 4, []), ((3, 40, 1), 5, ["crm.W012"])],
)
def test_sqlite_that_is_old_or_crowded(version: tuple[int, ...], processes: int, expected: list[str]) -> None:
    assert ids(sqlite_findings(version, processes)) == expected


@pytest.mark.django_db
def test_the_database_of_this_run_serves() -> None:
    # Which release of PostgreSQL a machine has is not ours to say.
    assert set(ids(check_databases(databases=["default"]))) - {"crm.W001"} == set()


def test_nothing_is_asked_unless_a_database_is_named() -> None:
    assert (check_databases(), check_redis()) == ([], [])


@pytest.mark.django_db
def test_sqlite_with_too_many_contacts(monkeypatch: pytest.MonkeyPatch, carol: object) -> None:
    monkeypatch.setattr("contacts.checks.MOST_ON_SQLITE", 0)
    found = database_findings()
    on_sqlite = "There are more than 0 contacts in one SQLite file. Move to PostgreSQL: make move-to-postgres."
    assert (on_sqlite in found) == (connection.vendor == "sqlite")


def check(database_url: str, tmp_path: Path) -> str:
    """What `manage.py check` prints for this database."""
    env = {"PATH": os.environ["PATH"], "DATABASE_URL": database_url, "DATA_DIR": str(tmp_path), "DEBUG": "1"}
    command = [sys.executable, "manage.py", "check", "--database", "default"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_database_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with empty_postgres("ascii", "TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'") as url:
        said = check(url, tmp_path)
    assert findall(r"crm\.\w\d+", said) == ["crm.E003", "crm.W002"], said


@pytest.mark.slow
def test_a_migrated_database_that_knows_ascii_alone_is_warned_of(tmp_path: Path) -> None:
    with empty_postgres("ctype", "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'") as url:
        with closing(psycopg2.connect(url)) as direct, direct, direct.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
        said = check(url, tmp_path)
    assert findall(r"crm\.\w\d+", said) == ["crm.W002", "crm.W004"], said


@pytest.mark.slow
def test_a_server_that_does_not_answer_is_said_in_a_sentence(tmp_path: Path) -> None:
    said = check("postgres://nobody@127.0.0.1:1/nothing", tmp_path)
    assert ("(crm.E001) The database does not answer." in said, "Traceback" in said) == (True, False), said
