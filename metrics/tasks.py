"""The job that keeps reports fresh. It takes a moment as ISO text, so that a simulated one runs the same code."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from metrics import actions


@shared_task(name="metrics.refresh")
def refresh(now: str | None = None) -> dict[str, int]:
    return {"reports": actions.refresh_reports(now=datetime.fromisoformat(now) if now else timezone.now())}
