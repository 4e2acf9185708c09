"""Asking for an export, what an agreement does, and using it up."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from staff.actions.approvals import ask
from staff.exporting import EXPORT_APPROVAL, USABLE_FOR, Export, question_about
from staff.models import Approval, Outcome, User


def ask_to_export(*, by: User, export: Export, reason: str = "", now: datetime | None = None) -> Approval | None:
    """Let a second person decide about exactly this export; None where nobody has to or could."""
    now = now or timezone.now()
    waits = question_about(export, by, now=now)
    if waits is not None:
        return waits
    return ask(kind=EXPORT_APPROVAL, subject_id=by.pk, payload=export.payload, by=by, reason=reason, now=now)


def may_decide_export(user: User, approval: Approval) -> bool:
    """Whoever answers for the data; the policy has said so already."""
    return True


def let_go(approval: Approval, by: User, now: datetime) -> None:
    """Nothing leaves yet: whoever asked fetches the file, and their rights are asked again then."""
    if not User.objects.filter(pk=approval.asked_by_id, is_active=True).exists():
        raise ValidationError(_("Who asked for this may not ask for it any more. Decline it."), code="asker")


def use_agreement(*, by: User, agreement: Approval, now: datetime | None = None) -> bool:
    """Use the agreement up; False where that has happened already, or it is too old, or another's."""
    now = now or timezone.now()
    unused = Approval.objects.filter(
        pk=agreement.pk,
        asked_by=by,
        kind=EXPORT_APPROVAL,
        outcome=Outcome.APPROVED,
        used_at__isnull=True,
        decided_at__gt=now - USABLE_FOR,
    )
    return bool(unused.update(used_at=now))
