"""Three processes that count attempts together, on either engine whichever the suite has."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from scripts.environment import ROOT
from tests.services import empty_postgres

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
