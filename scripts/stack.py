"""Rapport as teams run it, of real processes on free ports: PostgreSQL, Redis, a mail server, web, workers, schedulers.

For browser tests and drills. Every part can be stopped, killed and started again; its log is kept in the folder:

    with running_stack(demo=True, workers=2, schedulers=2) as stack:
        stack.redis.stop()
        stack.workers[0].kill()
        stack.running.manage("run_due")
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from scripts.embedded import DidNotStart, Running
from scripts.environment import ROOT, without_settings
from scripts.ports import free_port

READY_WITHIN = 300
STOP_WITHIN = 120
DATABASE = "rapport"


class Missing(RuntimeError):
    """A server program is not installed; the message names it."""


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: Callable[[], bool], *, within: float = READY_WITHIN, what: str = "it") -> None:
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {within:.0f} s in vain for {what}.")
        time.sleep(0.05)


class Part:
    """One server as a process group of its own. It is ready when it listens, or when its log says so."""

    stop_signal = signal.SIGTERM

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        folder: Path,
        env: Mapping[str, str],
        port: int = 0,
        says: str = "",
        user: str | None = None,
    ) -> None:
        self.name, self.command, self.env, self.user = name, list(command), dict(env), user
        self.port, self.says = port, says
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._from = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start the process and wait until it is ready."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Start the process without waiting for it."""
        self._from = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
            )

    def wait_until_ready(self) -> None:
        wait_until(lambda: self._is_ready() or not self.is_running, what=self.name)
        if not self.is_running:
            raise DidNotStart(f"{self.name}: {self.words()[-4000:]}")

    def _is_ready(self) -> bool:
        return listens(self.port) if self.port else self.says in self.words()

    def words(self) -> str:
        """What the log says since the last start."""
        return self.log.read_bytes()[self._from :].decode(errors="replace")

    def stop(self) -> None:
        """Ask it to end, as an operator would; what has not gone in time is killed."""
        if self.process is None or not self.is_running:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """kill -9, with all its children."""
        if self.process is not None and self.is_running:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()


class Postgres(Part):
    """A PostgreSQL cluster of its own, in a folder of its own: the server refuses to run as root."""

    stop_signal = signal.SIGINT  # the fast way: it ends the sessions instead of waiting for them

    def __init__(self, folder: Path) -> None:
        self.bin = postgres_binaries()
        self.port = free_port()
        user = "postgres" if os.getuid() == 0 else None
        self.home = Path(tempfile.mkdtemp(prefix="rapport-postgres-"))
        if user:
            os.chown(self.home, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        data = str(self.home / "data")
        made = [str(self.bin / "initdb"), "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        _run([*made, "--locale=C.UTF-8"], user=user)
        # A drill stops the server, never the machine, so nothing is lost without fsync.
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.home), "fsync": "off"}
        command = [str(self.bin / "postgres"), "-D", data, "-p", str(self.port)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        super().__init__("postgres", command, folder=folder, env=os.environ, port=self.port, user=user)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _is_ready(self) -> bool:
        asked = [str(self.bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0

    def create_database(self, name: str = DATABASE) -> str:
        """Make an empty database and return its URL."""
        _run([str(self.bin / "createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name])
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"


def postgres_binaries() -> Path:
    """The folder of initdb and postgres; Debian keeps the server's programs off the path, a version a folder."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise Missing("PostgreSQL's server programs (initdb, postgres) are not installed.")
    return found[-1].parent


def _run(command: Sequence[str], user: str | None = None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, user=user, cwd="/", check=False)
    if done.returncode:
        raise DidNotStart(f"{Path(command[0]).name}: {done.stderr}")


def redis_part(folder: Path) -> Part:
    """A Redis that keeps nothing: after a stop it comes back empty."""
    program = shutil.which("redis-server")
    if program is None:
        raise Missing("redis-server is not installed.")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    return Part("redis", command, folder=folder, env=os.environ, port=port)


def smtp_part(folder: Path, mail: Path) -> Part:
    """A mail server that keeps each accepted mail in the folder `mail`."""
    port = free_port()
    command = [sys.executable, "-m", "scripts.smtp_sink", "--port", str(port), "--folder", str(mail)]
    return Part("smtp", command, folder=folder, env=os.environ, port=port)


def web_part(folder: Path, env: Mapping[str, str], port: int, workers: int = 2) -> Part:
    command = [sys.executable, "-m", "gunicorn", "crm.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", "4"]
    return Part("web", command, folder=folder, env=env, port=port)


def worker_part(folder: Path, env: Mapping[str, str], name: str = "worker") -> Part:
    command = [*_celery(), "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "info"]
    return Part(name, [*command, "--hostname", f"{name}@%h"], folder=folder, env=env, says=" ready.")


def scheduler_part(folder: Path, env: Mapping[str, str], name: str = "scheduler") -> Part:
    command = [*_celery(), "beat", "--loglevel", "info", "--schedule", str(folder / f"{name}.schedule")]
    return Part(name, command, folder=folder, env=env, says="beat: Starting")


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "--quiet", "-A", "crm"]


@dataclass
class Stack:
    """All parts of a running Rapport, and Rapport itself as the browser tests know it."""

    running: Running
    postgres: Postgres
    redis: Part
    smtp: Part
    web: Part
    workers: list[Part] = field(default_factory=list)
    schedulers: list[Part] = field(default_factory=list)

    @property
    def mail(self) -> Path:
        """Where the mail server keeps what it accepted."""
        return self.running.data_dir / "mail"


@contextmanager
def running_stack(
    *, demo: bool = True, workers: int = 1, schedulers: int = 1, more_env: Mapping[str, str] | None = None
) -> Iterator[Stack]:
    """Start every part, wait until each is ready, and stop them all at the end; the folder goes too."""
    folder = Path(tempfile.mkdtemp(prefix="rapport-stack-"))
    try:
        with ExitStack() as parts:
            yield _start(parts, folder, demo, workers, schedulers, more_env or {})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(
    parts: ExitStack, folder: Path, demo: bool, workers: int, schedulers: int, more_env: Mapping[str, str]
) -> Stack:
    postgres = parts.enter_context(Postgres(folder))
    redis = parts.enter_context(redis_part(folder))
    smtp = parts.enter_context(smtp_part(folder, folder / "mail"))
    port = free_port()
    env = environment(folder, postgres.create_database(), redis.port, smtp.port, port) | dict(more_env)
    running = Running(f"http://127.0.0.1:{port}", folder, env | {"DEBUG": "1"})
    _prepare(running, demo=demo)
    return Stack(
        running,
        postgres,
        redis,
        smtp,
        parts.enter_context(web_part(folder, env, port)),
        [parts.enter_context(worker_part(folder, env, f"worker{number}")) for number in range(1, workers + 1)],
        [parts.enter_context(scheduler_part(folder, env, f"scheduler{number}")) for number in range(1, schedulers + 1)],
    )


def environment(folder: Path, database_url: str, redis_port: int, smtp_port: int, web_port: int) -> dict[str, str]:
    """What an operator would set, and nothing that a developer's shell or a test run has set."""
    return without_settings(os.environ) | {
        "DATABASE_URL": database_url,
        "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "PUBLIC_URL": f"http://127.0.0.1:{web_port}",
        "DATA_DIR": str(folder),
        "SECRET_KEY": "only-for-drills-" + "x" * 50,
        "DEBUG": "0",
        "REQUIRE_TWO_FACTOR": "0",
        "REQUIRE_STEP_UP": "0",
        "PYTHONUNBUFFERED": "1",
    }


def _prepare(running: Running, *, demo: bool) -> None:
    command = [sys.executable, "scripts/prepare.py", *(["--demo"] if demo else [])]
    done = subprocess.run(command, cwd=ROOT, env=running.env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DidNotStart(done.stderr or done.stdout)
