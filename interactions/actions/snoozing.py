"""Putting a task off: what was agreed stays, and how often it was put off is counted."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from interactions.actions.follow_ups import plan_reminder, withdraw_reminder
from interactions.models import FollowUp
from outreach import reasons
from staff import audit
from staff.models import User

SNOOZED_AT_MOST = timedelta(days=366)


@transaction.atomic
def snooze_follow_up(*, by: User, follow_up: FollowUp, until: datetime, now: datetime | None = None) -> bool:
    """Let an open task want its owner at another moment; the reminder moves along.

    Raise ValidationError for a moment that has passed or is more than a year away. False where it was closed or put
    off meanwhile.
    """
    now = now or timezone.now()
    if not now < until <= now + SNOOZED_AT_MOST:
        raise ValidationError(_("Choose a moment to come, within a year."))
    waiting = FollowUp.objects.open().tasks().filter(pk=follow_up.pk, due_at=follow_up.due_at)
    if not waiting.update(due_at=until, snoozes=F("snoozes") + 1, flagged_at=None):
        return False
    detail = {"from": follow_up.due_at.isoformat(), "until": until.isoformat()}
    audit.record("interactions.snooze", by=by, subject=follow_up, detail=detail, now=now)
    withdraw_reminder(follow_up, reason=reasons.FOLLOW_UP_MOVED, now=now)
    follow_up.refresh_from_db(fields=["due_at", "snoozes", "flagged_at"])
    follow_up.message = plan_reminder(follow_up, now, again=f"/s{follow_up.snoozes}")
    follow_up.save(update_fields=["message"])
    return True
