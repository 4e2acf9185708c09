"""Ringing for a job at once instead of waiting for its turn in the beat table.

A ring is a hint: it may get lost, and the schedule makes good for it. So it never makes a page wait or fail: a
thread of its own talks to the broker, and rings that come faster than one a second become one.
"""

import logging
import threading
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from crm.celery import app

logger = logging.getLogger(__name__)

RINGS_APART_SECONDS = 1
AFTER_A_FAILURE_SECONDS = 5
FORGOTTEN_AFTER_SECONDS = 60

Ring = tuple[str, tuple[object, ...]]


class Ringer:
    """Collects the names of jobs and sends them to the broker, each at most once a second in this process."""

    def __init__(self) -> None:
        self._waiting: dict[Ring, None] = {}  # in the order of their first ring
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_broken = False

    def ring(self, name: str, *args: object) -> None:
        with self._changed:
            self._waiting[name, args] = None
            # Looked at each time: a forked process has no threads but the one that forked.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            for name, args in self._take():
                self._send(name, args)
            pause.wait(AFTER_A_FAILURE_SECONDS if self._is_broken else RINGS_APART_SECONDS)

    def _take(self) -> Iterable[Ring]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting)
            taken, self._waiting = self._waiting, {}
        return taken

    def _send(self, name: str, args: tuple[object, ...]) -> None:
        try:
            app.send_task(name, args=args, retry=False, ignore_result=True, expires=FORGOTTEN_AFTER_SECONDS)
        except Exception as error:  # whatever a broker's library may raise: nobody waits for this thread
            if not self._is_broken:
                logger.warning("The broker was not reached (%s); jobs wait for their schedule.", type(error).__name__)
            self._is_broken = True
        else:
            self._is_broken = False


_ringer = Ringer()


def ring(name: str, *args: object) -> None:
    """Ask for the task with this name to run soon; the arguments must be JSON and hashable."""
    # Where tasks run in place (tests), a ring would run the job in a foreign thread.
    if not app.conf.task_always_eager:
        _ringer.ring(name, *args)


def ring_on_commit(name: str, *args: object) -> None:
    """The same once the rows that the job shall see are committed."""
    transaction.on_commit(partial(ring, name, *args))
