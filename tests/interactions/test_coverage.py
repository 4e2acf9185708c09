"""The grid of hours and languages: who is here, where a gap matters, on days of 23 to 25 hours."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from contacts.working_time import Desk, Interval
from interactions.coverage import Customers, Hour, Row, grid, hours_of
from interactions.speaking import Speaker
from staff.models import Skill

PRAGUE = ZoneInfo("Europe/Prague")
MONDAY = date(2026, 11, 30)


def desk(zone: str, country: str, start: time = time(9), end: time = time(17)) -> Desk:
    return Desk(zone, start, end, country)


def speaker(name: str, where: Desk, *languages: str) -> Speaker:
    return Speaker(len(name), name, where, {code: Skill("c1") for code in languages})


def states(row: Row) -> str:
    """A letter an hour: s(erved), p(artly), m(issing), q(uiet)."""
    return "".join(cell.state[0] for cell in row.cells)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "zone", "count", "again"),
    [
        ("2026-11-30", "Europe/Prague", 24, []),
        ("2026-03-29", "Europe/Prague", 23, []),
        ("2026-10-25", "Europe/Prague", 25, ["02:00"]),
        ("2026-04-05", "Australia/Lord_Howe", 25, []),  # 24 hours and a half
        ("2026-10-04", "Australia/Lord_Howe", 24, []),  # 23 hours and a half
        ("2011-12-30", "Pacific/Apia", 0, []),  # left out
        ("2026-11-30", "Asia/Kathmandu", 24, []),
    ],
)
def test_the_hours_of_a_day(on: str, zone: str, count: int, again: list[str]) -> None:
    hours = hours_of(date.fromisoformat(on), ZoneInfo(zone))
    assert (len(hours), [hour.label for hour in hours if hour.is_again]) == (count, again)


@pytest.mark.parametrize(("on", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-30", 24)])
def test_the_hours_meet_without_gap_and_overlap(on: str, hours: int) -> None:
    found = hours_of(date.fromisoformat(on), PRAGUE)
    assert [one.span.end for one in found[:-1]] == [one.span.start for one in found[1:]]
    assert found[-1].span.end - found[0].span.start == hours * (found[0].span.end - found[0].span.start)


def test_a_day_of_gaps_and_cover() -> None:
    prague, tokyo = desk("Europe/Prague", "CZ"), desk("Asia/Tokyo", "JP")
    people = [speaker("Alice", prague, "cs", "ja"), speaker("Bob", desk("Asia/Kolkata", "IN"), "en")]
    customers = [Customers("ja", tokyo, 7), Customers("ja", prague, 2), Customers("en", prague, 1)]
    japanese, english = grid(hours_of(MONDAY, PRAGUE), people, customers, "call")
    # 09:00-17:00 in Tokyo is 01:00-09:00 in Prague.
    assert states(japanese) == "q" + 8 * "m" + 8 * "s" + 7 * "q"
    assert [(gap.span, gap.customers) for gap in japanese.gaps] == [
        (Interval(utc("2026-11-30T00:00"), utc("2026-11-30T08:00")), 7)
    ]
    # 09:00-17:00 in India is 04:30-12:30 in Prague.
    assert states(english) == 4 * "q" + "p" + 7 * "s" + "p" + 4 * "m" + 7 * "q"
    assert [(gap.span, gap.customers) for gap in english.gaps] == [
        (Interval(utc("2026-11-30T11:30"), utc("2026-11-30T16:00")), 1)
    ]


def test_names_and_customers_of_an_hour() -> None:
    people = [speaker("Alice", desk("Europe/Prague", "CZ"), "cs"), speaker("Bo", desk("Europe/London", "GB"), "cs")]
    [row] = grid(hours_of(MONDAY, PRAGUE), people, [Customers("cs", desk("Europe/Prague", "CZ"), 4)], "call")
    assert [(row.cells[hour].here, row.cells[hour].customers) for hour in (8, 9, 10, 17, 18)] == [
        ((), 0),
        (("Alice",), 4),
        (("Alice", "Bo"), 4),
        (("Bo",), 0),
        ((), 0),
    ]


def test_who_only_writes_covers_no_calls() -> None:
    writer = Speaker(1, "Wu", desk("Europe/Prague", "CZ"), {"cs": Skill("native", may_call=False)})
    customers = [Customers("cs", desk("Europe/Prague", "CZ"), 4)]
    [calls], [mails] = (grid(hours_of(MONDAY, PRAGUE), [writer], customers, use) for use in ("call", "write"))
    assert (len(calls.gaps), len(mails.gaps)) == (1, 0)


def test_a_holiday_here_is_a_gap_where_customers_work() -> None:
    [row] = grid(
        hours_of(date(2026, 11, 17), PRAGUE),
        [speaker("Alice", desk("Europe/Prague", "CZ"), "da")],
        [Customers("da", desk("Europe/Copenhagen", "DK"), 3)],
        "call",
    )
    assert states(row) == "qqqqqqqqqmmmmmmmmqqqqqqq"


def test_a_holiday_there_leaves_no_gap() -> None:
    [row] = grid(
        hours_of(date(2026, 11, 17), PRAGUE),
        [],
        [Customers("cs", desk("Europe/Prague", "CZ"), 3)],
        "call",
    )
    assert (set(states(row)), row.gaps) == ({"q"}, ())


@pytest.mark.parametrize(("on", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_each_minute_of_a_day_when_the_clocks_change(on: str, hours: int) -> None:
    """Iran rests on Fridays alone, so that Sundays are worked; the desks stand in Prague and New York."""
    people = [speaker("Night", desk("Europe/Prague", "IR", time(1), time(4)), "fa")]
    customers = [Customers("fa", desk("America/New_York", "IR", time(18), time(23)), 5)]
    found = hours_of(date.fromisoformat(on), PRAGUE)
    [row] = grid(found, people, customers, "call")
    assert len(row.cells) == hours
    assert [cell.state for cell in row.cells] == [_by_minutes(hour) for hour in found]


def _by_minutes(hour: Hour) -> str:
    """The slow answer: each minute asked on the wall clocks themselves."""
    minutes = range(int((hour.span.end - hour.span.start).total_seconds()) // 60)
    instants = [datetime.fromtimestamp(hour.span.start.timestamp() + 60 * minute, UTC) for minute in minutes]
    here = [time(1) <= at.astimezone(PRAGUE).time() < time(4) for at in instants]
    there = [time(18) <= at.astimezone(ZoneInfo("America/New_York")).time() < time(23) for at in instants]
    if any(here):
        return "served" if all(here) else "partly"
    return "missing" if any(there) else "quiet"


def test_languages_stand_by_number_of_customers() -> None:
    where = desk("Europe/Prague", "CZ")
    customers = [
        Customers("cs", where, 1),
        Customers("lt", where, 4),
        Customers("cs", where, 2),
        Customers("da", where, 3),
    ]
    rows = grid(hours_of(MONDAY, PRAGUE), [], customers, "call")
    assert [(row.language, row.customers) for row in rows] == [("lt", 4), ("cs", 3), ("da", 3)]


def test_a_day_that_was_left_out_has_no_rows() -> None:
    assert grid([], [], [Customers("cs", desk("Europe/Prague", "CZ"), 1)], "call") == []
