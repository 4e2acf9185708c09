"""A scheduled job: a task that takes a moment as ISO text, so that a simulated one runs the same code."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from celery import Task, shared_task
from django.utils import timezone

from crm.signals import job_ended

Work = Callable[[datetime | None], dict[str, int]]


def job(name: str) -> Callable[[Work], Task]:
    """A task by this name that announces, by the real clock, that it came to its end. Without a moment it is now."""

    def decorate(work: Work) -> Task:
        @shared_task(name=name)
        @wraps(work)
        def task(now: str | None = None) -> dict[str, int]:
            counts = work(datetime.fromisoformat(now) if now else None)
            job_ended.send(sender=work, name=name, at=timezone.now())
            return counts

        return task

    return decorate
