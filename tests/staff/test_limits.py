import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from staff.limits import is_within
from tests.services import empty_postgres

ROOT = Path(__file__).resolve().parents[2]

# Attempts on one key and on keys of others, as three web servers' processes make them.
ATTEMPTS = """
import sys
import django
django.setup()
from staff.limits import is_within
passed = 0
for number in range(15):
    passed += is_within("test", "blocked", most=5, seconds=10**9)
    for other in range(4):
        is_within("test", f"{sys.argv[1]}-{number}-{other}", most=5, seconds=10**9)
print(passed)
"""


@pytest.fixture(autouse=True)
def shared_cache(db, settings):
    """The cache of an installation without Redis, which processes share."""
    settings.CACHES = {
        "default": {
            "BACKEND": "crm.cache.KeepingDatabaseCache",
            "LOCATION": "crm_cache",
            "OPTIONS": {"MAX_ENTRIES": 100},
        }
    }
    call_command("createcachetable")


def attempts(key, count, seconds=10**9):
    return [is_within("test", key, most=2, seconds=seconds) for _attempt in range(count)]


def test_attempts_are_counted_up_to_the_limit():
    assert attempts("a", 4) == [True, True, False, False]


def test_each_key_and_each_name_counts_for_itself():
    attempts("a", 3)
    assert attempts("b", 1) == [True]
    assert is_within("other", "a", most=2, seconds=10**9)


def test_many_other_keys_do_not_free_a_blocked_one():
    attempts("a", 3)
    for number in range(1000):
        is_within("test", f"other{number}", most=2, seconds=10**9)
    assert attempts("a", 1) == [False]


def test_a_new_window_begins_at_nought(monkeypatch):
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert attempts("a", 3, seconds=60)[-1] is False
    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(seconds=60))
    assert attempts("a", 1, seconds=60) == [True]


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'limits.sqlite3'}"
        return
    with empty_postgres("limits") as url:
        yield url


@pytest.mark.slow
def test_three_processes_count_together_whoever_fills_the_table(database_url, tmp_path):
    env = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    env |= {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path), "DEBUG": "1", "PYTHONPATH": str(ROOT)}
    env["DJANGO_SETTINGS_MODULE"] = "crm.settings"
    subprocess.run([sys.executable, "manage.py", "createcachetable", "-v0"], cwd=ROOT, env=env, check=True)
    with ExitStack() as started:
        processes = [
            started.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", ATTEMPTS, str(number)], cwd=ROOT, env=env, stdout=subprocess.PIPE
                )
            )
            for number in range(3)
        ]
        passed = [int(process.communicate(timeout=300)[0]) for process in processes]
    assert sum(passed) == 5
