"""Fill an embedded database, move it to PostgreSQL as an operator does, and prove from outside that all arrived.

make drill-move [CONTACTS=200] [INTERACTIONS=…] [PURCHASES=…]; exits 1 where a promise does not hold.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.drills.raw import compare_texts
from scripts.environment import ROOT, without_settings
from scripts.stack import Postgres

DATABASE = "rapport.sqlite3"
MAY_SEND = "from outreach.installation import may_send_from_here; print(may_send_from_here())"
# The one value that the move is to change: which installation may send.
RENAMED = "outreach_installation 1"
LONG_AGO = "2020-01-01 00:00:00"


@dataclass(frozen=True)
class Finding:
    """One promise, what was seen of it, and whether it held."""

    promise: str
    seen: str
    held: bool


class Operator:
    """Somebody at the machine where the embedded Rapport lives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / DATABASE
        own = {"DATA_DIR": str(folder), "SECRET_KEY": "only-for-drills-" + "x" * 50, "LOG_LEVEL": "ERROR"}
        self.environment = without_settings(os.environ) | own | {"PYTHONPATH": str(ROOT)}

    def run(self, *arguments: str, **more: str) -> str:
        """What the command printed; it must succeed."""
        done = self._start(arguments, more)
        output, errors = done.communicate()
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {errors[-4000:]}")
        return output.strip()

    def manage(self, *arguments: str, **more: str) -> str:
        return self.run("manage.py", *arguments, **more)

    def move(self, url: str) -> tuple[int, str, float, int]:
        """The move's exit code, what it printed, its seconds, and the most memory that it held, in MB."""
        began = time.monotonic()
        with (self.folder / "move.log").open("w+") as log:
            moving = self._start(("scripts/move_to_postgres.py",), {"TO": url}, output=log)
            _pid, status, used = os.wait4(moving.pid, 0)
            moving.returncode = os.waitstatus_to_exitcode(status)
            log.seek(0)
            return moving.returncode, log.read(), time.monotonic() - began, used.ru_maxrss // 1024

    def _start(
        self, arguments: tuple[str, ...], more: dict[str, str], output: IO[str] | None = None
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment | more,
            stdout=output or subprocess.PIPE,
            stderr=subprocess.STDOUT if output else subprocess.PIPE,
            text=True,
        )

    def fall_silent(self) -> None:
        """As if the worker had been stopped some time ago."""
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute("UPDATE outreach_heartbeat SET at = ?", [LONG_AGO])


def fill(operator: Operator, *sizes: str) -> None:
    """The demo world, hostile text, and a worker that has run."""
    for arguments in (("migrate", "-v0"), ("load_demo", *sizes)):
        operator.manage(*arguments, DEBUG="1")
    operator.run("-m", "scripts.drills.hostile")
    operator.manage("run_due", "--json")


def drill(operator: Operator, url: str) -> list[Finding]:
    """Move the filled database and look at both sides."""
    code, said, _seconds, _memory = operator.move(url)
    refused = code == 1 and "sign of life" in said
    findings = [Finding("refused while the worker runs", said.strip().splitlines()[-1][:60], refused)]
    operator.fall_silent()
    books = operator.manage("ledger_verify", "--json")
    code, said, seconds, memory = operator.move(url)
    print(said)
    findings.append(Finding("moved and compared by the move itself", f"{seconds:.0f} s, {memory} MB", code == 0))
    return findings if code else findings + _look(operator, url, books)


def _look(operator: Operator, url: str, books: str) -> list[Finding]:
    tally = compare_texts(operator.database, url)
    others = [row for row in tally.differences if row != RENAMED]
    seen = ", ".join(others) or f"{tally.rows:,} rows, {tally.strings:,} values in {tally.tables} tables"
    verified = operator.manage("ledger_verify", "--json", DATABASE_URL=url)
    ask = ("shell", "-v", "0", "-c", MAY_SEND)
    old, new = operator.manage(*ask), operator.manage(*ask, DATABASE_URL=url)
    again, said, _seconds, _memory = operator.move(url)
    return [
        Finding("equal counts and strings, by the drivers alone", seen, not others),
        Finding("the sender's name alone is new", ", ".join(tally.differences), tally.differences == [RENAMED]),
        Finding("ledger_verify clean, same figures", verified[:60], books == verified and '"ok": true' in verified),
        Finding("the new database may send, the old one not", f"{new}, {old}", (new, old) == ("True", "False")),
        Finding("a second move is refused", said.strip().splitlines()[-1][:60], again == 1),
    ]


def report(findings: list[Finding]) -> int:
    for finding in findings:
        print(f"{'ok    ' if finding.held else 'BROKEN'} {finding.promise:50} {finding.seen}")
    return 0 if all(finding.held for finding in findings) else 1


def main(*sizes: str) -> int:
    with tempfile.TemporaryDirectory(prefix="rapport-move-") as folder, Postgres(Path(folder)) as server:
        operator = Operator(Path(folder))
        began = time.monotonic()
        fill(operator, *sizes)
        size = operator.database.stat().st_size / 1_000_000
        print(f"Filled an embedded database of {size:.0f} MB in {time.monotonic() - began:.0f} s.\n", flush=True)
        return report(drill(operator, server.create_database()))


if __name__ == "__main__":
    wanted = {name: os.environ.get(name.upper()) for name in ("contacts", "interactions", "purchases")}
    sys.exit(main(*(f"--{name}={size}" for name, size in wanted.items() if size)))
