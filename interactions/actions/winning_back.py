"""The follow-up on the day on which we try again with somebody who left."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext, override

from contacts.actions.stages import standing_grounds
from contacts.merging import change as change_by_merge
from contacts.models import Contact, Merge, StageChange
from crm.clock import local, zone
from interactions.actions.closing import cancel_follow_up
from interactions.actions.follow_ups import FURTHEST, plan_follow_up
from interactions.models import FollowUp, FollowUpKind, FollowUpState
from staff.models import User

SOURCE = "contacts.stagechange/"
AT = time(9)


def follow_stage(contact: Contact, change: StageChange, now: datetime) -> None:
    """Whoever moved on is not to be won back any more; whoever left is, on the day that was named."""
    owner = contact.owner or change.by
    if owner is None or change.by is None:
        return
    # Who has just been entered waits for nothing yet.
    waits = FollowUp.objects.open().filter(contact=contact, source__startswith=SOURCE) if change.before else ()
    for waiting in waits:
        cancel_follow_up(by=change.by, follow_up=waiting, now=now)
    if change.win_back_on is not None and _is_to_come(change.win_back_on, owner, now):
        _plan(contact, change, change.win_back_on, owner, change.by, now)


def follow_merge(merge: Merge, now: datetime) -> None:
    """Of one person at most one exit waits: the newest of both, where the survivor stands there and it names a day.

    Closed as a part of the merge, so that undoing it opens the others again.
    """
    waiting = FollowUp.objects.open().filter(contact=merge.survivor_id, source__startswith=SOURCE)
    ids = {int(source.removeprefix(SOURCE)) for source in waiting.values_list("source", flat=True)}
    newest = StageChange.objects.filter(pk__in=ids).order_by("-at", "-id").first() if ids else None
    if newest is None:
        return
    stage = Contact.objects.values_list("stage", flat=True).get(pk=merge.survivor_id)
    if standing_grounds(merge.survivor_id, stage).win_back_on is not None:
        waiting = waiting.exclude(source=f"{SOURCE}{newest.pk}")
    change_by_merge(merge, waiting, {"state": FollowUpState.CANCELLED.value, "closed_at": now.astimezone(UTC)})


def _is_to_come(on: date, owner: User, now: datetime) -> bool:
    """Of what is put back, or imported, the day may be over or far beyond what can be planned."""
    return timedelta(0) < on - local(now, zone(owner.time_zone)).date() < FURTHEST


def _plan(contact: Contact, change: StageChange, on: date, owner: User, by: User, now: datetime) -> None:
    with override(owner.language):
        title = gettext("Win them back: ask what would have to change")
    plan_follow_up(
        by=by,
        contact=contact,
        owner=owner,
        kind=FollowUpKind.TASK,
        title=title,
        local_date=on,
        local_time=AT,
        zone=owner.time_zone,
        source=f"{SOURCE}{change.pk}",
        now=now,
    )
