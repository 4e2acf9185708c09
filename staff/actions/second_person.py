"""The rule of the second person: turned on by one superuser, turned off by two."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit
from staff.actions.approvals import ask
from staff.models import Approval, Organisation, User
from staff.people import judges_superusers

SECOND_PERSON_APPROVAL = "staff.second_person"


@transaction.atomic
def set_second_person(*, by: User, is_needed: bool, now: datetime | None = None) -> Approval | None:
    """Change the rule; return the question where turning it off waits for a second person."""
    now = now or timezone.now()
    if not by.is_superuser or not by.is_active:
        raise PermissionDenied
    organisation = Organisation.objects.select_for_update().get(pk=1)
    if organisation.needs_second_person == is_needed:
        return None
    if not is_needed:
        waits = ask(kind=SECOND_PERSON_APPROVAL, subject_id=organisation.pk, payload={"needed": False}, by=by, now=now)
        if waits is not None:
            return waits
    _set(organisation, is_needed, by, now)
    return None


def _set(organisation: Organisation, is_needed: bool, by: User, now: datetime) -> None:
    organisation.needs_second_person = is_needed
    organisation.save(update_fields=["needs_second_person"])
    detail = {"fields": ["needs_second_person"], "needed": is_needed}
    audit.record("staff.organisation.update", by=by, subject=organisation, detail=detail, now=now)


def may_decide_rule(user: User, approval: Approval) -> bool:
    return judges_superusers(user, besides=[approval.asked_by_id])


def words_for_rule(approval: Approval) -> str:
    return _("From now on one person alone hands out powers: no second person is asked any more.")


def turn_off(approval: Approval, by: User, now: datetime) -> None:
    """Carry out what the second superuser agreed to, if the first is still one."""
    asker = User.objects.get(pk=approval.asked_by_id)
    if not asker.is_superuser or not asker.is_active:
        raise ValidationError(_("Who asked for this may not ask for it any more. Decline it."), code="asker")
    _set(Organisation.objects.select_for_update().get(pk=1), False, by, now)
