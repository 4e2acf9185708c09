"""Ask whether the locked packages have known holes, and never take "could not be asked" for "none".

pip-audit ends with success also where it knows nothing: what its database does not answer is "skipped". So its
report is read, and this ends with 0 (all were asked, none has a known hole), 1 (holes) or 3 (could not be asked).
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-tools.txt")
CLEAN, HOLES, NOT_ASKED = 0, 1, 3
NAMED = 5


def ask(lock: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Nothing is resolved or installed: the lock names each package, its version and its hashes."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", lock, "--disable-pip", "--format", "json"]
    return subprocess.run(
        [*command, "--progress-spinner", "off", *options], cwd=ROOT, capture_output=True, text=True, check=False
    )


def verdict(lock: str, output: str, complaint: str = "") -> tuple[int, str]:
    """How it ends, and the sentences that say so."""
    try:
        packages: list[Mapping[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        reason = (complaint.strip().splitlines() or ["no reason given"])[-1]
        return NOT_ASKED, f"{lock}: the advisory database could not be asked, so nothing is known ({reason})."
    holes = [_hole(package, hole) for package in packages for hole in package.get("vulns", [])]
    skipped = [str(package["name"]) for package in packages if "skip_reason" in package]
    if holes:
        return HOLES, "\n".join([f"{lock}: {len(holes)} known holes.", *holes, *_unknown(skipped)])
    if skipped or not packages:
        few = ", ".join(skipped[:NAMED]) + (", ..." if len(skipped) > NAMED else "")
        words = "the advisory database could not be asked, so nothing is known"
        return NOT_ASKED, f"{lock}: {words} of {len(skipped)} of {len(packages)} packages ({few or 'none named'})."
    return CLEAN, f"{lock}: none of {len(packages)} packages has a known hole."


def _hole(package: Mapping[str, Any], hole: Mapping[str, Any]) -> str:
    mended = ", ".join(hole["fix_versions"]) or "no version"
    return f"{package['name']} {package['version']}: {hole['id']}, mended in {mended}"


def _unknown(skipped: list[str]) -> list[str]:
    return [f"Nothing is known of {len(skipped)} more."] if skipped else []


def main() -> int:
    ends = []
    for lock in LOCKS:
        asked = ask(lock)
        end, words = verdict(lock, asked.stdout, asked.stderr)
        print(words, flush=True)
        ends.append(end)
    # A hole that is known weighs more than a question that was not answered.
    return HOLES if HOLES in ends else max(ends)


if __name__ == "__main__":
    sys.exit(main())
