"""The scheduled jobs of the outbox."""

import os
import socket
from datetime import datetime

from celery.signals import worker_ready
from django.utils import timezone

from crm.jobs import job
from outreach.actions import birthdays, events, flight, sending


@job("outreach.sweep")
def sweep(now: datetime | None) -> dict[str, int]:
    return birthdays.sweep_birthdays(now=now or timezone.now())


@job("outreach.reap")
def reap(now: datetime | None) -> dict[str, int]:
    return flight.reap()


@job("outreach.pump")
def pump(now: datetime | None) -> dict[str, int]:
    return sending.pump(worker=f"{socket.gethostname()}:{os.getpid()}", now=now)


@job("outreach.audit")
def audit(now: datetime | None) -> dict[str, int]:
    """Look back a week instead of a day; whatever is found was missed."""
    return birthdays.sweep_birthdays(now=now or timezone.now(), look_back=birthdays.AUDIT_LOOK_BACK)


@job("outreach.close_unknown")
def close_unknown(now: datetime | None) -> dict[str, int]:
    return {"closed": events.close_unknown(now=now or timezone.now())}


@worker_ready.connect
def sweep_at_start(**kwargs: object) -> None:
    """Do not let a fresh start wait five minutes for its first greetings."""
    sweep.delay()
