from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm.clock import (
    MonthDay,
    UnknownZone,
    canonical,
    day_bounds,
    is_shown,
    local,
    month_day,
    occurrence_in_year,
    occurrences,
    offset_words,
    readings,
    to_utc,
    zone,
    zone_choices,
    zone_names,
)

PRAGUE = ZoneInfo("Europe/Prague")
TOKYO = ZoneInfo("Asia/Tokyo")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Europe/Prague", "Europe/Kiev", "Asia/Calcutta", "UTC", "Etc/GMT+5"])
def test_knows_iana_names_old_and_new(name):
    assert zone(name).key == name


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "Prague", "europe/prague", "posix/Europe/Prague", "right/Europe/Prague", "/Europe/Prague"),
        *("../etc/passwd", "Europe", "Factory", "CEST", "UTC+2", "Europe/Prague ", "tzdata.zi", "\x00"),
    ],
)
def test_refuses_other_names(name):
    with pytest.raises(UnknownZone, match="is not a known time zone"):
        zone(name)


def test_every_name_opens():
    for name in zone_names():
        zone(name)


@pytest.mark.parametrize(
    ("name", "today"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Europe/Copenhagen", "Europe/Copenhagen"),
        ("Europe/Prague", "Europe/Prague"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("Africa/Asmera", "Africa/Asmara"),
        ("Etc/UTC", "UTC"),
        ("Zulu", "UTC"),
        ("UTC", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_old_names_lead_to_todays_name_of_the_same_place(name, today):
    assert canonical(name) == today


def test_canonical_refuses_an_unknown_name():
    with pytest.raises(UnknownZone):
        canonical("Middle/Earth")


def test_canonical_names_are_stable_and_keep_the_same_clock():
    for name in zone_names():
        today = canonical(name)
        assert canonical(today) == today
        for month in (1, 7):
            noon = utc(2026, month, 1, 12)
            assert local(noon, zone(name)).utcoffset() == local(noon, zone(today)).utcoffset()


def test_choices_are_the_places_of_today():
    names = [name for name, _label in zone_choices()]
    assert names[-1] == "UTC"
    assert ("America/New_York", "America/New York") in zone_choices()
    assert {"Europe/Kyiv", "Europe/Copenhagen", "Asia/Kolkata"} <= set(names)
    assert {"Europe/Kiev", "Asia/Calcutta", "Etc/GMT+5", "EST5EDT"}.isdisjoint(names)


@pytest.mark.parametrize(
    ("on", "at", "place", "instant"),
    [
        (date(2026, 7, 1), time(9), PRAGUE, utc(2026, 7, 1, 7)),
        (date(2026, 1, 1), time(9), PRAGUE, utc(2026, 1, 1, 8)),
        (date(2026, 3, 29), time(2, 30), PRAGUE, utc(2026, 3, 29, 1, 30)),
        (date(2026, 10, 25), time(2, 30), PRAGUE, utc(2026, 10, 25, 0, 30)),
        (date(2026, 10, 25), time(2, 30, fold=1), PRAGUE, utc(2026, 10, 25, 0, 30)),
        (date(2011, 12, 30), time(9), ZoneInfo("Pacific/Apia"), utc(2011, 12, 30, 19)),
    ],
)
def test_wall_time_to_instant(on, at, place, instant):
    assert to_utc(on, at, place) == instant


def test_a_skipped_wall_time_moves_forward_by_the_gap():
    assert local(to_utc(date(2026, 3, 29), time(2, 30), PRAGUE), PRAGUE).time() == time(3, 30)


def test_a_skipped_day_becomes_the_next_day_at_the_same_wall_time():
    apia = ZoneInfo("Pacific/Apia")
    there = local(to_utc(date(2011, 12, 30), time(9), apia), apia)
    assert (there.date(), there.time()) == (date(2011, 12, 31), time(9))


@pytest.mark.parametrize(
    ("on", "at", "place"),
    [(date.min, time(0), TOKYO), (date.max, time(23), ZoneInfo("Etc/GMT+9"))],
)
def test_a_date_beyond_the_calendar_is_refused_in_words(on, at, place):
    with pytest.raises(ValueError, match="outside the calendar"):
        to_utc(on, at, place)
    with pytest.raises(ValueError, match="outside the calendar"):
        day_bounds(on, place)


def test_local_needs_an_instant():
    with pytest.raises(ValueError, match="must carry its time zone"):
        local(datetime(2026, 1, 1), PRAGUE)


@pytest.mark.parametrize(
    ("on", "place", "hours"),
    [
        (date(2026, 7, 1), PRAGUE, 24),
        (date(2026, 3, 29), PRAGUE, 23),
        (date(2026, 10, 25), PRAGUE, 25),
        (date(2011, 12, 30), ZoneInfo("Pacific/Apia"), 0),
        (date(2026, 10, 4), ZoneInfo("Australia/Lord_Howe"), 23.5),
        (date(2018, 11, 4), ZoneInfo("America/Sao_Paulo"), 23),
    ],
)
def test_a_local_day_has_its_own_length(on, place, hours):
    start, end = day_bounds(on, place)
    assert end - start == timedelta(hours=hours)


def test_days_touch_without_gap_or_overlap():
    for offset in range(400):
        on = date(2026, 1, 1) + timedelta(days=offset)
        assert day_bounds(on, PRAGUE)[1] == day_bounds(on + timedelta(days=1), PRAGUE)[0]


def test_a_day_that_starts_in_a_gap_starts_after_it():
    start, _end = day_bounds(date(2018, 11, 4), ZoneInfo("America/Sao_Paulo"))
    assert start == utc(2018, 11, 4, 3)


def test_month_day_of_a_date():
    assert month_day(date(1980, 2, 29)) == MonthDay(2, 29)


@pytest.mark.parametrize(
    ("feb29", "year", "found"),
    [
        ("feb28", 2027, date(2027, 2, 28)),
        ("mar1", 2027, date(2027, 3, 1)),
        ("leap_only", 2027, None),
        ("feb28", 2028, date(2028, 2, 29)),
        ("mar1", 2028, date(2028, 2, 29)),
        ("leap_only", 2028, date(2028, 2, 29)),
        ("mar1", 2100, date(2100, 3, 1)),
        ("leap_only", 2000, date(2000, 2, 29)),
    ],
)
def test_29_february_follows_the_chosen_rule(feb29, year, found):
    assert occurrence_in_year(2, 29, year, feb29) == found


def test_another_day_is_the_same_in_every_year():
    assert occurrence_in_year(2, 28, 2028, "mar1") == date(2028, 2, 28)
    assert occurrence_in_year(12, 31, 2027, "leap_only") == date(2027, 12, 31)


@pytest.mark.parametrize(("month", "day"), [(2, 31), (2, 30), (4, 31), (13, 1), (0, 1), (1, 0)])
def test_a_day_that_no_year_has_is_an_error(month, day):
    with pytest.raises(ValueError, match="no such day"):
        occurrence_in_year(month, day, 2028)


def test_occurrences_over_the_turn_of_the_year():
    found = list(occurrences(1, 1, date(2026, 12, 30), date(2028, 1, 1)))
    assert found == [date(2027, 1, 1)]
    assert list(occurrences(2, 29, date(2027, 1, 1), date(2029, 1, 1), "leap_only")) == [date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("there", "here", "now", "words"),
    [
        ("Asia/Tokyo", "UTC", utc(2026, 7, 1), "+9\xa0h"),
        ("UTC", "Asia/Kolkata", utc(2026, 7, 1), "−5\xa0h\xa030\xa0min"),
        ("Europe/Prague", "Europe/Berlin", utc(2026, 7, 1), "same time"),
        ("America/New_York", "Europe/Prague", utc(2026, 7, 1), "−6\xa0h"),
        ("America/New_York", "Europe/Prague", utc(2026, 3, 15), "−5\xa0h"),
        ("Australia/Lord_Howe", "Australia/Sydney", utc(2026, 7, 1), "+30\xa0min"),
    ],
)
def test_offset_in_words_at_a_moment(there, here, now, words):
    assert offset_words(zone(there), zone(here), now) == words


def test_a_skipped_time_has_two_readings_and_is_not_shown():
    skipped = date(2026, 3, 29), time(2, 30)
    assert readings(*skipped, PRAGUE) == (utc(2026, 3, 29, 0, 30), utc(2026, 3, 29, 1, 30))
    assert [local(one, PRAGUE).strftime("%H:%M") for one in readings(*skipped, PRAGUE)] == ["01:30", "03:30"]
    assert not is_shown(*skipped, PRAGUE)
    assert to_utc(*skipped, PRAGUE) == to_utc(*skipped, PRAGUE, is_second=True) == utc(2026, 3, 29, 1, 30)


def test_a_time_that_comes_twice_has_two_readings_and_the_first_counts():
    twice = date(2026, 10, 25), time(2, 30)
    assert readings(*twice, PRAGUE) == (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30))
    assert is_shown(*twice, PRAGUE)
    assert (to_utc(*twice, PRAGUE), to_utc(*twice, PRAGUE, is_second=True)) == readings(*twice, PRAGUE)


def test_a_usual_time_has_one_reading():
    assert readings(date(2026, 3, 28), time(2, 30), PRAGUE) == (utc(2026, 3, 28, 1, 30),)
    assert to_utc(date(2026, 3, 28), time(2, 30), PRAGUE, is_second=True) == utc(2026, 3, 28, 1, 30)
