"""Refuse a tree that holds a secret: a key, a token, a password that would open something.

What only looks like one is told apart here, each kind with its reason; a single line may say
`# pragma: allowlist secret`.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.settings import default_settings

ROOT = Path(__file__).resolve().parent.parent
# Pictures and fonts hold no text, vCards hold pictures, catalogues hold sentences; the other two are lists of hashes
# that stand beside what they are the hashes of, and have checks of their own.
NOT_READ = re.compile(r"\.(?:png|svg|woff2|po|mo|css|vcf)$|^requirements.*\.txt$|^crm/static/vendored/|\.lock\.json$")
HARMLESS = (
    re.compile(r"only-for-"),  # begins each key that serves a test, a drill or a measurement
    re.compile(r"rapport-demo-2026"),  # the demo world tells everybody its password
    re.compile(r":password@"),  # documentation says with it where a password stands
    re.compile(r"\$[({]|\$DATA_DIR|export SECRET_KEY$"),  # the shell fills it in
    re.compile(r"secret=\"password\""),  # names the class of a column
    re.compile(r"\"staff(?:\.\w+)+\""),  # names a class of ours
    re.compile(r"_password\": \"\d+/m/ip"),  # how often may be asked
)
# The detectors take seconds for what holds nothing; lines without a long word, an address with a password in it or a
# telling name cannot hold a secret.
PLAUSIBLE = re.compile(
    r"""["'][^"'\s]{16,}["']|(?=\S*\d)[\w+/=-]{20,}|://\S+:\S+@|-----BEGIN|pass|secret|token|api_?key|_key\b|pwd|credential""",
    re.IGNORECASE,
)
# Tests make up the passwords of people whom they make up; all else that looks like a secret is refused there too.
MADE_UP = ("Secret Keyword",)


def tracked(root: Path) -> Iterator[str]:
    """The files that git knows or would take; without git's folder all of them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return (name for name in listed.stdout.splitlines() if not NOT_READ.search(name) and (root / name).is_file())


def findings(root: Path, names: list[str]) -> Iterator[str]:
    """One sentence for each line that holds what looks like a secret; the secret itself is not repeated."""
    with tempfile.TemporaryDirectory() as scratch, default_settings():
        for name in names:
            numbers, lines = _plausible(root / name)
            if lines:
                yield from _findings(Path(scratch), name, numbers, lines)


def _plausible(path: Path) -> tuple[list[int], list[str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return [], []
    kept = [(number, line) for number, line in enumerate(lines, 1) if PLAUSIBLE.search(line)]
    return [number for number, _line in kept], [line for _number, line in kept]


def _findings(scratch: Path, name: str, numbers: list[int], lines: list[str]) -> Iterator[str]:
    # The ending tells the detectors how a language writes its strings.
    copy = scratch / f"lines{Path(name).suffix}"
    copy.write_text("\n".join(lines), encoding="utf-8")
    collection = SecretsCollection()
    collection.scan_file(str(copy))
    for _file, found in collection:
        line = lines[found.line_number - 1]
        is_made_up = name.startswith("tests/") and found.type in MADE_UP
        if not is_made_up and not any(known.search(line) for known in HARMLESS):
            yield f"{name}:{numbers[found.line_number - 1]}: looks like a secret ({found.type})"


def main() -> int:
    found = list(findings(ROOT, list(tracked(ROOT))))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
