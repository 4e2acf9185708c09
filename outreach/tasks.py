"""The scheduled jobs. Each takes a moment as ISO text, so that a simulated one runs the same code."""

import os
import socket
from collections.abc import Callable
from datetime import datetime
from functools import wraps

from celery import Task, shared_task
from celery.signals import worker_ready
from django.utils import timezone

from outreach.actions import birthdays, events, flight, sending
from outreach.models import Heartbeat

Job = Callable[[datetime | None], dict[str, int]]


def _job(name: str) -> Callable[[Job], Task]:
    """A task by this name that notes its heartbeat, by the real clock, when it came to its end."""

    def decorate(job: Job) -> Task:
        @shared_task(name=name)
        @wraps(job)
        def task(now: str | None = None) -> dict[str, int]:
            counts = job(datetime.fromisoformat(now) if now else None)
            Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})
            return counts

        return task

    return decorate


@_job("outreach.sweep")
def sweep(now: datetime | None) -> dict[str, int]:
    return birthdays.sweep_birthdays(now=now or timezone.now())


@_job("outreach.reap")
def reap(now: datetime | None) -> dict[str, int]:
    return flight.reap()


@_job("outreach.pump")
def pump(now: datetime | None) -> dict[str, int]:
    return sending.pump(worker=f"{socket.gethostname()}:{os.getpid()}", now=now)


@_job("outreach.audit")
def audit(now: datetime | None) -> dict[str, int]:
    """Look back a week instead of a day; whatever is found was missed."""
    return birthdays.sweep_birthdays(now=now or timezone.now(), look_back=birthdays.AUDIT_LOOK_BACK)


@_job("outreach.close_unknown")
def close_unknown(now: datetime | None) -> dict[str, int]:
    return {"closed": events.close_unknown(now=now or timezone.now())}


@worker_ready.connect
def sweep_at_start(**kwargs: object) -> None:
    """Do not let a fresh start wait five minutes for its first greetings."""
    sweep.delay()
