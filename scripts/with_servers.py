"""Run a command with a PostgreSQL and a Redis for tests, named in RAPPORT_POSTGRES and RAPPORT_REDIS.

What answers at those addresses, or else at the standard ports, is used. What is missing is started from the installed
programs, in a folder of its own on a free port, and ends with the command. What is not installed stays unnamed.

    python -m scripts.with_servers scripts/suites.sh
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from scripts.stack import Missing, Postgres, redis_part
from tests.services import POSTGRES, REDIS, postgres_answers, redis_answers


def postgres(parts: ExitStack, folder: Path) -> str:
    if postgres_answers():
        return POSTGRES
    return f"postgres://postgres@127.0.0.1:{parts.enter_context(Postgres(folder)).port}"


def redis(parts: ExitStack, folder: Path) -> str:
    if redis_answers():
        return REDIS
    return f"redis://127.0.0.1:{parts.enter_context(redis_part(folder)).port}/0"


def run(command: list[str]) -> int:
    """Run the command; return its exit code."""
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="rapport-servers-")))
        env = {name: value for name, value in os.environ.items() if name not in ("RAPPORT_POSTGRES", "RAPPORT_REDIS")}
        for name, find in (("RAPPORT_POSTGRES", postgres), ("RAPPORT_REDIS", redis)):
            try:
                env[name] = find(parts, folder)
            except Missing as missing:
                print(missing, file=sys.stderr)
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
