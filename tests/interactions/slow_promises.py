"""What becomes of promises, calculated the slow way: walking the minutes of a wall clock, and replaying a diary.

It shares no code with Rapport. Clock changes are found by asking every UTC minute what the clocks show.
"""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


def shows(zone: ZoneInfo, instant: datetime) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def minutes_around(on: date) -> list[datetime]:
    """Every UTC minute in which some clock of the world may show this day."""
    start = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(hours=16)
    return [start + count * MINUTE for count in range(60 * 56)]


def moment_of(on: date, at: time | None, zone: ZoneInfo, *, is_second: bool) -> datetime:
    """The instant until which the wall time lasts: its minute, or the last moment before the day is over there."""
    if at is None:
        last = max(minute for minute in minutes_around(on) if shows(zone, minute).date() <= on)
        return last + MINUTE - timedelta(microseconds=1)
    wall = datetime.combine(on, at)
    shown = [minute for minute in minutes_around(on) if shows(zone, minute) == wall]
    if shown:
        return shown[-1] if is_second else shown[0]
    # The clocks skip it: as long after the last shown minute before the gap as it is on the clock.
    before = max(minute for minute in minutes_around(on) if shows(zone, minute) < wall)
    return before + (wall - shows(zone, before))


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
