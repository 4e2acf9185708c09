"""Giving a task to a colleague, and saying that nobody could take it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from interactions.actions.follow_ups import plan_reminder, withdraw_reminder
from interactions.end_of_day import Leaving
from interactions.models import FollowUp, HandOver
from outreach import reasons
from staff import audit
from staff.actions import notify
from staff.models import User
from staff.policy import Action, can

TAKEN, GIVEN = "follow_up_handed_over", "follow_up_reassigned"


@transaction.atomic
def hand_over_follow_up(
    *, by: User, follow_up: FollowUp, to: User, note: str = "", now: datetime | None = None
) -> HandOver:
    """Let an open task be a colleague's, who may log and plan with the customer; their reminder moves along.

    Raise ValidationError for who may not, who has it already, or what was closed or given away meanwhile.
    """
    now = now or timezone.now()
    giver = follow_up.owner
    if to == giver:
        raise ValidationError(_("It is theirs already."))
    if not (to.is_active and can(to, Action.WRITE_TIMELINE, follow_up.contact)):
        raise ValidationError(_("%(name)s may not plan with this customer.") % {"name": to.full_name})
    waiting = FollowUp.objects.open().tasks().filter(pk=follow_up.pk, owner=giver)
    if not waiting.update(owner=to, flagged_at=None):
        raise ValidationError(_("It was closed or given away meanwhile."))
    hand_over = HandOver.objects.create(follow_up=follow_up, giver=giver, taker=to, by=by, note=note, at=now)
    detail = {"from": giver.pk, "to": to.pk}
    audit.record("interactions.hand_over", by=by, subject=follow_up, detail=detail, now=now)
    follow_up.owner = to
    withdraw_reminder(follow_up, reason=reasons.FOLLOW_UP_MOVED, now=now)
    follow_up.message = plan_reminder(follow_up, now, again=f"/h{hand_over.pk}")
    follow_up.save(update_fields=["message"])
    _tell(hand_over, now)
    return hand_over


@transaction.atomic
def hand_over_day(*, by: User, items: Sequence[Leaving], now: datetime | None = None) -> tuple[int, int]:
    """Give each to who can take it and flag the others; how many were given and how many flagged.

    What somebody closed or gave away meanwhile is left alone.
    """
    now = now or timezone.now()
    given = sum(_given(by, one.follow_up, one.taker, one.note, now) for one in items if one.taker)
    return given, flag_unattended(by=by, follow_ups=[one.follow_up for one in items if not one.taker], now=now)


def _given(by: User, follow_up: FollowUp, to: User, note: str, now: datetime) -> bool:
    try:
        hand_over_follow_up(by=by, follow_up=follow_up, to=to, note=note, now=now)
    except ValidationError:
        return False
    return True


def flag_unattended(*, by: User, follow_ups: Collection[FollowUp], now: datetime | None = None) -> int:
    """Their owner goes home and nobody could take them: they stay, and are shown as such."""
    now = now or timezone.now()
    flagged = 0
    for follow_up in follow_ups:
        if FollowUp.objects.open().filter(pk=follow_up.pk, flagged_at__isnull=True).update(flagged_at=now):
            audit.record("interactions.flag", by=by, subject=follow_up, now=now)
            flagged += 1
    return flagged


def _tell(hand_over: HandOver, now: datetime) -> None:
    """The taker, and the giver where somebody else decided it."""
    follow_up = hand_over.follow_up
    words = {"by": hand_over.by.full_name, "title": follow_up.title, "contact": follow_up.contact.full_name}
    url = reverse("contacts:contact_detail", args=[follow_up.contact_id])
    told = [(hand_over.taker, TAKEN), (hand_over.giver, GIVEN)]
    for user, kind in told:
        if user != hand_over.by:
            params = {**words, "to": hand_over.taker.full_name}
            notify(user=user, kind=kind, params=params, url=url, key=f"{kind}/{hand_over.pk}", now=now)
