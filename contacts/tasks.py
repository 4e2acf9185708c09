"""The scheduled jobs of the people we know."""

from datetime import datetime

from django.utils import timezone

from contacts.actions import bulk, segments
from crm.jobs import job


@job("contacts.count_segments")
def count_segments(now: datetime | None) -> dict[str, int]:
    return segments.count_segments(now=now or timezone.now())


@job("contacts.go_on")
def go_on(now: datetime | None) -> dict[str, int]:
    return bulk.advance_all(now=now or timezone.now())
