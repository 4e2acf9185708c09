"""Kill -9 at random points while mails leave, lose the broker's memory in the middle, and count what arrived.

    make drill-mail [MAILS=1000 KILLS=20 SEED=…]

Two workers and two schedulers on a PostgreSQL, a Redis and a mail server of the drill's own. Of each mail exactly one
copy must arrive; the only ones in doubt are those that were in flight at a kill, and Rapport must list them itself.
Exits 1 on a breach. The seed repeats the points of the kills, not the threads between them.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import redis

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.embedded import ROOT
from scripts.smtp_sink import accepted_ids
from scripts.stack import Part, Stack, running_stack, wait_until

SILENCE = 60  # seconds until a killed sender counts as dead; two minutes in real life
PATIENCE = 15 * 60
LAST_KILL_AT = 0.95  # of the mails


@dataclass
class Drill:
    """What was done to the senders, and what became of the mails."""

    mails: int
    seed: int
    kills: int = 0
    in_flight_at_kills: int = 0
    is_broker_emptied: bool = False
    seconds: float = 0
    states: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unknown: dict[str, bool] = field(default_factory=dict)
    """Each mail that Rapport lists as in doubt, with whether it arrived."""

    @property
    def breaches(self) -> list[str]:
        found = []
        if self.missing:
            found.append(f"{len(self.missing)} mails are missing: {', '.join(self.missing[:5])}")
        if self.doubled:
            found.append(f"{len(self.doubled)} mails came twice: {', '.join(self.doubled[:5])}")
        if len(self.unknown) > self.in_flight_at_kills:
            found.append(f"{len(self.unknown)} in doubt, but only {self.in_flight_at_kills} were in flight at a kill")
        return found


def drill(*, mails: int, kills: int, seed: int) -> Drill:
    result = Drill(mails, seed)
    chance = random.Random(seed)
    with running_stack(demo=False, workers=2, schedulers=2, more_env={"OUTREACH_SILENCE": str(SILENCE)}) as stack:
        began = time.monotonic()
        plan(stack, mails)
        points = sorted(chance.sample(range(1, max(int(mails * LAST_KILL_AT), kills + 2)), kills))
        for number, point in enumerate(points):
            if number == kills // 2:
                empty_broker(stack, result)
            kill_at(stack, point, chance, result)
        wait_until(lambda: not open_messages(stack), within=PATIENCE, what="the last mail")
        result.seconds = time.monotonic() - began
        judge(stack, result)
    return result


def plan(stack: Stack, mails: int) -> None:
    command = [sys.executable, "-m", "scripts.drills.mail_world", str(mails)]
    env = stack.running.env | {"DJANGO_SETTINGS_MODULE": "crm.settings"}
    subprocess.run(command, cwd=ROOT, env=env, check=True)


def kill_at(stack: Stack, point: int, chance: random.Random, result: Drill) -> None:
    """Once `point` mails have arrived, kill a worker that has one in flight, a moment later; start it again."""
    wait_until(lambda: len(accepted_ids(stack.mail)) >= point, within=PATIENCE, what=f"mail {point}")
    time.sleep(chance.uniform(0, 0.2))
    victim = busy_worker(stack) or chance.choice(stack.workers)
    pid = victim.process.pid if victim.process else 0
    victim.kill()
    result.kills += 1
    in_flight = "SELECT count(*) FROM outreach_sendslot WHERE message_id IS NOT NULL AND worker LIKE %s"
    result.in_flight_at_kills += int(ask(stack, in_flight, f"%:{pid}")[0][0])
    victim.launch()


def busy_worker(stack: Stack) -> Part | None:
    """A worker with a mail in flight, or at least with some claimed."""
    slots = ask(stack, "SELECT worker FROM outreach_sendslot ORDER BY message_id IS NULL, beat DESC")
    pids = [int(str(worker).rsplit(":", 1)[1]) for (worker,) in slots]
    by_pid = {part.process.pid: part for part in stack.workers if part.process and part.is_running}
    return next((by_pid[pid] for pid in pids if pid in by_pid), None)


def empty_broker(stack: Stack, result: Drill) -> None:
    with redis.Redis(port=stack.redis.port) as broker:
        broker.flushall()
    result.is_broker_emptied = True


def open_messages(stack: Stack) -> int:
    return int(ask(stack, "SELECT count(*) FROM outreach_message WHERE state IN ('pending', 'claimed')")[0][0])


def judge(stack: Stack, result: Drill) -> None:
    arrived = Counter(name.strip("<>").split("@")[0] for name in accepted_ids(stack.mail))
    rows = {str(uuid): str(state) for uuid, state in ask(stack, "SELECT uuid, state FROM outreach_message")}
    result.states = dict(Counter(rows.values()))
    result.doubled = [uuid for uuid, copies in arrived.items() if copies > 1]
    result.missing = [uuid for uuid, state in rows.items() if uuid not in arrived and state != "unknown"]
    result.unknown = {uuid: uuid in arrived for uuid, state in rows.items() if state == "unknown"}


def ask(stack: Stack, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(stack.running.env["DATABASE_URL"])) as database, database.cursor() as cursor:
        cursor.execute(sql, values or None)
        rows: list[tuple[object, ...]] = cursor.fetchall()
    return rows


def report(result: Drill) -> str:
    lines = {
        "seed": result.seed,
        "mails planned": result.mails,
        "kill -9": result.kills,
        "in flight at a kill": result.in_flight_at_kills,
        "broker emptied": "yes" if result.is_broker_emptied else "no",
        "seconds": round(result.seconds),
        **{f"state {state}": count for state, count in sorted(result.states.items())},
        "missing": len(result.missing),
        "doubled": len(result.doubled),
        "listed as unknown": len(result.unknown),
        **{f"  {uuid}": "arrived" if came else "did not arrive" for uuid, came in result.unknown.items()},
    }
    return "\n".join(f"{name:<40} {value}" for name, value in lines.items())


def main() -> int:
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(2**32))
    result = drill(mails=int(os.environ.get("MAILS") or 1000), kills=int(os.environ.get("KILLS") or 20), seed=seed)
    print(report(result))
    for breach in result.breaches:
        print(f"BREACH: {breach}")
    return 1 if result.breaches else 0


if __name__ == "__main__":
    raise SystemExit(main())
