"""The scheduled jobs of the house."""

from datetime import datetime

from django.utils import timezone

from crm.jobs import job
from staff.actions import drafts
from staff.audit_retention import forget_addresses, forget_questions, oldest_kept, prune
from staff.audit_sealing import seal


@job("staff.seal_audit")
def seal_audit(now: datetime | None) -> dict[str, int]:
    return {"sealed": seal(now=now or timezone.now())}


@job("staff.age_audit")
def age_audit(now: datetime | None) -> dict[str, int]:
    """Let go what the trail need not keep: addresses after 30 days, questions after 90, entries after 24 months.

    By the real clock; what a person's privacy hangs on first, for the removal is the longest.
    """
    moment = timezone.now()
    return {
        "seals_without_addresses": forget_addresses(now=moment),
        "questions": forget_questions(now=moment),
        "removed": prune(before=oldest_kept(moment), by=None, now=moment),
    }


@job("staff.forget_drafts")
def forget_drafts(now: datetime | None) -> dict[str, int]:
    return drafts.forget_drafts(now=now or timezone.now())
