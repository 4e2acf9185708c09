"""The scheduled job of the mailbox."""

from datetime import datetime

from django.utils import timezone

from crm.jobs import job
from mailbox.actions import read_mailboxes


@job("mailbox.read")
def read(now: datetime | None) -> dict[str, int]:
    return read_mailboxes(now=now or timezone.now())
