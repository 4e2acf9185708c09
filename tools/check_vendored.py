"""Refuse vendored files and built data that differ from the lock, icons that differ from their list, hosts in locks."""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDORED = ROOT / "crm" / "static" / "vendored"
SPRITE = ROOT / "crm" / "static" / "crm" / "icons.svg"
SYMBOL = re.compile(r'<symbol id="i-([a-z0-9-]+)"')
OWN = {"README.md", "vendor.lock.json"}


def changed_files(lock: dict[str, dict]) -> Iterator[str]:
    known = {f"{name}/{file}": digest for name, entry in lock.items() for file, digest in entry["sha256"].items()}
    present = {path.relative_to(VENDORED).as_posix() for path in VENDORED.rglob("*") if path.is_file()} - OWN
    yield from (f"{file} is missing" for file in sorted(known.keys() - present))
    yield from (f"{file} is in no lock" for file in sorted(present - known.keys()))
    for file in sorted(known.keys() & present):
        if hashlib.sha256((VENDORED / file).read_bytes()).hexdigest() != known[file]:
            yield f"{file} was changed by hand; change tools/vendor.json and run make vendor"


def changed_data(lock: dict[str, dict]) -> Iterator[str]:
    built = {file: digest for entry in lock.values() for file, digest in entry.get("built", {}).items()}
    for file, digest in sorted(built.items()):
        if hashlib.sha256((ROOT / file).read_bytes()).hexdigest() != digest:
            yield f"{file} was changed by hand; run make vendor"


def changed_icons() -> Iterator[str]:
    lines = (ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").splitlines()
    wanted = {line.partition("=")[0].strip() for line in lines if line.strip() and not line.startswith("#")}
    drawn = set(SYMBOL.findall(SPRITE.read_text(encoding="utf-8")))
    yield from (f"the sprite and tools/icons.txt differ in {name}" for name in sorted(wanted ^ drawn))


def hosts_in_locks() -> Iterator[str]:
    for lock in [*ROOT.glob("requirements*.txt"), VENDORED / "vendor.lock.json"]:
        if "://" in lock.read_text(encoding="utf-8"):
            yield f"{lock.name} names a host"


if __name__ == "__main__":
    locked = json.loads((VENDORED / "vendor.lock.json").read_text(encoding="utf-8"))
    found = [*changed_files(locked), *changed_data(locked), *changed_icons(), *hosts_in_locks()]
    sys.exit("\n".join(found) or None)
