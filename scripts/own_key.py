"""The key that `make run` keeps in its data folder, lent to the commands beside it.

Settings take a key from the environment alone: a server never starts with one that merely lies around.
"""

import os
from pathlib import Path

BESIDE = Path(__file__).resolve().parent.parent / "var"


def lend_own_key() -> None:
    """Put the kept key into the environment of this command, unless it has one."""
    kept = Path(os.environ.get("DATA_DIR") or BESIDE) / "secret_key"
    if not os.environ.get("SECRET_KEY") and kept.is_file():
        os.environ["SECRET_KEY"] = kept.read_text().strip()
