"""Response clocks: a customer's entry starts one, the first human word to them ends it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.call_facts import facts
from contacts.models import Contact, Merge
from contacts.working_time import Desk
from contacts.working_time import desk_of as desk_by_light
from crm.privacy import forget_words
from interactions import business_time
from interactions.actions.receipts import plan_receipt, withdraw_receipt
from interactions.actions.response_policies import policy_for
from interactions.business_time import Turn
from interactions.models import (
    WRITTEN,
    CalendarKind,
    ClockCalendar,
    ClockEvent,
    ClockMetric,
    Direction,
    Interaction,
    Kind,
    PolicyVersion,
    Priority,
    ResponseClock,
    ResponsePolicy,
)
from interactions.people import desk, who_talks
from staff import audit
from staff.models import User

ANSWERS = (Direction.OUT, Direction.BOTH)
NO_ANSWER = (Kind.NOTE, Kind.PURCHASE, Kind.CONTRACT, Kind.ANSWER, Kind.CONSENT)
URGENCY = list(Priority.values)
HUMAN_WORD = Q(direction__in=ANSWERS, is_automatic=False) & ~Q(kind__in=NO_ANSWER)


def is_answer(entry: Interaction) -> bool:
    """Whether a person told the customer something: what left by itself, and what stays in the house, is no answer."""
    return not entry.is_automatic and entry.direction in ANSWERS and entry.kind not in NO_ANSWER


def awaits_one(entry: Interaction, told: bool | None) -> bool:
    """Whether the customer awaits an answer: `told` says so of any conversation, else what they wrote does."""
    if entry.is_automatic or entry.corrects_id is not None or entry.direction == Direction.INTERNAL:
        return False
    return told if told is not None else entry.direction == Direction.IN and entry.kind in WRITTEN


@transaction.atomic
def note_entry(
    entry: Interaction, *, awaits_answer: bool | None = None, priority: str = Priority.NORMAL, now: datetime
) -> ResponseClock | None:
    """An entry was added to the timeline: answer what it answers, and start what it starts; the clock that it starts.

    Call it once for each new entry, in the transaction that adds it. `awaits_answer` is what a colleague said; None
    leaves it to the kind of the entry. Whoever writes again while we owe an answer waits on, since the first time;
    what is more urgent, and by another policy promised sooner, has a clock beside.
    """
    if entry.corrects_id is None and is_answer(entry) and _answer(entry, now):
        _await_what_came_since(entry, now)
    if not awaits_one(entry, awaits_answer):
        return None
    held = Contact.objects.select_for_update(no_key=True, of=("self",))
    contact = held.select_related("company").get(pk=entry.contact_id)
    waiting = list(_waiting(contact, *ClockMetric.values))
    for clock in waiting:
        _wake(clock, entry, now)
    first = [clock for clock in waiting if clock.metric == ClockMetric.FIRST_RESPONSE]
    if any(URGENCY.index(priority) <= URGENCY.index(clock.priority) for clock in first):
        return None
    return _begin_wait(entry, contact, priority, now, sooner_than=[clock.target_minutes for clock in first])


def _begin_wait(
    entry: Interaction, contact: Contact, priority: str, now: datetime, *, sooner_than: Sequence[int] = ()
) -> ResponseClock | None:
    policy = policy_for(contact, kind=entry.kind, priority=priority, now=now)
    if policy is None or any(minutes <= policy.first_response_minutes for minutes in sooner_than):
        return None
    clock = _start(entry, contact, policy, priority, now)
    if policy.sends_receipt and entry.kind in WRITTEN:
        plan_receipt(clock, now=now)
    return clock


def _await_what_came_since(answer: Interaction, now: datetime) -> None:
    """An answer may be written down after what the customer wrote next, which started no clock while one ran."""
    told = Interaction.objects.filter(contact=answer.contact_id, corrects__isnull=True, is_automatic=False)
    last = told.filter(HUMAN_WORD, at__gte=answer.at).latest("at", "pk")
    wrote = told.standing().filter(direction=Direction.IN, kind__in=WRITTEN, at__gt=last.at, clocks__isnull=True)
    since = wrote.order_by("at", "pk").first()
    if since is not None and not _waiting(answer.contact, ClockMetric.FIRST_RESPONSE).exists():
        _begin_wait(since, answer.contact, Priority.NORMAL, now)


def note_entries(entries: Sequence[Interaction], now: datetime) -> None:
    """The same for many that colleagues' prepared mails left: only customers who wait for us are looked at."""
    answers = [entry.source for entry in entries if is_answer(entry)]
    if not answers:
        return
    waiting = ResponseClock.objects.open().values("contact")
    for entry in Interaction.objects.filter(source__in=answers, contact__in=waiting).order_by("at", "pk"):
        note_entry(entry, now=now)


def _waiting(contact: Contact, *metrics: str) -> Any:
    return ResponseClock.objects.open().filter(contact=contact, metric__in=metrics).select_for_update(of=("self",))


def _wake(clock: ResponseClock, entry: Interaction, now: datetime) -> None:
    """They wrote while we waited for them: their turn is over."""
    if clock.state == "paused":
        _append(clock, Turn.RESUMED, at=max(entry.at, clock.events.latest("at", "pk").at), entry=entry, now=now)


def _start(entry: Interaction, contact: Contact, policy: ResponsePolicy, priority: str, now: datetime) -> ResponseClock:
    calendar_kind, calendar = calendar_for(contact, policy.calendar, policy.team_id, entry.at)
    clock = _begin(
        ResponseClock(
            contact=contact,
            entry=entry,
            metric=ClockMetric.FIRST_RESPONSE,
            priority=priority,
            terms=PolicyVersion.objects.get(policy=policy, number=policy.version),
            calendar=calendar,
            calendar_kind=calendar_kind,
            target_minutes=policy.first_response_minutes,
            started_at=entry.at,
        ),
        now,
    )
    # An entry may be written down later than what answered it.
    later = Interaction.objects.filter(HUMAN_WORD, contact=contact, at__gt=entry.at, corrects__isnull=True)
    answer = later.order_by("at", "pk").first()
    if answer is not None:
        _answer(answer, now)
        clock.refresh_from_db()
    return clock


def _begin(clock: ResponseClock, now: datetime) -> ResponseClock:
    clock.save(force_insert=True)
    _append(clock, Turn.STARTED, at=clock.started_at, entry=clock.entry, now=now)
    return clock


def calendar_for(contact: Contact, kind: str, team: int | None, at: datetime) -> tuple[str, ClockCalendar]:
    """The hours in which a clock of the contact counts, frozen, and whose they are.

    A team's are those of its colleagues who talk with customers; where it has none, the customer's own stand in.
    """
    if kind == CalendarKind.TEAM:
        members = who_talks().filter(team=team or contact.team_id) if team or contact.team_id else who_talks().none()
        desks = [desk(user) for user in members]
        if desks:
            return CalendarKind.TEAM, _frozen(desks, at.date())
    return CalendarKind.CUSTOMER, _frozen([customers_desk(contact, at)], at.date())


def customers_desk(contact: Contact, at: datetime) -> Desk:
    """Their opening hours, as the light knows them, without a pause for lunch: who eats is there."""
    known = desk_by_light(facts(contact, refused=False, at=at))
    return Desk(known.zone, known.start, known.end, known.country, known.region, special=known.special)


def _frozen(desks: Sequence[Desk], on: date) -> ClockCalendar:
    frozen = business_time.freeze(desks, on)
    digest = hashlib.sha256(json.dumps(frozen, sort_keys=True).encode()).hexdigest()
    return ClockCalendar.objects.get_or_create(digest=digest, defaults={"desks": frozen})[0]


def _answer(entry: Interaction, now: datetime) -> bool:
    """End what the customer has awaited since before the entry; the promise of updates counts from it anew. Whether
    anything was."""
    promise: ResponseClock | None = None
    for clock in _waiting(entry.contact, *ClockMetric.values).filter(started_at__lte=entry.at).order_by("started_at"):
        if clock.entry_id != entry.pk:
            _append(clock, Turn.ANSWERED, at=entry.at, by=entry.by, entry=entry, now=now)
            withdraw_receipt(clock, now=now)
            promise = promise if promise and promise.metric == ClockMetric.UPDATE else clock
    if promise is not None and promise.terms.terms["update_every_days"]:
        _promise_update(promise, entry, now)
    return promise is not None


def _promise_update(former: ResponseClock, entry: Interaction, now: datetime) -> None:
    """So many working days from our last word on, in the hours and by the terms of the clock before."""
    said = Interaction.objects.filter(HUMAN_WORD, contact=former.contact_id, at__gte=entry.at, corrects__isnull=True)
    last = said.latest("at", "pk")
    updates = ResponseClock.objects.filter(contact=former.contact_id, metric=ClockMetric.UPDATE)
    target = former.terms.terms["update_every_days"] * business_time.usual_day(former.calendar.shifts, last.at)
    if not target or updates.open().exists() or updates.filter(entry=last).exists():
        return
    _begin(
        ResponseClock(
            contact=former.contact,
            entry=last,
            metric=ClockMetric.UPDATE,
            priority=former.priority,
            terms=former.terms,
            calendar=former.calendar,
            calendar_kind=former.calendar_kind,
            target_minutes=target // timedelta(minutes=1),
            started_at=last.at,
        ),
        now,
    )


@transaction.atomic
def pause_clock(*, by: User, clock: ResponseClock, reason: str, now: datetime | None = None) -> None:
    """Let it stand still, as we wait for the customer ourselves; what they write next lets it run again."""
    _turn(Turn.PAUSED, ["running"], by=by, clock=clock, reason=_given(reason), now=now)


@transaction.atomic
def resume_clock(*, by: User, clock: ResponseClock, reason: str = "", now: datetime | None = None) -> None:
    _turn(Turn.RESUMED, ["paused"], by=by, clock=clock, reason=reason, now=now)


@transaction.atomic
def void_clock(*, by: User, clock: ResponseClock, reason: str, now: datetime | None = None) -> None:
    """It shall not count: nothing was to be answered."""
    _turn(Turn.VOIDED, ["running", "paused"], by=by, clock=clock, reason=_given(reason), now=now)


@transaction.atomic
def solve_clock(*, by: User, clock: ResponseClock, reason: str = "", now: datetime | None = None) -> None:
    """What updates were promised for is solved: this was the last of them. ValidationError for a first answer."""
    if clock.metric != ClockMetric.UPDATE:
        raise ValidationError(_("A first answer is still awaited: log it, then say that all is solved."))
    _turn(Turn.SOLVED, ["running", "paused"], by=by, clock=clock, reason=reason, now=now)


def _given(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that colleagues understand it later.")})
    return reason


def _turn(
    turn: Turn, states: Sequence[str], *, by: User, clock: ResponseClock, reason: str, now: datetime | None
) -> None:
    """Whoever was slower finds a clock that has turned already, and is told so."""
    now = now or timezone.now()
    held = ResponseClock.objects.select_for_update().get(pk=clock.pk)
    if held.state not in states:
        raise ValidationError(_("A colleague was faster: this clock is no longer as the page showed it."))
    _append(held, turn, at=now, by=by, reason=reason.strip(), now=now)
    if turn == Turn.VOIDED:
        withdraw_receipt(held, now=now)
    audit.record("interactions.clock", by=by, subject=held, detail={"turn": turn.value}, now=now)


def _append(clock: ResponseClock, turn: str, *, at: datetime, now: datetime, **event: Any) -> None:
    """Write down what happened, and what follows from it."""
    ClockEvent.objects.create(clock=clock, kind=turn, at=at, created_at=now, **event)
    clock.settle()
    clock.save(update_fields=["state", "half_at", "most_at", "due_at", "ended_at", "used_seconds"])


def void_taken_back(entry: Interaction, *, by: User, now: datetime) -> None:
    """The entry was a mistake: nobody waits for an answer to it."""
    for clock in ResponseClock.objects.open().filter(entry=entry).select_for_update(of=("self",)):
        _append(clock, Turn.VOIDED, at=max(now, clock.started_at), by=by, now=now)
        withdraw_receipt(clock, now=now)


@transaction.atomic
def follow_merge(merge: Merge, now: datetime) -> None:
    """Two who waited are one customer: of two waits for the same, the one that is due first counts on.

    Called when the clocks stand at the survivor.
    """
    for metric in ClockMetric.values:
        waiting = ResponseClock.objects.open().filter(contact=merge.survivor_id, metric=metric)
        for clock in waiting.next_due_first()[1:]:
            _append(clock, Turn.MERGED, at=max(now, clock.started_at), merge=merge, now=now)


@transaction.atomic
def follow_unmerge(merge: Merge, now: datetime) -> None:
    """They are two again, and each waits."""
    for clock in ResponseClock.objects.filter(events__merge=merge, events__kind=Turn.MERGED):
        _append(clock, ClockEvent.UNMERGED, at=now, merge=merge, now=now)


def forget_clocks(people: Sequence[Contact], now: datetime) -> None:
    """Nobody waits any more; the words of colleagues about it go, the times stay."""
    clocks = ResponseClock.objects.filter(contact__in=people)
    for clock in clocks.open():
        _append(clock, Turn.VOIDED, at=now, now=now)
    forget_words(ClockEvent.objects.filter(clock__in=clocks))
