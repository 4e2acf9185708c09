"""The cookies as a browser gets them over https, from the settings of an installation."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

# It starts on an embedded database of its own, whichever engine the suite is on.
pytestmark = [pytest.mark.trust, pytest.mark.slow, pytest.mark.only_on("sqlite")]

SIGN_IN = """
import json
from django.conf import settings
# Nobody collected the files of the pages, and no cookie depends on them.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from django.test import Client
from tests.factories.staff import make_organisation, make_user
make_organisation()
make_user("Alice", password="quiet-harbour-lantern")
client = Client()
secure = {"secure": True, "HTTP_HOST": "crm.example"}
login = client.get("/accounts/login/", **secure)
planted = client.cookies.get("__Host-sessionid")
values = {"login": "alice@fair.example", "password": "quiet-harbour-lantern"}
answer = client.post("/accounts/login/", values, **secure)
language = client.post("/choose/language/", {"language": "cs", "next": "/"}, **secure)
theme = client.post("/choose/look/", {"theme": "dark", "next": "/"}, **secure)
plain = Client().get("/accounts/login/", HTTP_HOST="crm.example")
cookies = {**login.cookies, **answer.cookies, **language.cookies, **theme.cookies}
print(json.dumps({
    "status": answer.status_code,
    "plain": [plain.status_code, plain["Location"], list(plain.cookies)],
    "cookies": {name: {key: cookie[key] for key in ("secure", "httponly", "samesite", "path", "domain")}
                for name, cookie in cookies.items()},
}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("https")
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(settings.BASE_DIR),
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'https.sqlite3'}",
        "SECRET_KEY": "k" * 60,
        "PUBLIC_URL": "https://crm.example",
        "LOG_LEVEL": "ERROR",
    }

    def manage(*words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=env, check=True, capture_output=True, text=True
        ).stdout

    manage("migrate", "-v0")
    manage("createcachetable", "-v0")
    return json.loads(manage("shell", "-v0", "-c", SIGN_IN).strip().splitlines()[-1])


def test_over_https_every_cookie_is_for_this_host_and_https_alone(told):
    assert told["status"] == 302
    assert set(told["cookies"]) >= {"__Host-sessionid", "__Host-csrftoken", "__Host-browser"}
    for name, flags in told["cookies"].items():
        assert flags["secure"] is True, name
        assert flags["samesite"] == "Lax", name
        assert (flags["path"], flags["domain"]) == ("/", ""), name


def test_scripts_read_no_cookie_that_signs_in(told):
    for name in ("__Host-sessionid", "__Host-csrftoken", "__Host-browser"):
        assert told["cookies"][name]["httponly"] is True


def test_without_https_no_cookie_is_given_out(told):
    assert told["plain"] == [301, "https://crm.example/accounts/login/", []]
