"""Measure Rapport against a floor of hand-written SQL, on the same rows, in the same run; see docs/bench.md.

python -m bench [--contacts 100000] [--interactions 1000000] [--database postgres://…]
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import jobs
from bench.client import Browser, signed_in
from bench.pages import compare, pairs_for
from bench.report import report
from bench.servers import Server, environment, serving
from bench.store import connected, facts, lay_floor, load, make_database
from demo.sign_ins import PASSWORD

SERVER = os.environ.get("RAPPORT_POSTGRES") or "postgres://postgres@127.0.0.1:5432"
COLLEAGUES = {"alice (account manager)": "alice@rapport.example", "lead (team lead)": "lead@rapport.example"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--interactions", type=int, help="ten for each contact")
    parser.add_argument("--purchases", type=int, help="three for each contact")
    parser.add_argument("--database", help="made and loaded where it is missing, else used as it stands")
    parser.add_argument("--fresh", action="store_true", help="drop the database first")
    parser.add_argument("--requests", type=int, default=25, help="for each page and side, after the warm-up (25)")
    parser.add_argument("--import-rows", type=int, default=10_000, help="people to import (10000); 0 leaves it out")
    parser.add_argument("--messages", type=int, default=1_000, help="mails to send (1000); 0 leaves it out")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all figures there")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    url = options.database or f"{SERVER}/rapport_bench_{options.contacts}"
    sizes = {
        "contacts": options.contacts,
        "interactions": options.interactions or 10 * options.contacts,
        "purchases": options.purchases or 3 * options.contacts,
    }
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
        env = environment(url, Path(folder))
        _say(f"Preparing {url} …")
        make_database(url, fresh=options.fresh)
        seconds = load(url, env, sizes)
        lay_floor(url, env)
        result = measure(url, env, options) | {"load_seconds": seconds}
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")
    print(report(result))


def measure(url: str, env: Mapping[str, str], options: argparse.Namespace) -> dict[str, Any]:
    told = facts(url)
    with ExitStack() as stack:
        floor = stack.enter_context(serving("floor", "bench.floor_settings", env))
        rapport = stack.enter_context(serving("rapport", "bench.settings", env))
        cursor = stack.enter_context(connected(url))
        browsers = {who: signed_in(rapport.port, email, PASSWORD) for who, email in COLLEAGUES.items()}
        pages = {who: _pages(cursor, who, browsers[who], floor, rapport, options) for who in COLLEAGUES}
        memory = {side.name: side.memory_mb() for side in (floor, rapport)}
        done = list(_jobs(cursor, env, options))
    return {
        "on": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "facts": told,
        "pages": pages,
        "memory": memory,
        "jobs": done,
    }


def _pages(
    cursor: Any, who: str, browser: Browser, floor: Server, rapport: Server, options: argparse.Namespace
) -> list[dict[str, Any]]:
    # The floor knows the same session: one database, one secret key.
    sides = [(floor, Browser(floor.port, browser.cookies)), (rapport, browser)]
    rows = []
    for pair in pairs_for(cursor, COLLEAGUES[who]):
        _say(f"{who}: {pair.name} …")
        rows.append(compare(pair, sides, options.requests))
    return rows


def _jobs(cursor: Any, env: Mapping[str, str], options: argparse.Namespace) -> Any:
    if options.import_rows:
        _say("importing …")
        yield from jobs.importing(env, cursor, options.import_rows)
        yield jobs.importing_embedded(env, options.import_rows)
    _say("sweeping birthdays …")
    yield jobs.sweeping(env)
    _say("lights …")
    yield from jobs.lights(env)
    _say("finding a time to meet …")
    yield from jobs.meeting(env)
    if options.messages:
        _say("sending …")
        yield jobs.sending(env, options.messages)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
