"""How long it takes to find a time for five people over fourteen days, beside a plain search of the same days.

    python -m bench.meeting [--json]

Both are processor time of the computing alone, the median of searches over spans that nobody asked about before; the
people are made up and no database is read. The plain search knows working hours and weekends, and nothing of lunch,
holidays, what people have already, lights and ranking.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from typing import Any
from zoneinfo import ZoneInfo

DAYS = 14
SEARCHES = 11
FIRST = date(2027, 1, 4)
QUARTER, LENGTH = timedelta(minutes=15), timedelta(minutes=30)
NEAR = (
    *(("Europe/Prague", "CZ"), ("Europe/London", "GB"), ("Europe/Vilnius", "LT"), ("Europe/Copenhagen", "DK")),
    ("America/New_York", "US"),
)
# No hour suits all of these.
FAR = (*NEAR[:3], ("Asia/Tokyo", "JP"), ("America/Los_Angeles", "US"))
OPENS, CLOSES = wall(9), wall(17)
HERE = ZoneInfo("Europe/Prague")


def measure() -> dict[str, Any]:
    bare = _median(lambda number: plain_starts(NEAR, _first(number)))
    near, far = (_median(lambda number, people=people: _search(people, number)) for people in (NEAR, FAR))
    return {
        "people": len(NEAR),
        "days": DAYS,
        "slots": len(plain_starts(NEAR, FIRST)),
        "seconds": round(near, 5),
        "far_seconds": round(far, 5),
        "bare_seconds": round(bare, 5),
    }


def _median(search: Callable[[int], object]) -> float:
    """Of the processor seconds; a first search reads zones and holidays, and does not count."""
    search(SEARCHES)
    taken = []
    for number in range(SEARCHES):
        began = time.process_time()
        search(number)
        taken.append(time.process_time() - began)
    return sorted(taken)[SEARCHES // 2]


def _first(number: int) -> date:
    return FIRST + timedelta(days=DAYS * number)


def _search(people: tuple[tuple[str, str], ...], number: int) -> object:
    from contacts.calling import CallFacts
    from contacts.working_time import Interval
    from interactions.meeting_finder import Attendee, Wish, find

    begins = datetime.combine(_first(number), wall(), UTC)
    # Two things a day that each of them has already, as people do.
    busy = tuple(
        Interval(start, start + timedelta(minutes=45))
        for day in range(DAYS)
        for start in (begins + timedelta(days=day, hours=9), begins + timedelta(days=day, hours=15))
    )
    attendees = [
        Attendee(zone, zone, CallFacts(zone=zone, zone_confirmed=True, country=country), busy)
        for zone, country in people
    ]
    wish = Wish(Interval(begins, begins + timedelta(days=DAYS)), LENGTH // timedelta(minutes=1))
    return find(attendees, wish, here=HERE)


def plain_starts(people: tuple[tuple[str, str], ...], first: date) -> list[datetime]:
    """When all of them work for the length of a meeting, by weekdays and hours alone."""
    begins = datetime.combine(first, wall(), UTC)
    common: set[datetime] | None = None
    for name, _country in people:
        place, worked = ZoneInfo(name), set[datetime]()
        for day in range(-1, DAYS + 1):
            on = first + timedelta(days=day)
            if on.weekday() >= 5:
                continue
            start, end = (datetime.combine(on, at, place).astimezone(UTC) for at in (OPENS, CLOSES))
            while start + LENGTH <= end:
                worked.add(start)
                start += QUARTER
        common = worked if common is None else common & worked
    return sorted(at for at in common or () if begins <= at < begins + timedelta(days=DAYS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    import django

    django.setup()
    result = measure()
    if options.json:
        print(json.dumps(result))
    else:
        words = (
            "a time for {people} people in {days} days: {seconds} s, plain {bare_seconds} s, none found {far_seconds} s"
        )
        print(words.format(**result))


if __name__ == "__main__":
    main()
