import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.embedded import FOREIGN

ROOT = Path(__file__).resolve().parents[2]


def test_each_setting_stands_in_the_documentation_and_nothing_else_does():
    settings = (ROOT / "crm/settings.py").read_text()
    gunicorn = (ROOT / "deploy/gunicorn.conf.py").read_text()
    read = set(re.findall(r'\benv\.\w+\(\s*"(\w+)"', settings)) | set(
        re.findall(r"""os\.environ\.get\(['"](\w+)['"]""", gunicorn)
    )
    table = (ROOT / "docs/operating.md").read_text().split("## Settings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}

    assert told == read


def _check(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    command = [sys.executable, "manage.py", "check", *arguments]
    return subprocess.run(command, cwd=ROOT, env=clean | env, capture_output=True, text=True, timeout=300, check=False)


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
