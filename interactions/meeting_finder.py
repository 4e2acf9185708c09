"""When several people can meet: everybody's working hours without lunch, holidays and what they have already.

All arithmetic is of instants in UTC. A person is a contact or a colleague; both are judged by the light of
`contacts.calling`. Nothing here reads the database.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from contacts.calling import CallFacts, Colour, light_now
from contacts.working_time import Desk, Interval, common, desk_of, joined, without, working, working_day
from crm.clock import local, zone

STEP = timedelta(minutes=15)
# The edges of a working day are nobody's best hour.
EDGE = timedelta(minutes=30)
SHOWN = 12
# Of several days the best two of each that do not overlap; of one day alone everything.
A_DAY = 2
OF_ONE_DAY = 48
LEAST_BAD = 3
# Minutes of hardship, beside the minutes by which a meeting lies outside somebody's day.
NO_DAY = 24 * 60
TAKEN = 48 * 60
_RANK: dict[Colour, int] = {"green": 0, "amber": 1, "red": 2}


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person, what the light knows of them, what they have already, and how often they had the poor hour."""

    key: str
    name: str
    facts: CallFacts
    busy: tuple[Interval, ...] = ()
    burden: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """A meeting of so many minutes within a span, with some minutes free before and after what people have already."""

    within: Interval
    minutes: int
    buffer: int = 0

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Seat:
    """The meeting as one person meets it: the worst light of its minutes and why, and whether the hour is a poor one.

    `hardship` is 0 within their working hours, and grows with the minutes outside of them.
    """

    attendee: Attendee
    start: datetime
    colour: Colour
    reason: str
    is_inconvenient: bool
    is_taken: bool
    hardship: int

    @property
    def place(self) -> str:
        return self.attendee.facts.zone


@dataclass(frozen=True, slots=True)
class Slot:
    """A time for all of them; the best that is shown of its day tells how many `more` there are on that day."""

    span: Interval
    seats: tuple[Seat, ...]
    more: int = 0

    @property
    def is_all_green(self) -> bool:
        return all(seat.colour == "green" for seat in self.seats)

    @property
    def suffering(self) -> list[Seat]:
        """Those for whom it is not possible within their hours, the worst first."""
        return sorted((seat for seat in self.seats if seat.hardship), key=lambda seat: -seat.hardship)

    @property
    def inconvenienced(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_inconvenient]

    @property
    def rank(self) -> tuple[int, int, int, datetime]:
        """Fewest red, fewest amber, the least burdened of those with a poor hour, soonest."""
        red, amber = (sum(seat.colour == colour for seat in self.seats) for colour in ("red", "amber"))
        return red, amber, self.burden, self.span.start

    @property
    def burden(self) -> int:
        return sum(1 + seat.attendee.burden for seat in self.seats if seat.is_inconvenient)

    @property
    def badness(self) -> tuple[int, int, int, datetime]:
        """The mildest worst hour, then the least of all together, then who had it before, then soonest."""
        pains = [seat.hardship for seat in self.seats]
        return max(pains, default=0), sum(pains), self.burden, self.span.start


@dataclass(frozen=True, slots=True)
class Half:
    """One of two meetings in the place of one: who meets, and the best time for them."""

    people: tuple[Attendee, ...]
    slot: Slot


@dataclass(frozen=True, slots=True)
class Found:
    """Slots within everybody's hours, best first, spread over the days; else the least bad three, and two meetings in
    the place of one."""

    slots: tuple[Slot, ...]
    least_bad: tuple[Slot, ...] = ()
    split: tuple[Half, ...] = ()


@dataclass
class _Person:
    """What is computed once for one person."""

    attendee: Attendee
    wish: Wish
    desk: Desk
    free: list[Interval]
    easy: list[Interval]
    busy: list[Interval]
    lights: dict[datetime, tuple[Colour, str]] = field(default_factory=dict)

    def light(self, at: datetime) -> tuple[Colour, str]:
        if at not in self.lights:
            light = light_now(self.attendee.facts, at)
            self.lights[at] = light.colour, light.reason
        return self.lights[at]


def find(attendees: Sequence[Attendee], wish: Wish, *, here: ZoneInfo) -> Found:
    """The first of the attendees is who asks, and takes part in both of two meetings; days are those of `here`."""
    people = [_person(attendee, wish) for attendee in attendees]
    if not people:
        return Found(())
    slots = _slots(people, wish)
    if slots:
        return Found(tuple(_spread(slots, here)))
    return Found((), tuple(_least_bad(people, wish, here)), tuple(_split(people, wish)))


def slot_at(attendees: Sequence[Attendee], wish: Wish, start: datetime) -> Slot:
    """The meeting at that instant, whatever it is like."""
    return _slot([_person(attendee, wish) for attendee in attendees], wish, start)


def _person(attendee: Attendee, wish: Wish) -> _Person:
    desk = desk_of(attendee.facts)
    span = Interval(wish.within.start, wish.within.end + wish.length)
    gap = timedelta(minutes=wish.buffer)
    busy = joined(Interval(one.start - gap, one.end + gap) for one in attendee.busy)
    worked = working(desk, span)
    edges = joined(part for edge in _days(desk, span) for part in edge)
    return _Person(attendee, wish, desk, without(worked, busy), without(worked, edges), busy)


def _days(desk: Desk, span: Interval) -> Iterator[tuple[Interval, Interval]]:
    """The first and the last half hour of each day worked."""
    on = local(span.start, zone(desk.zone)).date() - timedelta(days=1)
    while on <= local(span.end, zone(desk.zone)).date() + timedelta(days=1):
        worked = working_day(desk, on)
        if worked:
            start, end = worked[0].start, worked[-1].end
            yield Interval(start, start + EDGE), Interval(end - EDGE, end)
        on += timedelta(days=1)


def possible_starts(attendees: Sequence[Attendee], wish: Wish) -> list[datetime]:
    """When a meeting may begin that lies within everybody's working hours, earliest first."""
    return list(_common_starts([_person(attendee, wish) for attendee in attendees], wish))


def _common_starts(people: Sequence[_Person], wish: Wish) -> Iterator[datetime]:
    return _starts(reduce(common, (person.free for person in people), [wish.within]), wish.length)


def _slots(people: Sequence[_Person], wish: Wish) -> list[Slot]:
    return sorted((_slot(people, wish, start) for start in _common_starts(people, wish)), key=lambda slot: slot.rank)


def _spread(slots: Sequence[Slot], here: ZoneInfo) -> list[Slot]:
    """The best of each day, best first as all were: twelve quarters of one morning would say one thing twelve times."""
    left = Counter(_day_of(slot.span.start, here) for slot in slots)
    if len(left) == 1:
        return list(slots[:OF_ONE_DAY])
    of_day: dict[date, list[Slot]] = {}
    for slot in slots:
        best = of_day.setdefault(_day_of(slot.span.start, here), [])
        if len(best) < A_DAY and not common([slot.span], [one.span for one in best]):
            best.append(slot)
    chosen = sorted((slot for best in of_day.values() for slot in best), key=lambda slot: slot.rank)[:SHOWN]
    left.subtract(_day_of(slot.span.start, here) for slot in chosen)
    # The first of its day takes the number along.
    return [replace(slot, more=left.pop(_day_of(slot.span.start, here), 0)) for slot in chosen]


def _day_of(at: datetime, here: ZoneInfo) -> date:
    return local(at, here).date()


def _starts(spans: Sequence[Interval], length: timedelta) -> Iterator[datetime]:
    """Every quarter of an hour at which a meeting of that length begins and ends within one of the spans."""
    for span in spans:
        start = _quarter(span.start)
        while start + length <= span.end:
            yield start
            start += STEP


def _quarter(at: datetime) -> datetime:
    """The instant itself, or the next quarter of an hour."""
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at + (STEP - over) if over else at


def _slot(people: Sequence[_Person], wish: Wish, start: datetime) -> Slot:
    span = Interval(start, start + wish.length)
    return Slot(span, tuple(_seat(person, span) for person in people))


def _seat(person: _Person, span: Interval) -> Seat:
    colour, reason = max((person.light(at) for at in _moments(span)), key=lambda light: _RANK[light[0]])
    return Seat(
        attendee=person.attendee,
        start=span.start,
        colour=colour,
        reason=reason,
        is_inconvenient=not _holds(person.easy, span),
        is_taken=bool(common(person.busy, [span])),
        hardship=_hardship(person, span),
    )


def _moments(span: Interval) -> Iterator[datetime]:
    """Each quarter of an hour of the meeting, and its last minute."""
    at = span.start
    while at < span.end:
        yield at
        at += STEP
    yield span.end - timedelta(minutes=1)


def _holds(spans: Sequence[Interval], span: Interval) -> bool:
    return any(one.start <= span.start and span.end <= one.end for one in spans)


def _hardship(person: _Person, span: Interval) -> int:
    """0 in working hours; else the minutes outside of them, a whole day on a day of rest, two where they are busy."""
    if _holds(person.free, span):
        return 0
    outside = _minutes_outside(working_day(person.desk, _date(person, span)), span)
    return (TAKEN if common(person.busy, [span]) else 0) + (NO_DAY if outside is None else outside)


def _date(person: _Person, span: Interval) -> date:
    return local(span.start, zone(person.desk.zone)).date()


def _minutes_outside(worked: Sequence[Interval], span: Interval) -> int | None:
    """How far the meeting reaches out of the day; at lunch a quarter of an hour. None where the day is not worked."""
    if not worked:
        return None
    early, late = worked[0].start - span.start, span.end - worked[-1].end
    return max(early, late, STEP) // timedelta(minutes=1)


def _least_bad(people: Sequence[_Person], wish: Wish, here: ZoneInfo) -> list[Slot]:
    """The mildest slot of each day, the three mildest days of these; of fewer days, more than one a day."""
    best: dict[date, tuple[tuple[int, int], datetime]] = {}
    pains = {
        start: _pain(people, Interval(start, start + wish.length)) for start in _starts([wish.within], wish.length)
    }
    in_order = sorted(pains, key=lambda start: (pains[start], start))
    for start in in_order:
        best.setdefault(local(start, here).date(), (pains[start], start))
    chosen = [start for _pain_, start in sorted(best.values())][:LEAST_BAD]
    chosen += [start for start in in_order if start not in chosen][: LEAST_BAD - len(chosen)]
    return sorted((_slot(people, wish, start) for start in chosen), key=lambda slot: slot.badness)


def _pain(people: Sequence[_Person], span: Interval) -> tuple[int, int]:
    pains = [_hardship(person, span) for person in people]
    return max(pains), sum(pains)


def _split(people: Sequence[_Person], wish: Wish) -> list[Half]:
    """Two meetings, east and west, both with whoever asks; the cut that leaves the better worse half."""
    host, *others = people
    others.sort(key=lambda person: (local(wish.within.start, zone(person.desk.zone)).utcoffset(), person.attendee.key))
    best: list[Half] = []
    for cut in range(1, len(others)):
        halves = [_half([host, *some], wish) for some in (others[:cut], others[cut:])]
        both = [half for half in halves if half is not None]
        if len(both) == len(halves) and (not best or _worse(both) < _worse(best)):
            best = both
    return best


def _half(people: Sequence[_Person], wish: Wish) -> Half | None:
    slots = _slots(people, wish)
    return Half(tuple(person.attendee for person in people), slots[0]) if slots else None


def _worse(halves: Sequence[Half]) -> tuple[int, int, int, datetime]:
    return max(half.slot.rank for half in halves)
