"""Four processes at once on one database file, as web servers and workers are."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from feedback.models import Response
from interactions.models import Interaction
from loyalty import books
from loyalty.models import Transaction
from loyalty.verifying import flaws
from tests.factories.feedback import make_invitation
from tests.factories.loyalty import give, make_member, make_programme

ON_SQLITE = connection.vendor == "sqlite"
PROCESSES = 4

# PostgreSQL shows other processes only what is committed; for SQLite the rows are copied into a file.
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=not ON_SQLITE)]


@pytest.fixture
def together(tmp_path):
    """Run the same attempts in four processes, look at their rows, and count what they printed."""
    here = connection.connection

    def run(name: str, attempts: int, pk: int) -> Counter[str]:
        environment = _environment(tmp_path)
        command = [sys.executable, "-m", "tests.loyalty.worker", name, str(attempts), str(pk)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        place = {"cwd": settings.BASE_DIR, "env": environment}
        workers = [subprocess.Popen(command, **place, **pipes) for _process in range(PROCESSES)]
        outputs = [worker.communicate(timeout=600) for worker in workers]
        assert [worker.returncode for worker in workers] == [0] * PROCESSES, outputs
        if ON_SQLITE:
            parameters = connection.get_connection_params() | {"database": _shared_file(tmp_path), "uri": False}
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


@pytest.fixture
def member(carol):
    return make_member(carol)


def test_points_are_never_overspent(member, together):
    for points in (100, 150, 100):
        give(member, points)
    printed = together("redeem", 20, member.pk)
    assert printed == {"redeemed": 50, "refused": 30}
    assert books.balance(member, timezone.now()).active == 0
    assert Transaction.objects.filter(kind="redeem").count() == 50
    assert list(flaws()) == []


def test_one_key_is_one_movement_with_one_answer(member, together):
    give(member, 100)
    printed = together("redeem_same", 5, member.pk)
    assert list(printed.values()) == [20]
    assert Transaction.objects.filter(kind="redeem").count() == 1
    assert books.balance(member, timezone.now()).active == 93


def test_an_earning_is_taken_back_once(member, together):
    earned = give(member, 100)
    printed = together("reverse", 5, earned.pk)
    assert printed == {"reversed": 1, "refused": 19}
    assert books.balance(member, timezone.now()) == books.Balance(0, 0, 0, 0)
    assert list(flaws()) == []


def test_one_link_is_one_answer(carol, together):
    make_programme()
    invitation = make_invitation(carol, created_at=timezone.now())
    printed = together("answer", 13, invitation.pk)
    assert list(printed.values()) == [52]
    assert Response.objects.count() == 1
    assert Response.objects.get().answers.count() == 1
    assert Interaction.objects.filter(kind="answer").count() == 1
    assert Transaction.objects.filter(kind="earn").count() == 1
