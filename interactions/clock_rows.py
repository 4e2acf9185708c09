"""Response clocks as lists read them: with what is needed to say how much of their time is used."""

from collections.abc import Iterable

from contacts.models import Contact
from interactions.models import ClockMetric, Interaction, ResponseClock
from interactions.querysets import ResponseClockQuerySet


def with_calendars(clocks: ResponseClockQuerySet) -> ResponseClockQuerySet:
    """Clocks share their calendars, so each of these is read once."""
    return clocks.prefetch_related("events", "calendar")


def open_clocks_of(contact: Contact) -> ResponseClockQuerySet:
    """What the contact awaits now, the next due first; one that stands still comes last."""
    waiting = ResponseClock.objects.filter(contact=contact).open().select_related("terms", "entry")
    return with_calendars(waiting.next_due_first())


def put_clocks(entries: Iterable[Interaction]) -> None:
    """Tell the entries that a customer awaits, or awaited, an answer to which clock counts it; in one statement."""
    by_entry = {entry.pk: entry for entry in entries}
    waits = ResponseClock.objects.filter(entry__in=by_entry, metric=ClockMetric.FIRST_RESPONSE).counted()
    for clock in waits:
        by_entry[clock.entry_id].clock = clock  # type: ignore[attr-defined]  # for the template alone
