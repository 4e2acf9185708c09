"""Writing the audit trail: who did what to which record, from where."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from crm.middleware import current_request_address, current_request_id
from staff.models import AuditEntry, User


def record(
    action: str,
    *,
    by: User | None,
    subject: models.Model | None = None,
    detail: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> AuditEntry:
    """Append one entry, in the caller's transaction. `action` is a dotted verb, "contacts.import"."""
    return AuditEntry.objects.create(
        at=now or timezone.now(),
        actor=by,
        action=action,
        subject_type=subject._meta.label if subject else "",
        subject_id=subject.pk if subject else None,
        detail=detail or {},
        address=current_request_address(),
        request_id=current_request_id(),
    )
