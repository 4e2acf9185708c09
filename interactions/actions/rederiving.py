"""A new time zone database may move an agreed hour: what was agreed is the wall time, so its instant follows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from tzdata import IANA_VERSION

from interactions.actions.follow_ups import reminds_at
from interactions.actions.promise_warnings import cancel_warning, plan_warning
from interactions.models import FollowUp, Promise
from outreach.actions.planning import move_to_instant
from staff import audit
from staff.actions import notify

NOTICE = "follow_up_rederived"
DAY = timedelta(days=1)


class Moved(NamedTuple):
    """A follow-up whose agreed wall time is at another instant than was planned."""

    follow_up: FollowUp
    before: datetime
    after: datetime

    def as_json(self) -> dict[str, Any]:
        one = self.follow_up
        hour = f"{one.local_time:%H:%M}" if one.local_time else "24:00"
        return {
            "follow_up": one.pk,
            "contact": one.contact_id,
            "owner": one.owner_id,
            "agreed": f"{one.local_date} {hour} {one.zone}",
            "before": self.before.isoformat(),
            "after": self.after.isoformat(),
        }


def rederive_times(*, now: datetime | None = None, is_rehearsal: bool = False) -> list[Moved]:
    """Move the open follow-ups to come whose agreed time the zones of today put elsewhere; what moved, earliest first.

    Their owners are told. What was put off waits as it was put off. A rehearsal changes nothing. Run
    again it finds nothing.
    """
    now = now or timezone.now()
    found = list(_moved(now))
    return found if is_rehearsal else [moved for moved in found if _move(moved, now)]


def _moved(now: datetime) -> Iterator[Moved]:
    agreed = FollowUp.objects.open().filter(due_at__gt=now, snoozes=0)
    for follow_up in agreed.order_by("due_at", "pk").iterator():
        after = follow_up.agreed_instant
        if after != follow_up.due_at:
            yield Moved(follow_up, follow_up.due_at, after)


@transaction.atomic
def _move(moved: Moved, now: datetime) -> bool:
    """False where somebody closed or moved it meanwhile."""
    one = moved.follow_up
    claimed = FollowUp.objects.open().filter(pk=one.pk, due_at=moved.before)
    if not claimed.update(due_at=moved.after):
        return False
    one.due_at = moved.after
    if one.message:
        move_to_instant(one.message, begins=reminds_at(one))
    _tell(one, one.title, moved.before, f"rederived/{one.pk}", now)
    return True


def _tell(one: FollowUp | Promise, title: str, before: datetime, key: str, now: datetime) -> None:
    """The trail, and the owner."""
    detail = {"before": before.isoformat(), "after": one.due_at.isoformat(), "tz": IANA_VERSION}
    audit.record("interactions.rederive", by=None, subject=one, detail=detail, now=now)
    notify(
        user=one.owner,
        kind=NOTICE,
        params={"title": title, "contact": one.contact.full_name, "zone": one.zone.replace("_", " ")},
        url=reverse("contacts:contact_detail", args=[one.contact_id]),
        key=f"{key}/{one.due_at:%Y-%m-%dT%H:%MZ}",
        now=now,
    )


def rederive_promises(*, now: datetime | None = None, is_rehearsal: bool = False) -> list[Promise]:
    """The same of open promises to come, with their days of grace and the warning of their owner."""
    now = now or timezone.now()
    open_ones = Promise.objects.open().filter(due_at__gt=now).select_related("contact", "owner", "message")
    found = [one for one in open_ones.order_by("due_at", "pk").iterator() if one.due_on(one.local_date) != one.due_at]
    return found if is_rehearsal else [one for one in found if _move_promise(one, now)]


@transaction.atomic
def _move_promise(promise: Promise, now: datetime) -> bool:
    before = promise.due_at
    promise.set_due(round((promise.in_time_until - before) / DAY))
    claimed = Promise.objects.open().filter(pk=promise.pk, due_at=before)
    if not claimed.update(due_at=promise.due_at, in_time_until=promise.in_time_until):
        return False
    cancel_warning(promise, now)
    plan_warning(promise, now)
    _tell(promise, promise.what, before, f"rederived/promise/{promise.pk}", now)
    return True
