"""Many guesses at once against real web servers, with and without Redis, on the engine of the suite."""

import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection

from scripts.embedded import Running
from scripts.stack import Missing, environment, free_port, redis_part, web_part
from tests.services import REQUIRED, empty_postgres
from tests.sizes import size

pytestmark = [pytest.mark.slow, pytest.mark.trust]

LOGIN, PASSWORD = "victim@fair.example", "quiet-harbour-lantern"
GUESSES, SENDERS, AT_ONCE = size(400, full=1000), 200, 40
FOUNDED = f"""
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from tests.factories.staff import make_organisation, make_user
make_organisation()
user = make_user("Victim")
user.set_password({PASSWORD!r})
user.save()
"""
FAILED = "from staff.models import AuditEntry; print(AuditEntry.objects.filter(action='staff.sign_in.failed').count())"


class Browser:
    """Sends from the address that it is given (all of 127/8 is this machine), with one token against forged forms."""

    def __init__(self, port: int, sender: str) -> None:
        self.port, self.sender = port, sender
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, values: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120, source_address=(self.sender, 0))
        try:
            sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
            if values is not None:
                sent["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, "/accounts/login/", urlencode(values) if values else None, sent)
            answer = connection.getresponse()
            for name, value in re.findall(r"(\w+)=([^;]*)", "\n".join(answer.headers.get_all("Set-Cookie") or [])):
                if name == "csrftoken":
                    self.cookies[name] = value
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def sign_in(self, password: str, **headers: str) -> int:
        if "csrftoken" not in self.cookies:
            self.ask("GET")
        values = {"login": LOGIN, "password": password, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return self.ask("POST", values, **headers)[0]


@pytest.fixture(params=["redis", "database"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """Two processes of four threads each, on an own database, with the limits in Redis or in the database."""
    with ExitStack() as parts:
        port, redis = free_port(), 0
        if request.param == "redis":
            try:
                redis = parts.enter_context(redis_part(tmp_path)).port
            except Missing as missing:
                pytest.fail(str(missing)) if REQUIRED else pytest.skip(str(missing))
        own = parts.enter_context(empty_postgres("guesses")) if connection.vendor == "postgresql" else None
        env = environment(tmp_path, own or f"sqlite:///{tmp_path / 'limits.sqlite3'}", redis, 0, port)
        env["SECRET_KEY"] = secrets.token_urlsafe(60)
        del env["EMAIL_URL"]
        if not redis:
            del env["REDIS_URL"]
        running = Running(f"http://127.0.0.1:{port}", tmp_path, env)
        running.manage("shell", "-v0", "-c", FOUNDED)
        parts.enter_context(web_part(tmp_path, env, port))
        yield running


def test_of_many_guesses_at_once_five_are_read(served):
    port = int(served.url.rsplit(":", 1)[1])
    owner = Browser(port, "127.0.2.1")
    assert owner.sign_in(PASSWORD) == 302
    token = owner.cookies["csrftoken"]

    def guess(number: int) -> int:
        # Half of them from one sender that claims to be 200, half from 200 that are.
        sender = "127.0.1.250" if number % 2 else f"127.0.1.{number % SENDERS + 1}"
        browser = Browser(port, sender)
        browser.cookies["csrftoken"] = token
        return browser.sign_in(f"guess-{number}", **{"X-Forwarded-For": f"198.51.100.{number % SENDERS}"})

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(guess, range(GUESSES)))

    assert set(answers) <= {200, 429}
    assert served.manage("shell", "-v0", "-c", FAILED).strip() == "5"
