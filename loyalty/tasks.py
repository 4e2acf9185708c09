"""The scheduled job of the books. It takes a moment as ISO text, so that a simulated one runs the same code."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from loyalty import actions


@shared_task(name="loyalty.expire")
def expire(now: str | None = None) -> dict[str, int]:
    return {"points": actions.expire_points(now=datetime.fromisoformat(now) if now else timezone.now())}
