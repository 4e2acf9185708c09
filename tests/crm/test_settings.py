import os
import re
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts.environment import PROVIDER_PREFIX, setting_names, without_settings

ROOT = Path(__file__).resolve().parents[2]
OF_A_PROVIDER = f"{PROVIDER_PREFIX}POSTMARK_SERVER_TOKEN"


@pytest.fixture(autouse=True)
def foreign_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who runs the tests has set everything that can be set, and none of it right."""
    for name in [*setting_names(), OF_A_PROVIDER]:
        monkeypatch.setenv(name, "foreign")


def test_each_setting_stands_in_the_documentation_and_nothing_else_does():
    table = (ROOT / "docs/operating.md").read_text().split("## Settings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}

    assert told == setting_names()


def _check(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return _run("manage.py", "check", *arguments, env=without_settings(os.environ) | env)


def _run(*arguments: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False)


def test_nothing_of_a_foreign_shell_is_a_setting_of_a_fresh_start():
    left = without_settings(os.environ)
    assert "PATH" in left
    assert [name for name, value in left.items() if value == "foreign"] == []


def test_nothing_of_a_foreign_shell_is_a_setting_of_the_suite():
    engine = {"DATABASE_URL": "sqlite:///chosen.sqlite3", "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    shells = os.environ | engine, without_settings(os.environ) | engine
    in_foreign, in_bare = (_run("manage.py", "diffsettings", "--all", env=shell) for shell in shells)

    assert in_foreign.returncode == 0, in_foreign.stderr
    assert _without_folder(in_foreign.stdout) == _without_folder(in_bare.stdout)
    assert "chosen.sqlite3" in in_foreign.stdout


def _without_folder(settings: str) -> str:
    """The data folder of the suite has another name in each run."""
    return re.sub(r"/rapport-tests-\w+", "/data", settings)


def test_production_settings_leave_djangos_checks_nothing_to_say(tmp_path: Path):
    env = {"SECRET_KEY": secrets.token_urlsafe(60), "PUBLIC_URL": "https://crm.customer.example"}

    checked = _check("--deploy", "--fail-level", "WARNING", DATA_DIR=str(tmp_path), **env)

    assert (checked.returncode, checked.stdout) == (0, "System check identified no issues (0 silenced).\n"), (
        checked.stderr
    )


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"SECRET_KEY": "x" * 49}, "Set SECRET_KEY to at least 50 random characters"),
        ({"SECRET_KEY": "x" * 50, "METRICS_TOKEN": "short"}, "Set METRICS_TOKEN to at least 20 random characters"),
        ({"SECRET_KEY": "x" * 50, "LOG_FORMAT": "xml"}, "LOG_FORMAT is json or line."),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path: Path, env: dict[str, str], sentence: str):
    checked = _check(DATA_DIR=str(tmp_path), **env)

    assert checked.returncode == 1
    assert sentence in checked.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("public_url", "told"), [("http://127.0.0.1:8000", []), ("https://crm.customer.example", ["No directory at"])]
)
def test_a_folder_of_collected_files_is_missed_only_where_files_are_collected(
    tmp_path: Path, public_url: str, told: list[str]
):
    env = {"SECRET_KEY": "x" * 50, "PUBLIC_URL": public_url, "DATA_DIR": str(tmp_path), "PYTHONWARNINGS": "always"}

    started = _run("-c", "import crm.wsgi", env=without_settings(os.environ) | env)

    assert started.returncode == 0, started.stderr
    assert re.findall("No directory at", started.stderr) == told


@pytest.mark.parametrize(
    ("public_url", "possible"),
    [
        ("https://crm.customer.example", True),
        ("http://localhost:8000", True),
        ("http://crm.customer.example", False),
        ("https://192.0.2.7", False),
        ("https://[2001:db8::7]", False),
        ("https://[2001:db8::a]", False),
    ],
)
def test_passkeys_are_for_names_and_not_for_addresses(tmp_path: Path, public_url: str, possible: bool):
    env = {"SECRET_KEY": "x" * 50, "PUBLIC_URL": public_url, "DATA_DIR": str(tmp_path)}

    started = _run("-c", "import crm.settings as s; print(s.PASSKEYS_POSSIBLE)", env=without_settings(os.environ) | env)

    assert (started.stdout, started.stderr) == (f"{possible}\n", "")
