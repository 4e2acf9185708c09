"""Refuse functions over 40 lines and files over 400, unless a comment `# long: reason` stands beside.

The comment stands on the line of the `def`, or for a file on one of its first three lines.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTION_LINES = 40
FILE_LINES = 400
REASON = "# long: "


def python_files() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / name for name in listed.stdout.splitlines() if "/migrations/" not in name)
    return (path for path in paths if path.exists())


def findings(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    name = path.relative_to(ROOT)
    if len(lines) > FILE_LINES and not any(line.startswith(REASON) for line in lines[:3]):
        yield f"{name}: {len(lines)} lines"
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.end_lineno is None:
            continue
        length = node.end_lineno - node.lineno + 1
        if length > FUNCTION_LINES and REASON not in lines[node.lineno - 1]:
            yield f"{name}:{node.lineno}: {node.name} has {length} lines"


if __name__ == "__main__":
    found = [finding for path in python_files() for finding in findings(path)]
    sys.exit("\n".join(found) or None)
