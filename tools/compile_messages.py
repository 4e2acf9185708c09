"""Compile the translation catalogues, without gettext; those that did not change are left alone."""

import os
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_catalogue(source: Path) -> None:
    target = source.with_suffix(".mo")
    changed_at = source.stat().st_mtime_ns
    if target.exists() and target.stat().st_mtime_ns == changed_at:
        return
    scratch = target.with_suffix(f".{os.getpid()}.tmp")
    polib.pofile(str(source)).save_as_mofile(str(scratch))
    os.utime(scratch, ns=(changed_at, changed_at))
    scratch.replace(target)


if __name__ == "__main__":
    for catalogue in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        compile_catalogue(catalogue)
