"""The meeting finder: against a slow calculation over single minutes, and what it says where no hour suits all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from contacts.calendars import is_working_day
from contacts.calling import CallFacts
from contacts.working_time import Interval
from interactions.meeting_finder import A_DAY, LEAST_BAD, SHOWN, Attendee, Found, Wish, find, possible_starts, slot_at

PRAGUE = ZoneInfo("Europe/Prague")
MINUTE = timedelta(minutes=1)
# Zones of both sides of the date line, of half and quarter hours, and of clocks that change by half an hour.
PLACES = [
    ("Europe/Prague", "CZ"),
    ("America/New_York", "US"),
    ("Asia/Tokyo", "JP"),
    ("Asia/Kathmandu", "NP"),
    ("Pacific/Kiritimati", "KI"),
    ("Pacific/Pago_Pago", "AS"),
    ("Pacific/Chatham", "NZ"),
    ("Australia/Lord_Howe", "AU"),
    ("Africa/Casablanca", "MA"),
    ("Asia/Riyadh", "SA"),
    ("America/St_Johns", "CA"),
]
# Around clock changes of both hemispheres, holidays, and the turn of a year.
STARTS = ["2026-03-27", "2026-10-23", "2026-04-03", "2026-10-02", "2026-12-30", "2026-03-06", "2026-06-15"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def facts(zone: str, country: str, start: time = time(9), end: time = time(17), **others: object) -> CallFacts:
    return CallFacts(
        zone=zone, zone_confirmed=True, country=country, hours_start=start, hours_end=end, hours_explicit=True, **others
    )


def person(key: str, zone: str, country: str, **others: object) -> Attendee:
    return Attendee(key, key.title(), facts(zone, country), **others)


def wish(start: str, days: int = 5, minutes: int = 30, buffer: int = 0) -> Wish:
    begins = utc(start)
    return Wish(Interval(begins, begins + timedelta(days=days)), minutes, buffer)


def starts(found: Found) -> list[str]:
    return [f"{slot.span.start:%Y-%m-%dT%H:%M}" for slot in found.slots]


ALICE = person("alice", "Europe/Prague", "CZ")
BOB = person("bob", "Europe/London", "GB")
CHIE = person("chie", "Asia/Tokyo", "JP")
DOLORES = person("dolores", "America/Los_Angeles", "US")


# --- against the minutes themselves


@pytest.mark.parametrize("seed", range(60))
def test_every_slot_of_a_random_world_is_free_minute_by_minute(seed: int) -> None:
    chance = Random(seed)
    asked = wish(chance.choice(STARTS), days=4, minutes=chance.choice([15, 30, 45, 60]), buffer=chance.choice([0, 10]))
    people = [_anybody(chance, f"p{number}", asked) for number in range(chance.randint(1, 3))]
    assert possible_starts(people, asked) == _slow_starts(people, asked)


def _anybody(chance: Random, key: str, asked: Wish) -> Attendee:
    zone, country = chance.choice(PLACES)
    first = chance.choice([0, 1, 2, 6, 8, 9])
    known = facts(
        zone,
        country,
        time(first, chance.choice([0, 30])),
        time(first + 8, chance.choice([0, 15, 30])),
        lunch_start=time(first + 3),
        lunch_end=time(first + 4),
    )
    busy = tuple(
        Interval(begins, begins + timedelta(minutes=chance.choice([15, 30, 90])))
        for begins in (asked.within.start + timedelta(minutes=chance.randrange(4 * 24 * 60)) for _ in range(4))
    )
    return Attendee(key, key, known, busy)


def _slow_starts(people: Sequence[Attendee], asked: Wish) -> list[datetime]:
    minutes = int((asked.within.end - asked.within.start) / MINUTE)
    free = [all(flags) for flags in zip(*(_free_minutes(one, asked, minutes) for one in people), strict=True)]
    return [
        asked.within.start + at * MINUTE
        for at in range(0, minutes - asked.minutes + 1, 15)
        if all(free[at : at + asked.minutes])
    ]


def _free_minutes(one: Attendee, asked: Wish, minutes: int) -> list[bool]:
    gap = asked.buffer * MINUTE
    worked = list(_worked(one.facts, asked))
    return [
        any(start <= at < end for start, end in worked)
        and not any(busy.start - gap <= at < busy.end + gap for busy in one.busy)
        for at in (asked.within.start + number * MINUTE for number in range(minutes))
    ]


def _worked(known: CallFacts, asked: Wish) -> Iterator[tuple[datetime, datetime]]:
    """Morning and afternoon of each date there."""
    edges = [known.hours_start, known.lunch_start, known.lunch_end, known.hours_end]
    for ahead in range(-2, 8):
        on = asked.within.start.date() + timedelta(days=ahead)
        if is_working_day(known.country, "", on):
            start, noon, after, end = (_instant(on, at, known.zone) for at in edges if at is not None)
            yield start, min(noon, end)
            yield max(after, start), end


def _instant(on: date, at: time, zone: str) -> datetime:
    """The first minute of UTC whose clock there shows the time; for one that is skipped, what it would have been."""
    place, wanted = ZoneInfo(zone), datetime.combine(on, at)
    begins = datetime.combine(on, at, UTC) - timedelta(hours=15)
    for number in range(30 * 60):
        instant = begins + number * MINUTE
        if instant.astimezone(place).replace(tzinfo=None) == wanted:
            return instant
    before = (datetime.combine(on, at, UTC) - timedelta(hours=24)).astimezone(place).utcoffset()
    assert before is not None
    return (wanted - before).replace(tzinfo=UTC)


# --- ranking


def test_all_green_comes_first_and_then_the_soonest() -> None:
    found = find([ALICE, BOB], wish("2026-12-01", days=1), here=PRAGUE)
    # 10:00-17:00 in Prague is worked by both; London eats from 13:00 to 14:00 in Prague's time, Prague from 12:00.
    assert starts(found)[:3] == ["2026-12-01T09:30", "2026-12-01T09:45", "2026-12-01T10:00"]
    assert [slot.is_all_green for slot in found.slots][:3] == [True, True, True]
    ambers = [sum(seat.colour == "amber" for seat in slot.seats) for slot in found.slots]
    assert ambers == sorted(ambers)


def test_the_best_of_each_day_are_shown_and_how_many_more_there_are() -> None:
    slots, whole = (find([ALICE, BOB], wish("2026-12-01", days=days), here=PRAGUE).slots for days in (14, 1))
    days = [slot.span.start.astimezone(PRAGUE).date() for slot in slots]
    assert (len(slots), set(Counter(days).values()), len(set(days))) == (SHOWN, {A_DAY}, SHOWN // A_DAY)
    assert [slot.rank for slot in slots] == sorted(slot.rank for slot in slots)
    assert starts(Found(slots[:3])) == ["2026-12-01T09:30", "2026-12-01T10:00", "2026-12-02T09:30"]
    assert [slot.more for slot in slots[:4]] == [len(whole) - A_DAY, 0, len(whole) - A_DAY, 0]
    assert {slot.more for slot in whole} == {0}


def test_of_a_day_nothing_that_overlaps_is_shown() -> None:
    slots = find([ALICE, BOB], wish("2026-12-01", days=7, minutes=120), here=PRAGUE).slots
    assert len(slots) > A_DAY
    spans = sorted(slot.span for slot in slots)
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_whoever_had_the_poor_hour_last_time_is_spared() -> None:
    """One at the end of the day, one at its beginning: the hour goes to who has had it less often."""
    early = Attendee("u1", "Early", facts("Europe/Prague", "CZ", time(8), time(12)))
    late = Attendee("u2", "Late", facts("Europe/Prague", "CZ", time(11), time(17)))
    asked = wish("2026-12-01", days=1)
    turns = [
        find([replace(early, burden=one), replace(late, burden=two)], asked, here=PRAGUE)
        for one, two in ((0, 1), (1, 0))
    ]
    # 11:00-12:00 is the last hour of one and the first of the other.
    assert [starts(found)[0] for found in turns] == ["2026-12-01T10:30", "2026-12-01T10:00"]
    assert [[seat.attendee.name for seat in found.slots[0].inconvenienced] for found in turns] == [["Early"], ["Late"]]


def test_the_doubt_about_a_zone_is_nobodys_poor_hour() -> None:
    doubtful = Attendee("c1", "Carol", replace(facts("Europe/Prague", "CZ"), zone_confirmed=False))
    slot = slot_at([doubtful], wish("2026-12-01"), utc("2026-12-01T10:00"))
    assert [(seat.colour, seat.is_inconvenient) for seat in slot.seats] == [("amber", False)]


def test_time_around_what_is_there_already_is_kept_free() -> None:
    busy = replace(ALICE, busy=(Interval(utc("2026-12-01T09:00"), utc("2026-12-01T10:00")),))
    tight, easy = (find([busy], wish("2026-12-01", days=1, buffer=buffer), here=PRAGUE) for buffer in (0, 15))
    assert "2026-12-01T10:00" in starts(tight)
    assert "2026-12-01T10:00" not in starts(easy)
    assert "2026-12-01T10:15" in starts(easy)


def test_nothing_begins_before_the_span_or_ends_after_it() -> None:
    asked = Wish(Interval(utc("2026-12-01T09:07"), utc("2026-12-01T10:00")), 30)
    assert sorted(starts(find([ALICE], asked, here=PRAGUE))) == ["2026-12-01T09:15", "2026-12-01T09:30"]


# --- where no hour suits everybody


def test_the_least_bad_three_say_who_suffers() -> None:
    found = find([ALICE, CHIE, DOLORES], wish("2026-12-01", days=5), here=PRAGUE)
    assert found.slots == ()
    assert len(found.least_bad) == LEAST_BAD
    assert len({slot.span.start.astimezone(PRAGUE).date() for slot in found.least_bad}) == LEAST_BAD
    best = found.least_bad[0]
    assert [(seat.attendee.name, seat.hardship) for seat in best.suffering] == [("Alice", 225), ("Dolores", 225)]
    assert best.badness == min(slot.badness for slot in found.least_bad)


def test_no_quarter_of_an_hour_is_milder_than_the_least_bad_one() -> None:
    people, asked = [ALICE, CHIE, DOLORES], wish("2026-12-01", days=3)
    [best, *_others] = find(people, asked, here=PRAGUE).least_bad
    at = asked.within.start
    while at + asked.length <= asked.within.end:
        assert best.badness[:2] <= slot_at(people, asked, at).badness[:2]
        at += timedelta(minutes=15)


def test_a_single_day_brings_three_times_all_the_same() -> None:
    found = find([ALICE, CHIE, DOLORES], wish("2026-12-01", days=1), here=ZoneInfo("UTC"))
    assert len({slot.span.start for slot in found.least_bad}) == LEAST_BAD


def test_a_day_of_rest_is_worse_than_a_late_hour_and_being_taken_is_worst() -> None:
    late = slot_at([ALICE], wish("2026-12-01"), utc("2026-12-01T19:00"))
    sunday = slot_at([ALICE], wish("2026-11-29"), utc("2026-11-29T10:00"))
    lunch = slot_at([ALICE], wish("2026-12-01"), utc("2026-12-01T11:00"))
    taken = replace(ALICE, busy=(Interval(utc("2026-12-01T10:00"), utc("2026-12-01T10:30")),))
    busy = slot_at([taken], wish("2026-12-01"), utc("2026-12-01T10:00"))
    assert lunch.badness < late.badness < sunday.badness < busy.badness
    assert [slot.seats[0].hardship for slot in (lunch, late)] == [15, 210]
    assert busy.seats[0].is_taken


def test_two_meetings_are_offered_in_the_place_of_none() -> None:
    found = find([ALICE, CHIE, DOLORES, BOB], wish("2026-12-01", days=5, minutes=15), here=PRAGUE)
    # Prague and Tokyo never meet within their hours, so no cut helps: 09:00 in Prague is 17:00 in Tokyo.
    assert found.split == ()
    early = Attendee("alice", "Alice", facts("Europe/Prague", "CZ", time(7), time(19)))
    late = Attendee("bob", "Bob", facts("Europe/London", "GB", time(11), time(19)))
    halves = find([early, CHIE, DOLORES, late], wish("2026-12-01", days=5, minutes=30), here=PRAGUE).split
    assert [[one.name for one in half.people] for half in halves] == [["Alice", "Dolores", "Bob"], ["Alice", "Chie"]]


def test_nobody_finds_nothing() -> None:
    assert find([], wish("2026-12-01"), here=PRAGUE) == Found(())
