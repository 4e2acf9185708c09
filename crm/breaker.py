"""Keeping away from a service that failed, so that its outage does not cost every caller a timeout."""

import time
from collections.abc import Callable
from threading import Lock


class Breaker:
    """Closed while calls succeed. A failure opens it for some seconds; then one caller at a time may try."""

    def __init__(self, *, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._try_again_at: float | None = None

    @property
    def is_open(self) -> bool:
        return self._try_again_at is not None

    def allows(self) -> bool:
        """Whether to make the call; while open, the one who hears yes tries for everybody else."""
        if self._try_again_at is None:
            return True
        with self._lock:
            if self._try_again_at is None:
                return True
            if self._clock() < self._try_again_at:
                return False
            self._try_again_at = self._clock() + self._seconds
            return True

    def failed(self) -> bool:
        """Note a failed call; True for the failure that opened the breaker, which is the one to log."""
        with self._lock:
            was_closed = self._try_again_at is None
            self._try_again_at = self._clock() + self._seconds
        return was_closed

    def succeeded(self) -> bool:
        """Note a call that went well; True where that ended an outage."""
        if self._try_again_at is None:
            return False
        with self._lock:
            was_open = self._try_again_at is not None
            self._try_again_at = None
        return was_open
