"""The scheduled job of the books."""

from datetime import datetime

from django.utils import timezone

from crm.jobs import job
from loyalty import actions


@job("loyalty.expire")
def expire(now: datetime | None) -> dict[str, int]:
    return {"points": actions.expire_points(now=now or timezone.now())}
