"""Writing down what a customer wants to reach, and looking at it again."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contacts.models import Contact, CustomerGoal, GoalStep
from crm.clock import local, zone
from staff import audit
from staff.models import Organisation, User


@transaction.atomic
def save_goal(
    *,
    by: User,
    contact: Contact,
    fields: dict[str, Any],
    steps: Sequence[str] = (),
    done: Collection[str] = (),
    goal: CustomerGoal | None = None,
    now: datetime | None = None,
) -> CustomerGoal:
    """Write the goal with our steps in this order, those that are `done` among them; it is looked at today."""
    now = now or timezone.now()
    today = local(now, zone(Organisation.current().time_zone)).date()
    verb = "contacts.goal.change" if goal else "contacts.goal.create"
    goal = goal or CustomerGoal(contact=contact, created_by=by, created_at=now)
    changed = sorted(name for name, value in fields.items() if getattr(goal, name) != value)
    for name in changed:
        setattr(goal, name, fields[name])
    goal.reviewed_on = today
    goal.full_clean(exclude=("contact", "created_by"))
    goal.save()
    _write_steps(goal, list(dict.fromkeys(steps)), done, today)
    audit.record(verb, by=by, subject=contact, detail={"goal": goal.pk, "fields": changed}, now=now)
    return goal


def _write_steps(goal: CustomerGoal, steps: Sequence[str], done: Collection[str], today: date) -> None:
    """A step whose words stay is the same one, and keeps the day on which it was done."""
    known = {step.words: step for step in goal.steps.all()}
    goal.steps.exclude(words__in=steps).delete()
    for position, words in enumerate(steps):
        step = known.get(words) or GoalStep(goal=goal, words=words)
        step.position = position
        step.done_on = (step.done_on or today) if words in done else None
        step.save()
