"""Lending a person or a company to one colleague, by hand and for a time."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Company, Contact
from crm.clock import local, zone
from staff import audit
from staff.actions.profile import notify
from staff.models import Share, User
from staff.policy import Action, can, may

SHARED = "record_shared"
LONGEST_DAYS = 90


@transaction.atomic
def share(
    *,
    by: User,
    record: Contact | Company,
    user: User,
    level: str,
    until: datetime,
    reason: str,
    now: datetime | None = None,
) -> Share:
    """Lend the record to the colleague; another share of it with them ends. PermissionDenied, ValidationError."""
    now = now or timezone.now()
    if not can(by, Action.SHARE_CONTACTS, record):
        raise PermissionDenied
    _refuse_what_gives_nothing(record, user)
    for before in Share.objects.about(record).filter(user=user, ended_at__isnull=True):
        end_share(by=by, share=before, record=record, now=now)
    lent = Share(
        user=user, subject_type=record._meta.label, subject_id=record.pk, level=level, until=until, reason=reason,
        by=by, created_at=now,
    )  # fmt: skip
    lent.full_clean()
    lent.save()
    detail = {"share": lent.pk, "user": user.pk, "level": level, "until": until.isoformat()}
    audit.record("contacts.share", by=by, subject=record, detail=detail, values={"reason": reason}, now=now)
    notify(
        user=user,
        kind=SHARED,
        key=f"{SHARED}:{lent.pk}",
        params={"by": by.full_name, "until": local(until, zone(user.time_zone)).strftime("%Y-%m-%d")},
        url=page_of(record),
        now=now,
    )
    return lent


@transaction.atomic
def end_share(*, by: User, share: Share, record: Contact | Company, now: datetime | None = None) -> None:
    """Take a share back, or give it back; one that has ended stays as it is."""
    now = now or timezone.now()
    if Share.objects.filter(pk=share.pk, ended_at__isnull=True).update(ended_at=now):
        audit.record(
            "contacts.unshare", by=by, subject=record, detail={"share": share.pk, "user": share.user_id}, now=now
        )


def page_of(record: Contact | Company) -> str:
    name = "contacts:contact_detail" if isinstance(record, Contact) else "contacts:company_detail"
    return reverse(name, args=[record.pk])


def _refuse_what_gives_nothing(record: Contact | Company, user: User) -> None:
    if not user.is_active or not may(user, Action.VIEW_CONTACTS):
        raise ValidationError(
            _("The role of %(name)s does not look at customers, so a share would give nothing."),
            params={"name": user.full_name},
        )
    if can(user, Action.EDIT_CONTACTS, record):
        raise ValidationError(_("%(name)s works on this already."), params={"name": user.full_name})
