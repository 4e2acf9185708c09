"""The web servers under measurement, and what the kernel says of their workers."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from scripts.environment import ROOT, without_settings
from scripts.ports import free_port
from scripts.stack import Part

WORKERS = 2
NANOSECONDS = 1_000_000_000


@dataclass(frozen=True)
class Server:
    """One gunicorn on loopback."""

    name: str
    port: int
    pid: int

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def cpu_seconds(self) -> float:
        """What all threads of the workers have used so far, by the scheduler's own count."""
        threads = [task for pid in self.workers() for task in Path(f"/proc/{pid}/task").iterdir()]
        return sum(int((task / "schedstat").read_text().split()[0]) for task in threads) / NANOSECONDS

    def memory_mb(self) -> dict[str, float]:
        """Of one worker, on average: what it has in memory, and that with shared pages divided by their users."""
        found: dict[str, list[int]] = {"Rss": [], "Pss": []}
        for pid in self.workers():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                name, _colon, rest = line.partition(":")
                if name in found:
                    found[name].append(int(rest.split()[0]))
        return {name.lower(): round(mean(values) / 1024, 1) for name, values in found.items()}


def environment(database_url: str, folder: Path) -> dict[str, str]:
    """What an operator sets; nothing of a developer's shell beside the addresses of the services."""
    kept = without_settings(os.environ)
    if redis := os.environ.get("REDIS_URL"):
        kept["REDIS_URL"] = redis
    return kept | {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "SECRET_KEY": "only-for-the-bench-" + "x" * 50,
        "DEBUG": "0",
        "REQUIRE_TWO_FACTOR": "0",
        "REQUIRE_STEP_UP": "0",
        "LOG_LEVEL": "WARNING",
        "WEB_CONCURRENCY": str(WORKERS),
    }


@contextmanager
def serving(name: str, settings: str, env: Mapping[str, str]) -> Iterator[Server]:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
        own = {**env, "DJANGO_SETTINGS_MODULE": settings, "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"}
        own["PROMETHEUS_MULTIPROC_DIR"] = folder
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
        with Part(name, command, folder=Path(folder), env=own, port=port) as part:
            assert part.process is not None
            server = Server(name, port, part.process.pid)
            while len(server.workers()) < WORKERS:
                time.sleep(0.1)
            yield server


def manage(env: Mapping[str, str], *arguments: str) -> str:
    return run(env, "manage.py", *arguments)


def run(env: Mapping[str, str], *arguments: str) -> str:
    """What a Python of its own prints, in Rapport's settings; one that fails ends the bench."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}: {done.stderr or done.stdout}")
    return done.stdout
