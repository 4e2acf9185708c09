"""Kill -9 the job that reads a mailbox at random points, and count what stands on the timelines.

    make drill-mailbox [MAILS=1000 KILLS=50 SEED=… DATABASE=postgres://…]

A real IMAP server of the drill's own, and an embedded database unless another one is named, which must be empty. Each
mail must be kept once and be one entry of its customer's timeline; nothing may be marked on the server. Exits 1 on a
breach. The seed repeats the points of the kills.
"""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg2

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.environment import ROOT, without_settings
from scripts.imap_server import ImapServer, imap_server

AUTHSERV_ID = "mx.drill.example"
CUSTOMERS = 50
# Longer than a dead worker holds a mailbox.
LATER = timedelta(minutes=11)
PATIENCE = 15 * 60
LAST_KILL_AT = 0.95  # of the mails
KEPT = "SELECT count(*) FROM mailbox_receivedmail"


@dataclass
class Drill:
    """What was done to the job, and what became of the mails."""

    mails: int
    seed: int
    kills: int = 0
    seconds: float = 0
    kept_at_kills: list[int] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    entries: int = 0
    misplaced: int = 0
    marked: int = 0

    @property
    def breaches(self) -> list[str]:
        found = []
        if self.missing:
            found.append(f"{len(self.missing)} mails are missing: {', '.join(self.missing[:5])}")
        if self.doubled:
            found.append(f"{len(self.doubled)} mails are kept twice: {', '.join(self.doubled[:5])}")
        if self.entries != self.mails or self.misplaced:
            found.append(f"{self.entries} entries for {self.mails} mails, {self.misplaced} on no or a wrong timeline")
        if self.marked:
            found.append(f"{self.marked} mails are marked on the server")
        return found


@dataclass(frozen=True)
class House:
    """The environment of the job, and where its database is asked from outside."""

    env: dict[str, str]
    server: ImapServer

    def run(self, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "scripts.drills.mailbox_world", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=self.env)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        url = self.env.get("DATABASE_URL")
        path = Path(self.env["DATA_DIR"]) / "rapport.sqlite3"
        with closing(psycopg2.connect(url) if url else sqlite3.connect(path, timeout=60)) as database:
            cursor = database.cursor()
            cursor.execute(sql)
            return list(cursor.fetchall())


def address_of(number: int) -> str:
    return f"p{number}@customer.example"


def id_of(number: int) -> str:
    return f"<{number}@customer.example>"


def drill(*, mails: int, kills: int, seed: int, database: str = "") -> Drill:
    result = Drill(mails, seed)
    chance = random.Random(seed)
    with house(database) as found:
        fill(found, mails)
        began, moment = time.monotonic(), datetime.now(UTC)
        for point in sorted(chance.sample(range(1, max(int(mails * LAST_KILL_AT), kills + 2)), kills)):
            kill_at(found, point, moment, chance, result)
            moment += LATER
        if found.run("read", moment.isoformat()).wait(PATIENCE):
            raise RuntimeError("The last reading failed.")
        result.seconds = time.monotonic() - began
        judge(found, result)
    return result


@contextmanager
def house(database: str) -> Iterator[House]:
    data = Path(tempfile.mkdtemp(prefix="rapport-drill-"))
    try:
        with imap_server() as server:
            env = without_settings(os.environ) | {
                "DATA_DIR": str(data),
                "DJANGO_SETTINGS_MODULE": "crm.settings",
                "SECRET_KEY": "only-for-drills-" + "x" * 50,
                "MAILBOX_HOSTS": "127.0.0.1",
                "SSL_CERT_FILE": str(server.certificate),
            }
            env |= {"DATABASE_URL": database} if database else {}
            subprocess.run([sys.executable, "scripts/prepare.py"], cwd=ROOT, env=env, check=True, capture_output=True)
            yield House(env, server)
    finally:
        shutil.rmtree(data, ignore_errors=True)


def fill(found: House, mails: int) -> None:
    if found.run("make", str(found.server.port), str(CUSTOMERS)).wait(PATIENCE):
        raise RuntimeError("The world of the drill could not be made.")
    for number in range(mails):
        found.server.deliver(
            f"Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from=customer.example\r\n"
            f"Received: from out.example by {AUTHSERV_ID}; {number}\r\n"
            f"From: {address_of(number % CUSTOMERS)}\r\nTo: alice@drill.example\r\nSubject: Mail {number}\r\n"
            f"Message-ID: {id_of(number)}\r\n\r\nWords of mail {number}\r\n".encode()
        )


def kill_at(found: House, point: int, moment: datetime, chance: random.Random, result: Drill) -> None:
    """Once `point` mails are kept, kill the job a moment later, wherever it is then."""
    job = found.run("read", moment.isoformat())
    deadline = time.monotonic() + PATIENCE
    while job.poll() is None and found.ask(KEPT)[0][0] < point:
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited in vain for mail {point}.")
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.03))
    is_at_work = job.poll() is None
    job.kill()
    job.wait()
    result.kills += is_at_work
    result.kept_at_kills.append(int(found.ask(KEPT)[0][0]))


def judge(found: House, result: Drill) -> None:
    rows = found.ask("SELECT message_id, count(*) FROM mailbox_receivedmail GROUP BY message_id")
    kept = {str(message_id): int(count) for message_id, count in rows}
    result.missing = [id_of(number) for number in range(result.mails) if id_of(number) not in kept]
    result.doubled = [message_id for message_id, count in kept.items() if count > 1]
    ((result.entries,),) = found.ask("SELECT count(*) FROM interactions_interaction WHERE source LIKE 'mail/%'")
    ((result.misplaced,),) = found.ask(
        "SELECT count(*) FROM mailbox_receivedmail mail LEFT JOIN interactions_interaction entry "
        "ON entry.id = mail.entry_id LEFT JOIN contacts_contactpoint point ON point.contact_id = entry.contact_id "
        "WHERE point.normalised IS NULL OR point.normalised <> mail.sender"
    )
    result.marked = sum(":2," in name and not name.endswith(":2,") for name in found.server.files())


def report(result: Drill) -> str:
    lines = {
        "seed": result.seed,
        "mails": result.mails,
        "kill -9 while it read": result.kills,
        "kept at the kills": ", ".join(map(str, result.kept_at_kills)),
        "seconds": round(result.seconds),
        "entries on timelines": result.entries,
        "missing": len(result.missing),
        "doubled": len(result.doubled),
        "on no or a wrong timeline": result.misplaced,
        "marked on the server": result.marked,
    }
    return "\n".join(f"{name:<40} {value}" for name, value in lines.items())


def main() -> int:
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(2**32))
    mails, kills = int(os.environ.get("MAILS") or 1000), int(os.environ.get("KILLS") or 50)
    result = drill(mails=mails, kills=kills, seed=seed, database=os.environ.get("DATABASE", ""))
    print(report(result))
    for breach in result.breaches:
        print(f"BREACH: {breach}")
    return 1 if result.breaches else 0


if __name__ == "__main__":
    raise SystemExit(main())
