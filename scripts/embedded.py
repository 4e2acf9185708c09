"""Start Rapport the way `make run` does, in a data folder that goes when it stops: for pictures and browser tests."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from scripts.environment import ROOT, without_settings
from scripts.ports import free_port

CHROMIUM = Path("/usr/bin/chromium")
START_WITHIN = 300
STOP_WITHIN = 30


class DidNotStart(RuntimeError):
    """The server did not answer; the message holds what it printed."""


@dataclass(frozen=True)
class Running:
    """A started Rapport: its address and its data folder."""

    url: str
    data_dir: Path
    env: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run manage.py beside the server, as an operator would; return what it printed."""
        command = [str(ROOT / ".venv/bin/python"), "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr or done.stdout}")
        return done.stdout


@contextmanager
def running(
    *, demo: bool = True, host: str = "127.0.0.1", more_env: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Start everything, with the demo world or empty, wait for the sign-in page; at the end stop it all by Ctrl-C."""
    data_dir = Path(tempfile.mkdtemp(prefix="rapport-embedded-"))
    port = free_port()
    env = without_settings(os.environ) | {"PORT": str(port), "DATA_DIR": str(data_dir), "DEMO": str(int(demo))}
    url = f"http://{host}:{port}"
    env |= {"PUBLIC_URL": url, **(more_env or {})}
    log = data_dir / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["scripts/run.sh"], cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_for(url, process, log)
            yield Running(url, data_dir, env | {"DEBUG": "1", "PUBLIC_URL": url})
        finally:
            _stop(process)
            shutil.rmtree(data_dir, ignore_errors=True)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{url}/accounts/login/", timeout=10):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise DidNotStart(log.read_text(errors="replace")[-4000:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C to the whole group, as a terminal sends it; what has not gone by then is ended."""
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
