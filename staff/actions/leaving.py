"""A colleague leaves and hands over, or comes back."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit
from staff.actions.approvals import tell_deciders_again, withdraw_all_of
from staff.actions.people import ask_for_powers, hold_the_house, refuse_unless_somebody_remains, take
from staff.models import Approval, User
from staff.people import POWERS, Belonging, belongings, may_manage, may_own, powers_of
from staff.signals import colleague_left


@transaction.atomic
def deactivate(
    *, by: User, person: User, successor: User | None = None, now: datetime | None = None
) -> list[Belonging]:
    """Close the colleague's account, end their sessions and hand what is alive and open to the successor; return it.

    All of it or nothing. Raises PermissionDenied for whom it is not to do, ValidationError without a successor where
    there is something to hand over, and for the last who holds the keys.
    """
    now = now or timezone.now()
    by = hold_the_house(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_manage(by, person):
        raise PermissionDenied
    if not person.is_active:
        raise ValidationError(_("This colleague has left already."), code="left")
    handed_over = belongings(person)
    heir = _heir(person, successor) if successor or handed_over else None
    had = powers_of(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    person.is_active = False
    refuse_unless_somebody_remains(had)
    colleague_left.send(sender=User, user=person, successor=heir, by=by, now=now)
    _hand_over_the_desk(person, heir, now)
    end_all_sessions(person, now)
    detail = {
        "fields": ["is_active"],
        "successor": heir.pk if heir else None,
        "moved": sum(belonging.count for belonging in handed_over),
    }
    audit.record("staff.colleague.leave", by=by, subject=person, detail=detail, now=now)
    return handed_over


def _heir(person: User, successor: User | None) -> User:
    if successor is None:
        raise ValidationError({"successor": _("Choose who takes over.")}, code="successor")
    fresh = User.objects.select_for_update().get(pk=successor.pk)
    if fresh == person or not fresh.is_active or not may_own(fresh):
        raise ValidationError({"successor": _("This colleague cannot take over.")}, code="successor")
    return fresh


def _hand_over_the_desk(person: User, heir: User | None, now: datetime) -> None:
    """What staff itself keeps: unread notices go along, questions asked are withdrawn, those to answer find another."""
    if heir is not None:
        known = heir.notices.values_list("key", flat=True)
        person.notices.filter(read_at__isnull=True).exclude(key__in=known).update(user=heir)
    withdraw_all_of(person)
    tell_deciders_again(now=now)


def end_all_sessions(person: User, now: datetime) -> int:
    """Delete every session of the colleague's, so that none wakes up should they come back."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=now).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
            ended += 1
    return ended


@transaction.atomic
def reactivate(*, by: User, person: User, now: datetime | None = None) -> Approval | None:
    """Open the account again, with its team, roles and password; return the question where a power waits for one."""
    now = now or timezone.now()
    by = hold_the_house(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_manage(by, person):
        raise PermissionDenied
    if person.is_active:
        raise ValidationError(_("This colleague is active already."), code="active")
    powers = powers_of(person) & POWERS
    take(person, powers)
    person.is_active = True
    person.save(update_fields=["is_active"])
    waits = ask_for_powers(by=by, person=person, powers=powers, now=now)
    audit.record("staff.colleague.return", by=by, subject=person, detail={"fields": ["is_active"]}, now=now)
    tell_deciders_again(now=now)
    return waits
