"""The scheduled jobs of contacts."""

from datetime import datetime

from django.utils import timezone

from contacts.actions import bulk, import_work, quality, segments
from contacts.actions.duplicates import find_duplicates as find
from contacts.actions.merging import settle_merges as settle
from crm.jobs import job


@job("contacts.run_imports")
def run_imports(now: datetime | None) -> dict[str, int]:
    return import_work.run_imports(now=now or timezone.now())


@job("contacts.forget_imports")
def forget_imports(now: datetime | None) -> dict[str, int]:
    return import_work.forget_imports(now=now or timezone.now())


@job("contacts.find_duplicates")
def find_duplicates(now: datetime | None) -> dict[str, int]:
    return find(now=now or timezone.now())


@job("contacts.settle_merges")
def settle_merges(now: datetime | None) -> dict[str, int]:
    return settle(now=now or timezone.now())


@job("contacts.count_segments")
def count_segments(now: datetime | None) -> dict[str, int]:
    return segments.count_segments(now=now or timezone.now())


@job("contacts.report_quality")
def report_quality(now: datetime | None) -> dict[str, int]:
    return quality.report_quality(now=now or timezone.now())


@job("contacts.go_on")
def go_on(now: datetime | None) -> dict[str, int]:
    return bulk.advance_all(now=now or timezone.now())
