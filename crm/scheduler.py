"""A scheduler that ends when it is told to, at any moment, with its schedule saved.

Celery 5.7 saves and closes the schedule inside its handler of the signal. Whatever the signal came upon, the start or a
task on its way, goes on with a schedule that is closed, and ends with an error.
"""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from celery import platforms
from celery.apps import beat
from celery.beat import PersistentScheduler, Service

logger = logging.getLogger(__name__)

STOPPING = ("SIGTERM", "SIGINT")
NUMBERS = {signal.SIGTERM, signal.SIGINT}


def stop(number: int, frame: FrameType | None) -> None:
    """Leave; the service saves the schedule on its way out, and is not to be disturbed at that."""
    platforms.signals.ignore(*STOPPING)
    raise SystemExit


class Beat(beat.Beat):
    def run(self) -> None:
        self.install_sync_handler()
        with _signals(signal.SIG_BLOCK):
            super().run()

    def install_sync_handler(self, service: Service | None = None) -> None:
        platforms.signals.update(dict.fromkeys(STOPPING, stop))


@contextmanager
def _signals(how: int) -> Iterator[None]:
    before = signal.pthread_sigmask(how, NUMBERS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _let_through() -> None:
    with _signals(signal.SIG_UNBLOCK):
        pass


def _say_that_it_is_away(error: Exception, seconds: float) -> None:
    logger.error("The scheduler does not reach the broker: %s. It tries again in %s seconds.", error, seconds)


class Scheduler(PersistentScheduler):
    """Signals wait through the start, and while a task is on its way or the schedule is written; they come through
    between two tasks."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        signal.pthread_sigmask(signal.SIG_BLOCK, NUMBERS)
        try:
            interval: float = super().tick(*args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, NUMBERS)
        return interval

    def sync(self) -> None:
        with _signals(signal.SIG_BLOCK):
            super().sync()

    def _ensure_connected(self) -> Any:
        """As Celery’s own. A broker may be away for long, so signals come through between two attempts: who leaves in
        the midst of one cannot close it."""
        retries = self.app.conf.broker_connection_max_retries
        return self.connection.ensure_connection(_say_that_it_is_away, retries, callback=_let_through)
