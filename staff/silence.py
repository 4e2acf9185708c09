"""Whether the worker is silent: every page works without it, but no mail leaves, so somebody has to know."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from crm import operations
from staff.models import Organisation, Role, User

# The job that runs most often; while it does, mails leave.
PULSE = "outreach.pump"
# After a start of the whole house the worker is given time to begin.
STARTED_AT = timezone.now()


def silent_since(user: User, *, now: datetime, started_at: datetime | None = None) -> datetime | None:
    """When the worker was last heard of, for those who can do something about it; None while it works."""
    mail = operations.mail()
    if mail is None or not user.is_authenticated or not user.has_role(Role.ADMINISTRATOR, Role.LEAD):
        return None
    last = mail.heartbeats().get(PULSE) or _founded_at()
    return last if last and now - max(last, started_at or STARTED_AT) > settings.WORKER_SILENT_AFTER else None


def _founded_at() -> datetime | None:
    return Organisation.objects.values_list("founded_at", flat=True).first()
