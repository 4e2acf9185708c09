"""The monthly look at each relationship."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contacts.models import Contact
from crm.clock import local, zone
from interactions.actions.relationships import note_bond, note_tension
from interactions.care import tension_of
from interactions.models import MonthlyReview, TensionLevel
from interactions.reviewing import month_of
from staff import audit
from staff.models import User


@transaction.atomic
def review_relationship(
    *,
    by: User,
    contact: Contact,
    next_step: str,
    level: str,
    kind: str = "",
    reason: str = "",
    review_on: date | None = None,
    now: datetime | None = None,
) -> MonthlyReview:
    """The relationship was looked at this month: what its kind and tension are, and what of the next step.

    Kind and tension are written down only where they changed. The last answer of a month stands.
    """
    now = now or timezone.now()
    if kind:
        note_bond(by=by, contact=contact, kind=kind, now=now)
    _answer_tension(by, contact, level, reason, review_on, now)
    answers: dict[str, Any] = {"next_step": next_step, "at": now, "by": by}
    review, _is_new = MonthlyReview.objects.update_or_create(contact=contact, month=month_of(by, now), defaults=answers)
    audit.record("interactions.review", by=by, subject=contact, detail={"next_step": next_step}, now=now)
    return review


def _answer_tension(by: User, contact: Contact, level: str, reason: str, review_on: date | None, now: datetime) -> None:
    """Another level is written down, and that it is tense still where the day to look again has come."""
    standing = tension_of(contact)
    is_same = level == (standing.level if standing else TensionLevel.CALM)
    going_on = standing if is_same else None
    if is_same and not (going_on and going_on.is_to_review(local(now, zone(by.time_zone)).date())):
        return
    note_tension(
        by=by,
        contact=contact,
        level=level,
        reason=reason or (going_on.reason if going_on else ""),
        keeper=going_on.keeper if going_on else None,
        review_on=review_on,
        now=now,
    )
