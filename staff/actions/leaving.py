"""A colleague leaves and hands over, or comes back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit
from staff.actions.approvals import AGREED, ASKED, DECLINED, ask, tell_deciders_again, withdraw_all_of
from staff.actions.changing import hold_the_house
from staff.actions.people import CHANGED, ask_for_powers, refuse_unless_somebody_remains, still_asks, take
from staff.models import Approval, SavedView, User
from staff.people import KEYS, POWERS, SUPERUSER, belongings, judges_superusers, may_manage, may_own, powers_of
from staff.sessions import end_sessions
from staff.signals import colleague_left

LEAVING_APPROVAL = "staff.leaving"
# What was said to one colleague, and is nothing to whoever takes over.
PERSONAL_NOTICES = (CHANGED, ASKED, AGREED, DECLINED)


@transaction.atomic
def deactivate(
    *, by: User, person: User, successor: User | None = None, now: datetime | None = None
) -> Approval | None:
    """Close the colleague's account, end their sessions and hand what is alive and open to the successor.

    All of it or nothing. The account of another who holds the keys waits for a second person, where the house asks
    for one: the question is returned. Raises PermissionDenied for whom it is not to do, ValidationError without a
    successor where there is something to hand over, and for the last who holds the keys.
    """
    now = now or timezone.now()
    by = hold_the_house(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_manage(by, person):
        raise PermissionDenied
    if not person.is_active:
        raise ValidationError(_("This colleague has left already."), code="left")
    heir = _heir(person, successor) if successor or belongings(person) else None
    keys = powers_of(person) & KEYS
    if keys and by != person:
        payload = {"powers": sorted(keys), "successor": heir.pk if heir else None}
        waits = ask(kind=LEAVING_APPROVAL, subject_id=person.pk, payload=payload, by=by, now=now)
        if waits is not None:
            return waits
    _close(person, heir, by, {}, now)
    return None


def _close(person: User, heir: User | None, by: User, more: dict[str, Any], now: datetime) -> None:
    moved = sum(belonging.count for belonging in belongings(person))
    had = powers_of(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    person.is_active = False
    refuse_unless_somebody_remains(had)
    colleague_left.send(sender=User, user=person, successor=heir, by=by, now=now)
    _hand_over_the_desk(person, heir, now)
    end_sessions(person)
    detail = {"fields": ["is_active"], "successor": heir.pk if heir else None, "moved": moved, **more}
    audit.record("staff.colleague.leave", by=by, subject=person, detail=detail, now=now)


def _heir(person: User, successor: User | None) -> User:
    if successor is None:
        raise ValidationError({"successor": _("Choose who takes over.")}, code="successor")
    fresh = User.objects.select_for_update().get(pk=successor.pk)
    if fresh == person or not fresh.is_active or not may_own(fresh):
        raise ValidationError({"successor": _("This colleague cannot take over.")}, code="successor")
    return fresh


def _hand_over_the_desk(person: User, heir: User | None, now: datetime) -> None:
    """What staff itself keeps: unread notices of the work go along, questions asked are withdrawn or find another."""
    if heir is not None:
        known = heir.notices.values_list("key", flat=True)
        unread = person.notices.filter(read_at__isnull=True).exclude(kind__in=PERSONAL_NOTICES)
        unread.exclude(key__in=known).update(user=heir)
        SavedView.objects.filter(owner=person, is_shared=True).update(owner=heir)
    person.drafts.all().delete()
    withdraw_all_of(person)
    tell_deciders_again(now=now)


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


# --- the second person's part ----------------------------------------------------------------------
def may_decide_leaving(user: User, approval: Approval) -> bool:
    if user.pk == approval.subject_id:
        return False
    is_about_superuser = SUPERUSER in approval.payload.get("powers", [])
    return not is_about_superuser or judges_superusers(user, besides=[approval.asked_by_id, approval.subject_id])


def words_for_leaving(approval: Approval) -> str:
    pks = [approval.subject_id, approval.payload.get("successor")]
    names = dict(User.objects.filter(pk__in=[pk for pk in pks if pk]).values_list("pk", "full_name"))
    name, successor = (names.get(pk, "") for pk in pks)
    if not successor:
        return _("The account of %(name)s is closed.") % {"name": name}
    return _("The account of %(name)s is closed, and %(successor)s takes over.") % {
        "name": name,
        "successor": successor,
    }


def close_as_agreed(approval: Approval, by: User, now: datetime) -> None:
    """Carry out what the second person agreed to, if the first one could still ask for it."""
    person = User.objects.select_for_update().get(pk=approval.subject_id)
    asker = still_asks(approval, person)
    if not powers_of(person) & KEYS <= set(approval.payload["powers"]):
        raise ValidationError(_("This is not what was asked for. Decline it and ask anew."), code="changed")
    successor = User.objects.filter(pk=approval.payload["successor"]).first()
    heir = _heir(person, successor) if successor or belongings(person) else None
    _close(person, heir, by, {"asked_by": asker.pk}, now)
