"""The job that keeps reports fresh."""

from datetime import datetime

from django.utils import timezone

from crm.jobs import job
from metrics import actions


@job("metrics.refresh")
def refresh(now: datetime | None) -> dict[str, int]:
    return {"reports": actions.refresh_reports(now=now or timezone.now())}
