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
        self._version = 0
        self._reading = threading.Lock()

    def copy(self) -> Kept:
        known = self._known
        if not _is_fresh(known):
            with self._reading:
                # Whoever waited here finds what another thread has read.
                known = self._known
                if not _is_fresh(known):
                    known = self._read_anew()
        assert known is not None
        return known[1]

    def _read_anew(self) -> tuple[float, Kept]:
        version, known = self._version, (time.monotonic(), self._read())
        # What was forgotten while it was read may be older than what was saved.
        if version == self._version:
            self._known = known
        return known

    def forget(self) -> None:
        """Read again at the next question."""
        self._version += 1
        self._known = None

    def forget_on_commit(self) -> None:
        transaction.on_commit(self.forget)


def _is_fresh(known: tuple[float, object] | None) -> bool:
    return known is not None and time.monotonic() - known[0] <= KEPT_SECONDS
