"""Real processes on one file database: what the fast tests cannot show."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scripts.stack import wait_until

DATABASE = "rapport.sqlite3"
ENGINES = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 600
pytestmark = pytest.mark.slow

# Five birthdays in five zones, and one prepared mail each; `step` hours lie between the mails.
WORLD = """
import django
django.setup()
from datetime import UTC, date, datetime, timedelta
from contacts.models import Purpose
from interactions.models import Digest
from outreach import rules
from outreach.actions.planning import plan_message
from staff.models import Role
from tests.factories.contacts import add_birthday, add_consent, make_contact
from tests.factories.staff import make_organisation, make_team, make_user
make_organisation()
alice = make_user("Alice", Role.MANAGER, team=make_team())
Digest.objects.create(user=alice, is_wanted=False)  # mails to customers alone are counted
first = datetime(2026, 3, 10, 9, tzinfo=UTC)
for number in range({people}):
    zone = {zones}[number % len({zones})]
    contact = make_contact(
        f"Person {{number}}", owner=alice, email=f"p{{number}}@customer.example", time_zone=zone,
        languages=[["en", "ru", "cs", "da", "lt", "ar"][number % 6]],
    )
    add_birthday(contact, 3, 10 + number % 5)
    add_consent(contact, Purpose.GREETINGS)
    due = first + timedelta(hours={step} * number)
    plan_message(
        rule=rules.FOLLOW_UP, occurrence=f"followup/{{number}}", contact=contact, not_before=due,
        not_after=due + timedelta(hours=24), zone=zone, subject="Offer", body="{{{{ greeting }}}}\\n\\nHere it is.",
        sender=alice, by=alice, now=first,
    )
"""
ZONES = ["Asia/Tokyo", "Europe/Prague", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"]

# A scheduler that runs each job every four hours of a simulated week.
WEEK = """
import django, io
django.setup()
from datetime import UTC, datetime, timedelta
from django.core.management import call_command
at = datetime(2026, 3, 9, 12, tzinfo=UTC)
while at < datetime(2026, 3, 16, 12, tzinfo=UTC):
    call_command("run_due", "--now", at.isoformat(), "--json", stdout=io.StringIO())
    at += timedelta(hours=4)
"""
RUN_DUE = ["manage.py", "run_due", "--now", "2026-03-10T09:00:00Z", "--json"]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    run(["manage.py", "migrate", "-v0"], in_folder(folder))
    return folder / DATABASE


@pytest.fixture
def environment(tmp_path: Path, migrated: Path) -> dict[str, str]:
    """A data folder of its own, with a database."""
    shutil.copy(migrated, tmp_path / DATABASE)
    return in_folder(tmp_path)


def in_folder(folder: Path) -> dict[str, str]:
    outside = {name: value for name, value in os.environ.items() if name not in ENGINES}
    return outside | {
        "DATA_DIR": str(folder),
        "DEBUG": "1",
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.outreach.counting_settings",
    }


def start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(arguments: list[str], environment: dict[str, str]) -> str:
    with start(arguments, environment) as process:
        output, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, errors) == (0, "")
    return output


def rows(folder: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(folder / DATABASE, timeout=20)) as database, database:
        return database.execute(query).fetchall()


def accepted(folder: Path) -> list[str]:
    log = folder / "mail" / "accepted.log"
    return log.read_text().split() if log.exists() else []


def states(folder: Path) -> dict[str, int]:
    return dict(rows(folder, "SELECT state, COUNT(*) FROM outreach_message GROUP BY state"))


def test_two_schedulers_over_a_week_send_each_greeting_and_prepared_mail_once(environment, tmp_path):
    people = 25
    run(["-c", WORLD.format(people=people, zones=ZONES, step=4)], environment)
    schedulers = [start(["-c", WEEK], environment) for _ in range(2)]
    ends = [(*scheduler.communicate(timeout=PATIENCE_SECONDS), scheduler.returncode) for scheduler in schedulers]
    assert ends == [("", "", 0)] * 2
    assert len(accepted(tmp_path)) == len(set(accepted(tmp_path))) == 2 * people
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2 * people
    # Beside them the owner's weekly word of two Mondays, once each; it is due by the real clock.
    assert states(tmp_path) == {"sent": 2 * people, "pending": 2}
    assert rows(tmp_path, "SELECT COUNT(*) FROM interactions_interaction WHERE kind = 'email'") == [(2 * people,)]
    assert rows(tmp_path, "SELECT COUNT(*) FROM outreach_sendslot") == [(0,)]


def test_a_sender_killed_in_flight_loses_none_and_doubles_none(environment, tmp_path):
    people = 8
    run(["-c", WORLD.format(people=people, zones=["Europe/Prague"], step=0)], environment)
    sender = start(RUN_DUE, environment | {"STUCK_AFTER": "3"})
    wait_until(lambda: len(accepted(tmp_path)) == 3 or sender.poll() is not None, what="the third mail")
    sender.send_signal(signal.SIGKILL)
    sender.communicate()
    in_flight = accepted(tmp_path)[-1]
    assert states(tmp_path)["claimed"] > 1

    run(RUN_DUE, environment)
    assert len(accepted(tmp_path)) == 3, "what a sender holds is not taken from it while it may be alive"
    rows(tmp_path, "UPDATE outreach_sendslot SET beat = '2026-01-01 00:00:00'")
    run(RUN_DUE, environment)
    run(RUN_DUE, environment)
    assert len(accepted(tmp_path)) == len(set(accepted(tmp_path)))
    due = rows(tmp_path, "SELECT uuid, state FROM outreach_message WHERE not_before <= '2026-03-10 09:00:00'")
    assert {state for _uuid, state in due} == {"sent", "unknown"}
    assert [uuid for uuid, state in due if state == "unknown"] == [in_flight[1:37].replace("-", "")]
    assert len(accepted(tmp_path)) == len(due)
