"""Follow-ups of the crowd: many done, and some forty open ones for each colleague."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random

from crm.clock import to_utc, zone
from demo.crowd.people import Person
from demo.house import HOME_ZONE
from demo.rows import Row, next_id, write
from interactions.models import FollowUp, FollowUpKind, FollowUpState

COLUMNS = (
    *("id", "contact_id", "owner_id", "kind", "title", "local_date", "local_time", "zone", "due_at", "state"),
    *("closed_at", "outcome", "created_by_id", "created_at"),
)
OPEN_EACH = 40
TITLES = [
    *("Call about the delivery date", "Send the drawing", "Ask how the screens look at noon", "Prepare the offer"),
    *("Confirm the fitter’s visit", "Return the call about the invoice", "Agree on the date of delivery"),
]


def write_plans(people: Sequence[Person], now: datetime, rng: Random) -> int:
    rows = [*_done(people, now, rng), *_open(people, now, rng)]
    write(FollowUp, COLUMNS, ((number, *row) for number, row in enumerate(rows, start=next_id(FollowUp))))
    return len(rows)


def _done(people: Sequence[Person], now: datetime, rng: Random) -> Iterator[Row]:
    for person in people[::3]:
        age = (now - person.since).days
        if person.owner_id and age > 8:
            due = _plan(person, now - timedelta(days=rng.randint(1, age - 7)), rng)
            closed_at = due[-1] + timedelta(hours=1)
            yield (*due, FollowUpState.DONE, closed_at, "Everything arrived.", person.owner_id, person.since)


def _open(people: Sequence[Person], now: datetime, rng: Random) -> Iterator[Row]:
    left: dict[int, int] = {}
    for person in people:
        if person.owner_id and left.setdefault(person.owner_id, OPEN_EACH) and (now - person.since).days > 8:
            left[person.owner_id] -= 1
            due = _plan(person, now + timedelta(days=rng.randint(-3, 60)), rng)
            yield (*due, FollowUpState.OPEN, None, "", person.owner_id, min(due[-1], now) - timedelta(days=5))


def _plan(person: Person, on: datetime, rng: Random) -> Row:
    at = time(rng.randint(8, 16), rng.choice([0, 30]))
    due_at = to_utc(on.date(), at, zone(HOME_ZONE)).astimezone(UTC)
    kind, title = FollowUpKind.TASK, rng.choice(TITLES)
    return (person.pk, person.owner_id, kind, title, on.date(), at, HOME_ZONE, due_at)
