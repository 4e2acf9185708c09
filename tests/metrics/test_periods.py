from datetime import UTC, date, datetime

import pytest

from metrics.periods import (
    BadPeriod,
    Period,
    add_months,
    last_quarter,
    read_day,
    this_quarter,
    this_year,
    today,
    twelve_months,
)
from staff.models import Organisation

PRAGUE = Organisation(time_zone="Europe/Prague")


def period(start, end, as_of=date(2026, 12, 31), zone="Europe/Prague"):
    return Period(start, end, as_of, zone)


def test_cut_at_local_midnight():
    march = period(date(2026, 3, 1), date(2026, 4, 1))
    assert march.start_at == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert march.end_at == datetime(2026, 3, 31, 22, tzinfo=UTC)


def test_a_day_of_23_hours():
    day = period(date(2026, 3, 29), date(2026, 3, 30))
    assert (day.end_at - day.start_at).total_seconds() == 23 * 3600


@pytest.mark.parametrize(
    ("as_of", "start"),
    [
        (date(2026, 6, 30), date(2025, 7, 1)),
        (date(2024, 2, 28), date(2023, 2, 28)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2026, 12, 31), date(2026, 1, 1)),
    ],
)
def test_twelve_months_end_with_the_day(as_of, start):
    year = twelve_months(as_of, PRAGUE)
    assert (year.start, year.last_day, year.is_partial) == (start, as_of, False)


def test_a_period_that_still_runs_counts_until_the_day_that_it_is_seen_from():
    year = this_year(date(2026, 3, 15), PRAGUE)
    assert (year.end, year.is_partial, year.counted_until) == (date(2027, 1, 1), True, date(2026, 3, 16))


def test_quarters():
    running = this_quarter(date(2026, 5, 20), PRAGUE)
    over = last_quarter(date(2026, 2, 3), PRAGUE)
    assert (running.start, running.end, running.is_partial) == (date(2026, 4, 1), date(2026, 7, 1), True)
    assert (over.start, over.end, over.is_partial) == (date(2025, 10, 1), date(2026, 1, 1), False)


def test_an_earlier_period_is_seen_from_as_far_into_it():
    earlier = this_year(date(2026, 3, 15), PRAGUE).shifted(-12)
    assert (earlier.start, earlier.end, earlier.counted_until) == (
        date(2025, 1, 1),
        date(2026, 1, 1),
        date(2025, 3, 16),
    )


def test_a_trend_is_thirteen_periods_a_month_apart():
    trend = twelve_months(date(2026, 6, 30), PRAGUE).trend()
    assert len(trend) == 13
    assert (trend[0].start, trend[0].end) == (date(2024, 7, 1), date(2025, 7, 1))
    assert (trend[-2].end, trend[-1].end) == (date(2026, 6, 1), date(2026, 7, 1))


def test_months_have_their_own_ends():
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_today_is_that_of_the_organisation():
    assert today(PRAGUE, datetime(2026, 3, 9, 23, 30, tzinfo=UTC)) == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("start", "end", "as_of", "sentence"),
    [
        (date(2026, 2, 1), date(2026, 2, 1), date(2026, 3, 1), "The period ends before it starts."),
        (date(2026, 2, 1), date(2026, 1, 1), date(2026, 3, 1), "The period ends before it starts."),
        (
            date(2026, 2, 1),
            date(2026, 3, 1),
            date(2026, 1, 31),
            "The period starts after the day that it is seen from.",
        ),
    ],
)
def test_dates_that_make_no_period(start, end, as_of, sentence):
    with pytest.raises(BadPeriod) as refusal:
        period(start, end, as_of)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("text", ["0001-01-01", "1970-12-31", "2191-01-01", "9999-12-31"])
def test_a_day_that_is_too_far_away(text):
    with pytest.raises(BadPeriod) as refusal:
        read_day(text)
    assert str(refusal.value) == "The dates of the period are too far away."


@pytest.mark.parametrize("text", ["", "x", "2026-02-30", "31.12.2026"])
def test_what_is_no_day(text):
    with pytest.raises(BadPeriod) as refusal:
        read_day(text)
    assert str(refusal.value) == f"“{text}” is not a date like 2026-12-31."


def test_the_furthest_days_still_have_a_trend():
    assert len(period(read_day("1971-01-01"), read_day("2190-12-31"), read_day("2190-12-31")).trend()) == 13
