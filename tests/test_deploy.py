"""The Dockerfile, the compose file and the systemd units, run without Docker and without systemd.

No image is built here. Each command that they hold is run as it stands, in a copy of what an image would get,
with the paths, hosts and ports of the containers put in the place of those of this machine.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
import yaml

from scripts.environment import without_settings
from scripts.ports import free_port
from scripts.stack import Part, wait_until
from tests.services import REQUIRED, empty_postgres

ROOT = Path(__file__).resolve().parent.parent
BINARIES = Path(sys.executable).parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("prepare", "web", "worker", "scheduler")
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))
# What an operator would set.
OPERATOR = {
    "SECRET_KEY": "only-for-tests-" + "x" * 50,
    "POSTGRES_PASSWORD": "letters",
    "PUBLIC_URL": "https://crm.customer.example",
    "TRUSTED_PROXY_COUNT": "1",
    "METRICS_TOKEN": "only-for-tests-of-figures",
}
BY_THE_PROXY = {"Host": "crm.customer.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
LONG = 300


# --- reading -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Step:
    """One instruction of a Dockerfile."""

    word: str
    rest: str


def dockerfile() -> list[Step]:
    text = "\n".join(line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#"))
    lines = [" ".join(line.split()) for line in text.replace("\\\n", " ").splitlines()]
    return [Step(*line.split(" ", 1)) for line in lines if line]


def stages() -> list[list[Step]]:
    found: list[list[Step]] = []
    for step in dockerfile():
        if step.word == "FROM":
            found.append([])
        found[-1].append(step)
    return found


def the(word: str) -> list[str]:
    """What stands behind this word in the image's own stage."""
    return [step.rest for step in stages()[-1] if step.word == word]


def image_environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in shlex.split(the("ENV")[0]))


def exec_form(rest: str) -> list[str]:
    return json.loads(rest[rest.index("[") :])


def interpolated(value: str) -> str:
    """Docker compose's ${NAME:-default} and ${NAME:?error}, as the operator's values fill them."""

    def fill(found: re.Match[str]) -> str:
        given = OPERATOR.get(found["name"], "")
        assert given or found["kind"] == "-", f"{found['name']} is not set"
        return given or found["rest"]

    return re.sub(r"\$\{(?P<name>\w+):(?P<kind>[-?])(?P<rest>[^}]*)\}", fill, value)


def unit(path: Path) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(path)
    return parser


# --- what must stand in the files ------------------------------------------------------------------
def test_the_image_runs_as_nobody_special_and_its_packages_are_locked():
    bases = [step.rest.split()[0] for step in dockerfile() if step.word == "FROM"]
    install = stages()[0][-1].rest

    assert bases == ["python:3.13-slim-bookworm"] * 2
    assert the("USER") == ["rapport"]
    assert {"--require-hashes", "--only-binary", ":all:"} <= set(install.split())
    assert [step.word for step in stages()[-1]][-5:] == ["USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"]


def test_the_image_gets_the_source_and_no_secret():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    wanted = {line[1:] for line in lines if line.startswith("!")}
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")}

    assert [line for line in lines if line and not line.startswith(("#", "!"))] == ["*", "**/__pycache__", "**/*.mo"]
    assert rooms <= wanted
    assert {name for name in wanted if not (ROOT / name).exists()} == set()
    assert wanted & {".git", ".env", "var", "tests"} == set()


def test_each_variable_of_the_compose_file_is_read_by_somebody():
    readers = (ROOT / "crm/settings.py").read_text() + (ROOT / "deploy/gunicorn.conf.py").read_text()
    known = set(re.findall(r"""(?:env\.\w+|os\.environ\.get)\(['"](\w+)['"]""", readers))

    for service in OURS:
        assert set(COMPOSE["services"][service]["environment"]) - known == set()


def test_the_database_of_the_compose_file_is_the_one_that_rapport_opens():
    postgres = {name: interpolated(value) for name, value in COMPOSE["services"]["postgres"]["environment"].items()}
    url = interpolated(COMPOSE["services"]["web"]["environment"]["DATABASE_URL"])

    assert url == "postgres://{POSTGRES_USER}:{POSTGRES_PASSWORD}@postgres:5432/{POSTGRES_DB}".format(**postgres)


def test_the_services_share_one_image_and_no_port_is_open_to_the_world():
    services = COMPOSE["services"]

    assert {services[name]["image"] for name in OURS} == {"rapport"}
    assert {name for name, service in services.items() if service.get("profiles")} == {"mailbox"}
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8000:8000", "127.0.0.1:8025:8025"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_is_hardened_and_starts_on_its_own(path: Path):
    service = unit(path)["Service"]

    assert (service["User"], service["EnvironmentFile"], service["Restart"]) == (
        "rapport",
        "/etc/rapport.env",
        "always",
    )
    assert (service["NoNewPrivileges"], service["ProtectSystem"], service["CapabilityBoundingSet"]) == (
        "yes",
        "strict",
        "",
    )
    assert service["ExecStart"].startswith("/opt/rapport/.venv/bin/")
    assert unit(path)["Install"]["WantedBy"] == "multi-user.target"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_understands_a_unit(path: Path, tmp_path: Path):
    if shutil.which("systemd-analyze") is None:
        absent = "systemd-analyze is not installed."
        pytest.fail(absent) if REQUIRED else pytest.skip(absent)
    here = tmp_path / path.name
    here.write_text(path.read_text().replace("/opt/rapport/.venv/bin", str(BINARIES)))

    verified = subprocess.run(["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False)

    own = [line for line in verified.stderr.splitlines() if path.name in line]
    assert own == []


# --- the image, built without Docker -----------------------------------------------------------------
@dataclass
class Image:
    """What an image would hold, in a folder, and its commands with the containers' paths put right."""

    app: Path
    data: Path
    env: dict[str, str]

    def shell(self, command: str) -> None:
        command = command.replace("/tmp/build", str(self.data / "build"))
        done = subprocess.run(["sh", "-c", command], cwd=self.app, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def run(self, command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=self.app, env=env, capture_output=True, text=True, timeout=LONG, check=False)


# It makes a user of the machine, so it is the one step that is not run.
NOT_RUN = "useradd"


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    folder = tmp_path_factory.mktemp("image")
    app, data = folder / "app", folder / "data"
    data.mkdir()
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if line.startswith("!"):
            _copy(ROOT / line[1:], app / line[1:])
    mine = without_settings(os.environ)
    mine.pop("PYTHONPATH", None)
    moved = {
        name: value.replace("/venv/bin", str(BINARIES)).replace("/app", str(app)).replace("/data", str(data))
        for name, value in image_environment().items()
    }
    # Celery warns of root before its log is set up; the image's user is not root.
    here = {"HOST": "127.0.0.1", "PORT": str(free_port()), "PYTHONWARNINGS": "ignore"}
    made = Image(app, data, mine | moved | here)
    for command in the("RUN"):
        if not command.startswith(NOT_RUN):
            made.shell(command)
    return made


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


@pytest.mark.slow
def test_an_image_brings_its_catalogues_and_files_along(image: Image):
    assert [command.split()[0] for command in the("RUN") if command.startswith(NOT_RUN)] == [NOT_RUN]
    assert sorted(path.parent.parent.name for path in (image.app / "locale").glob("*/LC_MESSAGES/django.mo")) == sorted(
        path.parent.parent.name for path in (ROOT / "locale").glob("*/LC_MESSAGES/django.po")
    )
    manifest = json.loads((image.app / "collected/staticfiles.json").read_text())
    assert (image.app / "collected" / manifest["paths"]["crm/rapport.css"]).exists()


@pytest.mark.slow
def test_the_locked_packages_install_as_the_image_installs_them(tmp_path: Path):
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    commands = [step.rest.replace("/venv", str(tmp_path / "venv")) for step in stages()[0] if step.word == "RUN"]
    assert len(commands) == 2

    for command in commands:
        done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=LONG)
        assert done.returncode == 0, done.stdout + done.stderr

    asked = [str(tmp_path / "venv/bin/python"), "-c", "import celery, django, gunicorn, psycopg2, redis, vokativ"]
    assert subprocess.run(asked, capture_output=True, text=True).stderr == ""


# --- the services ------------------------------------------------------------------------------------
@dataclass
class Services:
    """The running services, their environment, and what one asks them."""

    image: Image
    env: dict[str, str]
    parts: dict[str, Part]

    def is_healthy(self, name: str) -> bool:
        """Run the health check of the compose file, or else that of the image."""
        check = COMPOSE["services"][name].get("healthcheck")
        command = check["test"][1:] if check else exec_form(the("HEALTHCHECK")[0])
        if name == "redis":
            command = [command[0], "-p", str(self.parts["redis"].port), *command[1:]]
        server = urlsplit(self.env["DATABASE_URL"])
        here = {"PGHOST": str(server.hostname), "PGPORT": str(server.port or 5432)}
        return self.image.run(command, self.env | here).returncode == 0

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return get(self.parts["web"].port, path, **headers)

    def heartbeats(self) -> set[str]:
        with closing(psycopg2.connect(self.env["DATABASE_URL"])) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT name FROM outreach_heartbeat")
            return {name for (name,) in cursor.fetchall()}


def get(port: int, path: str, **headers: str) -> tuple[int, str]:
    """What the proxy gets from a web server: status and text."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=LONG)) as connection:
        connection.request("GET", path, headers=BY_THE_PROXY | headers)
        response = connection.getresponse()
        return response.status, response.read().decode()


def _part(image: Image, name: str, command: list[str], **options: Any) -> Part:
    """A part that runs in the image's folder."""
    return Part(name, ["sh", "-c", f"cd {shlex.quote(str(image.app))} && exec {shlex.join(command)}"], **options)


def _command(service: str) -> list[str]:
    return COMPOSE["services"][service].get("command") or exec_form(the("CMD")[0])


@pytest.fixture(scope="module")
def services(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Redis, then `prepare`, then web, worker and scheduler: the commands and the environment of the compose file."""
    folder = tmp_path_factory.mktemp("services")
    with empty_postgres("deploy") as database:
        port = free_port()
        command = [*_command("redis"), "--bind", "127.0.0.1", "--port", str(port)]
        redis = Part("redis", command, folder=folder, env=image.env, port=port)
        given = {name: interpolated(value) for name, value in COMPOSE["services"]["web"]["environment"].items()}
        env = image.env | given | {"DATABASE_URL": database, "REDIS_URL": f"redis://127.0.0.1:{port}/0"}
        with redis:
            prepared = image.run(_command("prepare"), env)
            assert prepared.returncode == 0, prepared.stderr
            web = _part(image, "web", _command("web"), folder=folder, env=env, port=int(env["PORT"]))
            worker = _part(image, "worker", _command("worker"), folder=folder, env=env, says=" ready.")
            scheduler = _part(image, "scheduler", _command("scheduler"), folder=folder, env=env, says="beat: Starting")
            with web, worker, scheduler:
                yield Services(image, env, {"redis": redis, "web": web, "worker": worker, "scheduler": scheduler})


@pytest.mark.slow
def test_the_health_checks_find_every_service_well(services: Services):
    checked = {
        name for name, service in COMPOSE["services"].items() if not service.get("healthcheck", {}).get("disable")
    }
    assert checked == {"web", "worker", "postgres", "redis", "mailbox"}

    for name in sorted(checked - {"mailbox"}):
        wait_until(lambda name=name: services.is_healthy(name), what=f"a healthy {name}")


@pytest.mark.slow
def test_the_pages_come_through_the_proxy_with_their_files(services: Services):
    status, page = services.get("/welcome/")

    assert (status, "Rapport" in page) == (200, True)
    hashed = re.search(r'href="(/static/crm/rapport\.[0-9a-f]{12}\.css)"', page)
    assert hashed is not None
    assert services.get(hashed[1])[0] == 200


@pytest.mark.slow
def test_the_worker_does_what_the_scheduler_asks_for(services: Services):
    # At its start the worker asks for `outreach.sweep` by itself, so that job alone would prove nothing.
    wait_until(lambda: "outreach.pump" in services.heartbeats(), what="the scheduler's first jobs")

    wait_until(lambda: json.loads(services.get("/readyz")[1]) == {"status": "ok"}, what="readiness")


@pytest.mark.slow
def test_two_processes_tell_one_sum(services: Services):
    token = {"Authorization": f"Bearer {OPERATOR['METRICS_TOKEN']}"}
    line = re.compile(r'rapport_http_requests_total\{method="GET",route="account_login",status="\d+"\} ([\d.]+)')

    def counted() -> float:
        return sum(float(number) for number in line.findall(services.get("/prometheus", **token)[1]))

    before = counted()
    for _time in range(12):
        services.get("/accounts/login/")

    # Each answer comes from whichever process is free, so equal sums prove that both are in them.
    assert [counted() - before for _time in range(6)] == [12.0] * 6


@pytest.mark.slow
def test_each_service_writes_one_json_object_a_line(services: Services):
    for name in ("web", "worker", "scheduler"):
        whole, _end, _half = services.parts[name].words().rpartition("\n")  # it goes on writing meanwhile
        lines = [json.loads(line) for line in whole.splitlines()]
        assert {"time", "level", "logger", "message"} <= set.intersection(*(set(line) for line in lines))


@pytest.mark.slow
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_the_commands_of_a_unit_run(path: Path, services: Services, tmp_path: Path):
    service = unit(path)["Service"]
    settings = dict(pair.split("=", 1) for pair in shlex.split(service["Environment"]))
    # By plain http nothing is collected, which the image has shown already.
    here = {"DATA_DIR": str(tmp_path), "PORT": str(free_port()), "PUBLIC_URL": "http://127.0.0.1"}
    env = services.env | settings | here
    before, start = (shlex.split(service.get(name, "")) for name in ("ExecStartPre", "ExecStart"))
    installed = "/opt/rapport/.venv/bin"

    if before:
        prepared = services.image.run([part.replace(installed, str(BINARIES)) for part in before], env)
        assert prepared.returncode == 0, prepared.stderr
    command = [part.replace(installed, str(BINARIES)) for part in start]
    signs = {"rapport-web": {"port": int(env["PORT"])}, "rapport-worker": {"says": " ready."}}
    ready = signs.get(path.stem, {"says": "Sending due task"})
    with _part(services.image, path.stem, command, folder=tmp_path, env=env, **ready) as part:
        if "port" in ready:
            wait_until(lambda: get(part.port, "/livez")[0] == 200, what="a process behind the port")
        assert part.is_running
    assert part.process is not None
    assert part.process.returncode == 0
