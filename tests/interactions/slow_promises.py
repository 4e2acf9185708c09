"""What becomes of promises, calculated the slow way: walking the minutes of a wall clock, and replaying a diary.

It shares no code with Rapport. Clock changes are found by asking every UTC minute what the clocks show.
"""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


Shown = list[tuple[datetime, datetime]]


@lru_cache(maxsize=1024)
def minutes_around(on: date, zone: ZoneInfo) -> Shown:
    """Every UTC minute in which the clock may show this day, with what it shows then."""
    start = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(hours=16)
    minutes = [start + count * MINUTE for count in range(60 * 56)]
    return [(minute, minute.astimezone(zone).replace(tzinfo=None)) for minute in minutes]


def moment_of(on: date, at: time | None, zone: ZoneInfo, *, is_second: bool) -> datetime:
    """The instant of the wall time; without a time, the last moment before the day is over there."""
    around = minutes_around(on, zone)
    if at is None:
        over = min(minute for minute, wall in around if wall.date() > on)
        return over - timedelta(microseconds=1)
    wanted = datetime.combine(on, at)
    shown = [minute for minute, wall in around if wall == wanted]
    if shown:
        return shown[-1] if is_second else shown[0]
    # The clocks skip it: as long after the last minute before the gap as the clock would have gone on.
    before, wall = max(line for line in around if line[1] < wanted)
    return before + (wanted - wall)


def days_later(on: date, days: int) -> date:
    for _ in range(days):
        on = date.fromordinal(on.toordinal() + 1)
    return on


def fate(diary: list[tuple[datetime, str]], made: dict, now: datetime) -> str:
    """Replay what is known at the moment, oldest first, and say how the promise stands then."""
    due = moment_of(made["on"], made["at"], made["zone"], is_second=made["is_second"])
    in_time = moment_of(days_later(made["on"], made["grace"]), made["at"], made["zone"], is_second=made["is_second"])
    has_part, standing = False, "open"
    for at, what in sorted(diary, key=lambda line: line[0]):
        if at > now or standing != "open":
            break
        if what == "partly":
            has_part = has_part or at <= in_time
        elif what == "kept":
            standing = "late" if at > in_time else "kept"
        elif what in ("moved_for_them", "dropped_for_them") and at < due:
            standing = "superseded"
        elif what != "told":
            standing = "partial" if has_part else "broken"
    if standing == "open" and now > in_time:
        standing = "partial" if has_part else "broken"
    return standing


def rate(fates: list[str]) -> tuple[int, int, Fraction | None]:
    kept = sum(1 for one in fates if one == "kept")
    counted = sum(1 for one in fates if one in ("kept", "late", "partial", "broken"))
    return kept, counted, Fraction(kept, counted) if counted else None
