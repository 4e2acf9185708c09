"""What is read far more often than it changes: each process keeps a copy, and reads anew after half a minute.

Why it is not the shared cache stands in docs/decisions/0016-labels.md.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import transaction

KEPT_SECONDS = 30
Kept = TypeVar("Kept")


class Keeper(Generic[Kept]):
    """The copy of this process of what `read` gives."""

    def __init__(self, read: Callable[[], Kept]) -> None:
        self._read = read
        self._known: tuple[float, Kept] | None = None
        self._reading = threading.Lock()

    def copy(self) -> Kept:
        known = self._known
        if known is None or time.monotonic() - known[0] > KEPT_SECONDS:
            with self._reading:
                known = self._known = time.monotonic(), self._read()
        return known[1]

    def forget(self) -> None:
        """Read again at the next question."""
        self._known = None

    def forget_on_commit(self) -> None:
        transaction.on_commit(self.forget)
