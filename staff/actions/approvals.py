"""Asking a second person, and the second person's word."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import approvals, audit
from staff.actions.changing import hold_the_house
from staff.actions.profile import notify
from staff.models import Approval, Organisation, Outcome, User
from staff.models.people import APPROVAL_LASTS, digest_of

LONGEST_ADDRESS = 300
ASKED, AGREED, DECLINED = "approval_asked", "approval_agreed", "approval_declined"


@transaction.atomic
def ask(
    *, kind: str, subject_id: int, payload: dict[str, Any], by: User, reason: str = "", now: datetime | None = None
) -> Approval | None:
    """Let a second person decide; None where none is asked for in this house, or there is nobody who could.

    The same question twice is one question. What is agreed to is exactly this payload.
    """
    now = now or timezone.now()
    asked = Approval(
        kind=kind,
        subject_id=subject_id,
        payload=payload,
        digest=digest_of(kind, subject_id, payload),
        reason=reason[:300],
        asked_by=by,
        asked_at=now,
        expires_at=now + APPROVAL_LASTS,
    )
    if not Organisation.current().needs_second_person or not approvals.deciders(asked):
        return None
    approval, is_new = _insert_once(asked, now)
    if is_new:
        _record("ask", by=by, approval=approval, now=now)
        tell_deciders(approval, now=now)
    return approval


def _insert_once(asked: Approval, now: datetime) -> tuple[Approval, bool]:
    same = Approval.objects.filter(kind=asked.kind, subject_id=asked.subject_id, digest=asked.digest)
    same.filter(outcome=Outcome.WAITING, expires_at__lte=now).update(outcome=Outcome.EXPIRED)
    try:
        return _insert(asked), True
    except IntegrityError:
        waiting = same.filter(outcome=Outcome.WAITING).first()
    if waiting is not None:
        return waiting, False
    # What was in the way was settled in between.
    return _insert(asked), True


def _insert(asked: Approval) -> Approval:
    with transaction.atomic():
        asked.save(force_insert=True)
    return asked


@transaction.atomic
def decide(*, by: User, approval: Approval, agrees: bool, digest: str, now: datetime | None = None) -> Approval:
    """Write the second person's word down, once, and do what was agreed to in the same transaction.

    `digest` is what the second person saw. Raises PermissionDenied for whom it is not to decide, ValidationError
    where it was decided before, is too old or is not what was seen.
    """
    now = now or timezone.now()
    by = hold_the_house(by)
    kind = approvals.kind_of(approval)
    if kind is None or not approvals.may_decide(by, approval):
        raise PermissionDenied
    outcome = Outcome.APPROVED if agrees else Outcome.DECLINED
    waiting = Approval.objects.waiting(now).filter(pk=approval.pk, digest=digest)
    if not waiting.update(outcome=outcome, decided_by=by, decided_at=now):
        raise ValidationError(_("This was decided already, or it is too old."), code="settled")
    approval.refresh_from_db()
    if agrees and not approval.is_intact:
        raise ValidationError(_("This is not what was asked for. Decline it and ask anew."), code="changed")
    if agrees:
        kind.carry_out(approval, by, now)
    _record("agree" if agrees else "decline", by=by, approval=approval, now=now)
    _tell_asker(approval, now)
    return approval


@transaction.atomic
def withdraw(*, by: User, approval: Approval, now: datetime | None = None) -> bool:
    """The asker no longer wants it; False where it was decided before. Raises PermissionDenied for anybody else."""
    if approval.asked_by_id != by.pk:
        raise PermissionDenied
    waiting = Approval.objects.filter(pk=approval.pk, outcome=Outcome.WAITING)
    if not waiting.update(outcome=Outcome.WITHDRAWN):
        return False
    _record("withdraw", by=by, approval=approval, now=now)
    return True


def withdraw_all_of(user: User) -> int:
    """Who left asks for nothing any more."""
    return Approval.objects.filter(asked_by=user, outcome=Outcome.WAITING).update(outcome=Outcome.WITHDRAWN)


def tell_deciders(approval: Approval, *, now: datetime) -> None:
    """A notice to whoever may decide; who has one already gets no second."""
    for user in approvals.deciders(approval):
        notify(
            user=user,
            kind=ASKED,
            key=f"approval/{approval.pk}",
            params={"asker": approval.asked_by.full_name},
            url=reverse("staff:approval_list"),
            now=now,
        )


def tell_deciders_again(*, now: datetime) -> None:
    """Who may decide has changed: nobody's leaving lets a question lie."""
    for approval in Approval.objects.waiting(now).select_related("asked_by"):
        tell_deciders(approval, now=now)


def _tell_asker(approval: Approval, now: datetime) -> None:
    assert approval.decided_by is not None
    notify(
        user=approval.asked_by,
        kind=AGREED if approval.outcome == Outcome.APPROVED else DECLINED,
        key=f"approval/{approval.pk}/decided",
        params={"decider": approval.decided_by.full_name},
        url=_next_step(approval, now) or reverse("staff:approval_list"),
        now=now,
    )


def _next_step(approval: Approval, now: datetime) -> str:
    """Where the asker goes on; an address that is longer than a notice holds is found on the page of approvals."""
    address = approvals.next_step(approval, now=now)
    return address if len(address) <= LONGEST_ADDRESS else ""


def _record(verb: str, *, by: User, approval: Approval, now: datetime | None) -> None:
    """One entry about the approval; the words of a filter are a person's, and are kept apart."""
    payload = dict(approval.payload)
    asked = {name: ", ".join(values) for name, values in payload.pop("filter", {}).items()}
    detail = {"kind": approval.kind, "subject": approval.subject_id, "payload": payload}
    values = {"asked": audit.question(asked)} if asked else None
    audit.record(f"staff.approval.{verb}", by=by, subject=approval, detail=detail, values=values, now=now)
