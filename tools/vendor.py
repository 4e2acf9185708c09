"""Fetch the front-end libraries and data named in vendor.json; build the icon sprite and CLDR's patterns of names.

Run it after changing either file; the result is committed, so a fresh machine needs no npm.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tools import person_names

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "tools" / "vendor.json"
ICON_LIST = ROOT / "tools" / "icons.txt"
VENDORED = ROOT / "crm" / "static" / "vendored"
SPRITE = ROOT / "crm" / "static" / "crm" / "icons.svg"
LOCK = VENDORED / "vendor.lock.json"

# Manifest storage looks for the map and fails, so the comment goes.
SOURCE_MAP = re.compile(rb"\n?(?://[#@] ?sourceMappingURL=[^\n]*|/\*[#@] ?sourceMappingURL=.*?\*/)")
SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
SVG_FRAME = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')
STROKE = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
MIT = """MIT License

Copyright (c) {copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def unpack(package: str, version: str) -> tuple[dict[str, bytes], str]:
    """Return the package's files by their path in it, and its integrity."""
    with tempfile.TemporaryDirectory() as scratch:
        packed = subprocess.run(
            ["npm", "pack", "--json", "--ignore-scripts", f"{package}@{version}"],
            cwd=scratch,
            check=True,
            capture_output=True,
            text=True,
        )
        described = json.loads(packed.stdout)[0]
        with tarfile.open(Path(scratch) / described["filename"]) as archive:
            members = [(member, archive.extractfile(member)) for member in archive if member.isfile()]
            files = {member.name.removeprefix("package/"): data.read() for member, data in members if data}
    return files, described["integrity"]


def copy_files(source: dict[str, bytes], target: Path, files: list[str | dict[str, str]]) -> dict[str, str]:
    """Copy the wanted files and return the sha256 of each, by its name under the target."""
    hashes = {}
    for entry in files:
        origin, name = (entry["from"], entry["to"]) if isinstance(entry, dict) else (entry, Path(entry).name)
        content = source[origin]
        if name.endswith((".css", ".js")):
            content = SOURCE_MAP.sub(b"", content)
        destination = target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.write_bytes(content)
        hashes[name] = hashlib.sha256(content).hexdigest()
    return hashes


def wanted_icons() -> dict[str, str]:
    """Return the source file's name by the icon's name."""
    lines = (line.strip() for line in ICON_LIST.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): source.strip() or name.strip() for name, _, source in pairs}


def build_sprite(files: dict[str, bytes], folder: str) -> None:
    symbols = []
    for name, source in sorted(wanted_icons().items()):
        found = SVG_BODY.search(files[f"{folder}/{source}.svg"].decode())
        if found is None:
            sys.exit(f"The icon {source} is not an SVG drawing.")
        body = re.sub(r"\s+", " ", SVG_FRAME.sub("", found[1])).replace("> <", "><").strip()
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24" {STROKE}>{body}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    SPRITE.write_text(sprite, encoding="utf-8")


def build_names(files: dict[str, bytes], wanted: dict) -> dict[str, str]:
    """Write the patterns of names, and return their sha256 by the path in the project."""
    content = person_names.build(files, wanted["left_out"])
    (ROOT / wanted["to"]).write_bytes(content)
    return {wanted["to"]: hashlib.sha256(content).hexdigest()}


def fetch(name: str, wanted: dict) -> dict:
    target = VENDORED / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    source, integrity = unpack(wanted["package"], wanted["version"])
    hashes = copy_files(source, target, wanted["files"])
    if "icons" in wanted:
        build_sprite(source, wanted["icons"])
    built = build_names(source, wanted["names"]) if "names" in wanted else {}
    if "copyright" in wanted:
        # The package states its licence but ships no file of it.
        (target / "LICENSE").write_text(MIT.format(**wanted), encoding="utf-8")
        hashes["LICENSE"] = hashlib.sha256((target / "LICENSE").read_bytes()).hexdigest()
    kept = {key: wanted[key] for key in ("package", "version", "licence")}
    return kept | {"integrity": integrity, "sha256": hashes} | ({"built": built} if built else {})


def write_table(lock: dict[str, dict]) -> None:
    lines = [
        "# Vendored front-end libraries and data",
        "",
        "Made by `make vendor` from `tools/vendor.json`; do not edit by hand.",
        "",
        "| library | package | version | licence | file | sha256 |",
        "|---|---|---|---|---|---|",
    ]
    for name, entry in lock.items():
        lines += [
            f"| {name} | {entry['package']} | {entry['version']} | {entry['licence']} | {file} | `{digest}` |"
            for file, digest in (entry["sha256"] | entry.get("built", {})).items()
        ]
    (VENDORED / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    if shutil.which("npm") is None:
        sys.exit("npm is needed to refresh the vendored libraries, and only for that.")
    lock = {name: fetch(name, wanted) for name, wanted in json.loads(MANIFEST.read_text("utf-8")).items()}
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    write_table(lock)


if __name__ == "__main__":
    main()
