"""Promises: making one, and what happens to it. Each deed is a row of its own; the outcome follows from them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from crm.money import Money
from crm.privacy import forget_words
from interactions.actions.promise_warnings import cancel_warning, plan_warning
from interactions.models import Deed, Interaction, Promise, PromiseDeed, PromiseRules, outcome
from staff import audit
from staff.models import User

FURTHEST = timedelta(days=3660)


@transaction.atomic
def make_promise(  # long: the arguments stand one a line
    *,
    by: User,
    contact: Contact,
    what: str,
    local_date: date,
    zone: str,
    local_time: time | None = None,
    is_second: bool = False,
    owner: User | None = None,
    value: Money | None = None,
    entry: Interaction | None = None,
    now: datetime | None = None,
) -> Promise:
    """Promise `what` to the contact by a day, or a minute of it, on the clock of `zone`.

    What was promised in a conversation, its `entry`, was promised when that took place. The owner is warned ahead of
    the due moment. Raise ValidationError for one that passed before it was promised, or is too far away.
    """
    now = now or timezone.now()
    promise = Promise(
        contact=contact,
        owner=owner or by,
        what=what,
        local_date=local_date,
        local_time=local_time,
        is_second=is_second,
        zone=zone,
        amount=None if value is None else value.amount,
        currency="" if value is None else value.currency,
        entry=entry,
        made_at=entry.at if entry else now,
        made_by=by,
    )
    _insert(promise, now)
    audit.record("interactions.promise", by=by, subject=promise, detail={"contact": contact.pk}, now=now)
    return promise


def _insert(promise: Promise, now: datetime) -> None:
    # The dates are compared first: the ends of the calendar have no instant in every zone.
    if promise.local_date > (now + FURTHEST).date():
        raise ValidationError({"local_date": _("This day is more than ten years away.")})
    if promise.local_date < (promise.made_at - timedelta(days=1)).date():
        raise _passed(promise)
    promise.set_due(PromiseRules.current().grace_days)
    if promise.due_at <= promise.made_at:
        raise _passed(promise)
    promise.full_clean()
    promise.save()
    plan_warning(promise, now)


def _passed(promise: Promise) -> ValidationError:
    field = "local_date" if promise.is_for_a_day else "local_time"
    return ValidationError({field: _("This moment has passed already.")})


@transaction.atomic
def keep_promise(
    *,
    by: User,
    promise: Promise,
    at: datetime | None = None,
    is_whole: bool = True,
    remark: str = "",
    now: datetime | None = None,
) -> None:
    """It was done at a moment, wholly or in part; what was done in part stays open."""
    now = now or timezone.now()
    kind = Deed.KEPT if is_whole else Deed.PARTLY
    _happen(by=by, promise=promise, kind=kind, at=at or now, remark=remark, now=now)


@transaction.atomic
def move_promise(  # long: the arguments stand one a line, twice
    *,
    by: User,
    promise: Promise,
    is_their_wish: bool,
    local_date: date,
    zone: str,
    local_time: time | None = None,
    is_second: bool = False,
    at: datetime | None = None,
    remark: str = "",
    now: datetime | None = None,
) -> Promise:
    """Agree on another due moment: the promise ends, and another takes its place, which is returned.

    `is_their_wish`: the customer asked for it, at the moment `at`. Before the due moment that breaks no promise.
    """
    now = now or timezone.now()
    at = at or now
    kind = Deed.MOVED_FOR_THEM if is_their_wish else Deed.MOVED_BY_US
    moved = _happen(by=by, promise=promise, kind=kind, at=at, remark=remark, now=now)
    replacement = Promise(
        contact=moved.contact,
        owner=moved.owner,
        what=moved.what,
        local_date=local_date,
        local_time=local_time,
        is_second=is_second,
        zone=zone,
        amount=moved.amount,
        currency=moved.currency,
        entry=moved.entry,
        replaces=moved,
        made_at=at,
        made_by=by,
    )
    _insert(replacement, now)
    return replacement


@transaction.atomic
def drop_promise(
    *,
    by: User,
    promise: Promise,
    is_their_wish: bool,
    at: datetime | None = None,
    remark: str = "",
    now: datetime | None = None,
) -> None:
    """It will not be done any more: the customer does not want it, or we do not do it."""
    now = now or timezone.now()
    kind = Deed.DROPPED_FOR_THEM if is_their_wish else Deed.GIVEN_UP
    _happen(by=by, promise=promise, kind=kind, at=at or now, remark=remark, now=now)


@transaction.atomic
def tell_customer(
    *, by: User, promise: Promise, how: str, at: datetime | None = None, now: datetime | None = None
) -> PromiseDeed:
    """The customer was told how it stands; this may be said of an ended promise too."""
    now = now or timezone.now()
    at = at or now
    _check_moment(promise, at, now)
    return _record(by=by, promise=promise, kind=Deed.TOLD, at=at, how=how, now=now)


def _happen(*, by: User, promise: Promise, kind: Deed, at: datetime, remark: str, now: datetime) -> Promise:
    """Record the deed of an open promise, and how it ended if it did."""
    held = Promise.objects.open().select_for_update().filter(pk=promise.pk).first()
    if held is None:
        raise ValidationError(_("This promise has been closed already."))
    _check_moment(held, at, now)
    if held.partly_at and at < _minute(held.partly_at):
        raise ValidationError({"at": _("A part of it was done after this moment.")})
    _record(by=by, promise=held, kind=kind, at=at, now=now)
    if kind == Deed.PARTLY:
        changed: dict[str, Any] = {"partly_at": held.partly_at or at}
    else:
        changed = {"outcome": outcome(held, held.deeds.all(), now), "ended_at": at}
        cancel_warning(held, now)
    Promise.objects.filter(pk=held.pk).update(**changed, remark=remark or held.remark)
    return held


def _check_moment(promise: Promise, at: datetime, now: datetime) -> None:
    if at > now:
        raise ValidationError({"at": _("This moment is still to come.")})
    if at < _minute(promise.made_at):
        raise ValidationError({"at": _("At this moment it was not promised yet.")})


def _minute(moment: datetime) -> datetime:
    """The minute in which it was: people say no seconds."""
    return moment.replace(second=0, microsecond=0)


def _record(*, by: User, promise: Promise, kind: Deed, at: datetime, now: datetime, how: str = "") -> PromiseDeed:
    deed = PromiseDeed(promise=promise, kind=kind, at=at, how=how, by=by, recorded_at=now)
    deed.full_clean()
    deed.save()
    detail = {"contact": promise.contact_id, "what": kind.value}
    audit.record("interactions.promise_deed", by=by, subject=promise, detail=detail, now=now)
    return deed


def hand_over_promises(user: User, successor: User, now: datetime) -> None:
    """What is open becomes the successor's, who is warned in their own morning; what ended keeps its owner."""
    for promise in Promise.objects.waiting_for(user).select_related("contact", "message"):
        cancel_warning(promise, now)
        promise.owner = successor
        promise.save(update_fields=["owner"])
        plan_warning(promise, now)


def forget_promises(people: list[Contact], now: datetime) -> None:
    """Nobody waits any more for what was promised to somebody erased; figures keep what it came to."""
    for promise in Promise.objects.open().filter(contact__in=people).select_related("message"):
        cancel_warning(promise, now)
        promise.deeds.create(kind=Deed.DROPPED_FOR_THEM, at=now, recorded_at=now)
        promise.outcome, promise.ended_at = outcome(promise, promise.deeds.all(), now), now
        promise.save(update_fields=["outcome", "ended_at"])
    forget_words(Promise.objects.filter(contact__in=people))
