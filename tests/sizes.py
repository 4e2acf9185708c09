"""How much a test of trust does: a size that the suite can carry, and the full one of `make trust`."""

import os

IS_FULL = os.environ.get("RAPPORT_TRUST") == "full"


def size(suite: int, *, full: int) -> int:
    """The size for this run: `full` under `make trust`, else `suite`."""
    return full if IS_FULL else suite
