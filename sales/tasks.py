"""The scheduled jobs of sales."""

from datetime import datetime

from django.utils import timezone

from crm.jobs import job
from sales import actions


@job("sales.work_on_rate_files")
def work_on_rate_files(now: datetime | None) -> dict[str, int]:
    return actions.work_on_rate_files(now=now or timezone.now())
