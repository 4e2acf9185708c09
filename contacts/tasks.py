"""The scheduled jobs of contacts."""

from datetime import datetime

from django.utils import timezone

from contacts.actions import import_work
from crm.jobs import job


@job("contacts.run_imports")
def run_imports(now: datetime | None) -> dict[str, int]:
    return import_work.run_imports(now=now or timezone.now())


@job("contacts.forget_imports")
def forget_imports(now: datetime | None) -> dict[str, int]:
    return import_work.forget_imports(now=now or timezone.now())
