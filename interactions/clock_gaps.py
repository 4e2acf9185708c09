"""When the customer is at work and nobody of the team is, day by day until a clock is due."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from contacts.models import Contact
from contacts.working_time import Interval, without, working
from crm.clock import local
from interactions.actions.response_clocks import customers_desk
from interactions.business_time import worked
from interactions.models import CalendarKind, ResponseClock

DAYS_SHOWN = 7


class Gap(NamedTuple):
    """A date of the customer, and the hours of it in which they would reach nobody."""

    on: date
    spans: list[Interval]


def gaps_until_due(clock: ResponseClock, now: datetime) -> list[Gap]:
    """Only where a team's hours count: of a customer's own there is nothing to compare."""
    if clock.calendar_kind != CalendarKind.TEAM or not clock.is_open:
        return []
    until = min(clock.due_at or now, now + timedelta(days=DAYS_SHOWN))
    return gaps(clock, clock.contact, Interval(now, max(until, now + timedelta(days=1))))


def gaps(clock: ResponseClock, contact: Contact, within: Interval) -> list[Gap]:
    alone = without(working(customers_desk(contact, within.start), within), worked(clock.calendar.shifts, within))
    found: dict[date, list[Interval]] = {}
    for span in alone:
        found.setdefault(local(span.start, contact.zone).date(), []).append(span)
    return [Gap(on, spans) for on, spans in found.items()]
