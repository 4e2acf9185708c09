"""Who has a birthday whose local hour has come or comes soon; each gets one planned greeting a year.

Nobody keeps a "next date" per contact: the pairs of zone and day are computed anew each time, so an outage, a late
import or a moved contact heals by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, Subquery

from contacts.consent import may_contact
from contacts.models import Channel, Contact, DateKind, ImportantDate
from contacts.querysets import ContactQuerySet
from crm.clock import occurrence_in_year, to_utc, zone, zone_names
from outreach import reasons
from outreach.actions.planning import step_of
from outreach.models import Anchor, JourneyStep, Message, State
from outreach.rules import BIRTHDAY
from outreach.yearly import is_kept_on
from staff.models import Organisation

LOOK_BACK = timedelta(hours=24)
LOOK_AHEAD = timedelta(hours=24)
AUDIT_LOOK_BACK = timedelta(days=7)
CHUNK = 5000
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """One day's greeting in one zone."""

    on: date
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True)
class Span:
    """The stretch of time, half-open at its beginning, whose due moments are wanted."""

    after: datetime
    until: datetime

    def holds(self, moment: datetime) -> bool:
        return self.after < moment <= self.until


def sweep_birthdays(*, now: datetime, look_back: timedelta = LOOK_BACK) -> dict[str, int]:
    """Plan what is due from `look_back` before now until a day ahead; return how many rows of each state were born."""
    counts = {"planned": 0, "expired": 0, "skipped": 0, "moved": 0}
    span = Span(now - look_back, now + LOOK_AHEAD)
    rule = Organisation.objects.values_list("feb29", flat=True).first() or "feb28"
    step_of(BIRTHDAY)  # makes the ready-made journeys where nobody has asked for one yet
    steps = JourneyStep.objects.filter(journey__anchor=Anchor.BIRTHDAY, journey__is_enabled=True)
    for step in steps.select_related("journey", "template"):
        counts["moved"] += _withdraw_changed(step, span, rule)
        for month_day, on in _days(step, span, rule):
            _plan_day(step, month_day, on, span, now, counts)
    return counts


def _days(step: JourneyStep, span: Span, feb29: str) -> Iterator[tuple[int, date]]:
    """Each birthday as it stands in the table (month x 100 + day), with the date on which it is kept."""
    on = (span.after - 2 * ONE_DAY - timedelta(days=step.offset_days)).date()
    last = (span.until + 2 * ONE_DAY - timedelta(days=step.offset_days)).date()
    while on <= last:
        yield on.month * 100 + on.day, on
        if (on.month, on.day) != (2, 29) and occurrence_in_year(2, 29, on.year, feb29) == on:  # type: ignore[arg-type]
            yield 229, on
        on += ONE_DAY


@lru_cache(maxsize=1)
def _places() -> list[tuple[str, ZoneInfo]]:
    """Every zone, kept: zoneinfo itself keeps only a handful, and reads the others from their files again."""
    return [(name, zone(name)) for name in zone_names()]


def due_in(place: ZoneInfo, step: JourneyStep, on: date) -> Due:
    """When the greeting for a birthday kept on `on` goes in a zone: from the step's hour until its window ends."""
    day = on + timedelta(days=step.offset_days)
    not_before = to_utc(day, step.send_time, place)
    return Due(day, not_before, max(not_before, to_utc(day, step.window_until, place)))


def _plan_day(step: JourneyStep, month_day: int, on: date, span: Span, now: datetime, counts: dict[str, int]) -> None:
    dues = {name: due for name, place in _places() if span.holds((due := due_in(place, step, on)).not_before)}
    if not dues:
        return
    people = Contact.objects.alive().filter(
        merged_into=None,
        time_zone__in=dues,
        dates__kind=DateKind.BIRTHDAY,
        dates__month_day=month_day,
    )
    counts["moved"] += _move_to_new_date(step, people, on, dues, now)
    greeted = Message.objects.filter(step=step, contact=OuterRef("pk"), occurrence=str(on.year))
    waiting = people.filter(~Exists(greeted)).order_by("pk")
    last_pk = 0
    while chunk := list(waiting.filter(pk__gt=last_pk)[:CHUNK]):
        messages = [_greeting(step, contact, on, dues[contact.time_zone], now) for contact in chunk]
        Message.objects.bulk_create(messages, batch_size=500, ignore_conflicts=True)
        for message in messages:
            counts["planned" if message.state == State.PENDING else message.state] += 1
        last_pk = chunk[-1].pk


def _greeting(step: JourneyStep, contact: Contact, on: date, due: Due, now: datetime) -> Message:
    state, reason = _state_at_birth(step, contact, due, now)
    return Message(
        step=step,
        contact=contact,
        occurrence=str(on.year),
        purpose=step.journey.purpose,
        priority=step.priority,
        state=state,
        reason=reason,
        not_before=due.not_before,
        not_after=due.not_after,
        zone=contact.time_zone,
        local_date=due.on,
        local_time=step.send_time,
        template=step.template,
        created_at=now,
    )


def _state_at_birth(step: JourneyStep, contact: Contact, due: Due, now: datetime) -> tuple[State, str]:
    """In time: planned, and asked again when it leaves. Too late: the reason that would have held then, if any."""
    if now <= due.not_after:
        return State.PENDING, ""
    verdict = may_contact(contact, step.journey.purpose, Channel.EMAIL, due.not_before)
    return (State.EXPIRED, reasons.TOO_LATE) if verdict else (State.SKIPPED, verdict.code)


def _move_to_new_date(step: JourneyStep, people: ContactQuerySet, on: date, dues: dict[str, Due], now: datetime) -> int:
    """A birthday was corrected before anything was sent: this year's greeting moves to the new date, or back."""
    days = {due.on for due in dues.values()}
    unsent = Message.objects.filter(step=step, occurrence=str(on.year), contact__in=people).filter(
        Q(state=State.CANCELLED, reason=reasons.DATE_CHANGED)
        | Q(state__in=[State.EXPIRED, State.SKIPPED]) & ~Q(local_date__in=days)
    )
    moved = 0
    for message in unsent:
        contact = people.get(pk=message.contact_id)
        due = dues[contact.time_zone]
        state, reason = _state_at_birth(step, contact, due, now)
        moved += Message.objects.filter(pk=message.pk, state=message.state).update(
            state=state,
            reason=reason,
            not_before=due.not_before,
            not_after=due.not_after,
            zone=contact.time_zone,
            local_date=due.on,
        )
    return moved


def _withdraw_changed(step: JourneyStep, span: Span, feb29: str) -> int:
    """Planned greetings whose day is no longer the contact's."""
    day = ImportantDate.objects.filter(kind=DateKind.BIRTHDAY, contact=OuterRef("contact")).values("month_day")[:1]
    # One query: between two, another scheduler may plan a greeting, whose day would then be missed.
    planned = Message.objects.pending().filter(step=step, not_before__gt=span.after).annotate(kept=Subquery(day))
    days = planned.values_list("pk", "kept", "local_date").iterator()
    changed = [pk for pk, kept, on in days if not is_kept_on(kept, on, step, feb29)]
    withdrawn = Message.objects.pending().filter(pk__in=changed)
    return withdrawn.update(state=State.CANCELLED, reason=reasons.DATE_CHANGED)
