"""What Rapport is built from and starts with: locked packages past their floors, a key of its own, no open door."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import signing
from django.test import Client
from packaging.requirements import Requirement
from packaging.version import Version

from crm.operations import FLOORS
from scripts.environment import without_settings
from staff.models import User

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-tools.txt")
KEY = "only-for-tests-" + "q7Wz" * 12
OLD_KEY = "only-for-tests-" + "m4Kd" * 12
ENGINES = {
    "embedded": {},
    "servers": {"DATABASE_URL": "postgres://rapport@127.0.0.1/rapport", "REDIS_URL": "redis://127.0.0.1:6379/0"},
}
NO_ISSUES = "System check identified no issues (0 silenced).\n"

pytestmark = pytest.mark.trust


def start(folder: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A process as an operator starts it, with nothing of our own shell."""
    settings = {**without_settings(os.environ), "DATA_DIR": str(folder), **env}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=settings, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_production_settings_leave_nothing_to_say(tmp_path: Path, engine: str) -> None:
    env = {"SECRET_KEY": KEY, "PUBLIC_URL": "https://crm.customer.example", **ENGINES[engine]}
    checked = start(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "DEBUG", **env)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, NO_ISSUES, "")


@pytest.mark.parametrize("key", [None, "", KEY[:49]])
def test_a_server_starts_with_a_long_key_of_its_environment_alone(tmp_path: Path, key: str | None) -> None:
    (tmp_path / "secret_key").write_text(OLD_KEY)
    started = start(tmp_path, "-c", "import crm.wsgi", **({} if key is None else {"SECRET_KEY": key}))
    assert started.returncode == 1
    assert "Set SECRET_KEY to at least 50 random characters" in started.stderr.splitlines()[-1]
    assert OLD_KEY not in started.stderr


def test_it_starts_with_a_long_key(tmp_path: Path) -> None:
    assert start(tmp_path, "-c", "import crm.wsgi", SECRET_KEY=KEY).returncode == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("fallbacks", "status"), [([OLD_KEY], 200), ([], 302)])
def test_a_new_key_ends_no_session_while_the_old_one_is_named(
    settings, alice: User, fallbacks: list[str], status: int
) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD_KEY, []
    client = Client()
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    link = signing.dumps("invited")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEY, fallbacks

    assert client.get("/settings/").status_code == status
    if fallbacks:
        assert signing.loads(link) == "invited"
        settings.SECRET_KEY_FALLBACKS = []
        assert client.get("/settings/").status_code == 200, "the session goes on under the new key alone"
    else:
        with pytest.raises(signing.BadSignature):
            signing.loads(link)


def locked(lock: str) -> dict[str, tuple[Version, int]]:
    """The version of each package of a lock, and how many hashes stand beside it."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text().replace("\\\n", " "))
    found = {}
    for entry in entries:
        line, *hashes = re.split(r"\s+--hash=", entry.split("\n")[0].strip())
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            (pin,) = requirement.specifier
            assert pin.operator == "==", line
            found[requirement.name.lower()] = (Version(pin.version), len(hashes))
    return found


def test_what_is_locked_is_past_the_known_holes() -> None:
    versions = locked("requirements.txt")
    floors = {name.lower(): Version(floor) for name, floor in FLOORS.items() if name != "Python"}
    # What the specification of trust names; our own list may ask for more.
    assert floors.items() >= {"django": Version("5.2.19"), "django-allauth": Version("65.21.1")}.items()
    assert floors.items() >= {"celery": Version("5.7.0"), "nh3": Version("0.3.8")}.items()
    assert {name: versions[name][0] for name, floor in floors.items() if versions[name][0] < floor} == {}
    assert "redis" in versions


@pytest.mark.parametrize("lock", LOCKS)
def test_each_package_is_locked_with_its_hashes(lock: str) -> None:
    packages = locked(lock)
    assert packages
    assert [name for name, (_version, hashes) in packages.items() if not hashes] == []


def test_whatever_installs_the_locks_asks_for_hashes_and_for_wheels() -> None:
    for file in ("scripts/setup.sh", "Dockerfile"):
        text = (ROOT / file).read_text()
        for line in re.findall(r".*(?:pip install|wanted=).*-r .*", text):
            assert "--require-hashes" in line, line
            assert "--only-binary :all:" in line or "requirements-tools.txt" in line, line
