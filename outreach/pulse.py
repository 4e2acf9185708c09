"""Signs of life for a sender that waits, for ten minutes perhaps, until a slow server answers.

Senders may hold every thread of a worker meanwhile, so what dead ones held is taken back here as well.
"""

import logging
import threading
import time
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from outreach.actions.flight import reap
from outreach.models import SendSlot

logger = logging.getLogger(__name__)

LONGEST = 15 * 60  # seconds; a sender that hangs for longer counts as dead


class Pulse:
    """Beats for one slot from a thread of its own until its sender is done."""

    def __init__(self, slot: SendSlot) -> None:
        self.slot = slot
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._beat, name=f"pulse-{slot.pk}", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.is_over.set()
        self.thread.join()

    def _beat(self) -> None:
        ends = time.monotonic() + LONGEST
        try:
            while not self.is_over.wait(settings.OUTREACH_SILENCE / 12) and time.monotonic() < ends:
                self._beat_once()
        finally:
            connection.close()

    def _beat_once(self) -> None:
        try:
            SendSlot.objects.filter(pk=self.slot.pk).update(beat=timezone.now())
            reap()
        except DatabaseError:
            logger.warning("A sender could not give a sign of life.", exc_info=True)
            connection.close()
