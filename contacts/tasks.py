"""The scheduled job of contacts."""

from datetime import datetime

from django.utils import timezone

from contacts.actions.duplicates import find_duplicates as find
from crm.jobs import job


@job("contacts.find_duplicates")
def find_duplicates(now: datetime | None) -> dict[str, int]:
    return find(now=now or timezone.now())
