"""The rules of silence, repeats and falling moods, against a second calculation that goes another way."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random

import pytest

from interactions.noticing import Mood, Said, Silence, fall, is_same_point, repeat, silence

TODAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=number) for number in days]


def test_a_silence_is_measured_by_the_customers_own_rhythm() -> None:
    assert silence(ago(64, 85, 106, 127), TODAY) == Silence(64, Fraction(21), 4)
    assert silence(ago(64, 164, 264, 364), TODAY) is None


@pytest.mark.parametrize(("last", "is_silent"), [(50, False), (51, True)])
def test_a_silence_is_more_than_two_and_a_half_times_as_long_as_usual(last: int, is_silent: bool) -> None:
    assert bool(silence(ago(last, last + 20, last + 40, last + 60), TODAY)) is is_silent


@pytest.mark.parametrize(("last", "is_silent"), [(14, False), (15, True)])
def test_who_talks_daily_is_silent_after_two_weeks(last: int, is_silent: bool) -> None:
    assert bool(silence(ago(last, last + 1, last + 2, last + 3), TODAY)) is is_silent


def test_three_contacts_are_no_rhythm_and_a_day_counts_once() -> None:
    assert silence(ago(100, 101, 102), TODAY) is None
    assert silence(ago(100, 100, 101, 102), TODAY) is None
    assert silence(ago(103, 100, 102, 101), TODAY) == Silence(100, Fraction(1), 4)


def by_walking(contacts: list[date], today: date) -> tuple[int, Fraction] | None:
    """The same, day by day: how long each pause lasts is counted, and the middle one is found by striking out ends."""
    marked, pauses, running = set(contacts), [], None
    day = min(marked)
    while day < today:
        if day in marked:
            if running is not None:
                pauses.append(running)
            running = 0
        running += 1
        day += timedelta(days=1)
    if len(marked) < 4:
        return None
    left = list(pauses)
    while len(left) > 2:
        left.remove(max(left))
        left.remove(min(left))
    usual = Fraction(sum(left), len(left))
    return (running, usual) if running > 14 and 2 * running > 5 * usual else None


def test_any_timeline_gives_the_same_as_walking_through_it_day_by_day() -> None:
    chance, silent = Random(7), 0
    for _number in range(3000):
        contacts = ago(*(chance.randint(1, 365) for _ in range(chance.randint(1, 30))))
        told, expected = silence(contacts, TODAY), by_walking(contacts, TODAY)
        assert (told and (told.days, told.usual)) == expected, contacts
        silent += bool(expected)
    assert 100 < silent < 2900


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("The delivery came late", "Late delivery, once more", True),
        ("Доставка опоздала на неделю", "Снова опоздала доставка", True),
        ("Dodávka přišla pozdě", "Dodávky chodí pozdě", True),
        ("The delivery came late", "The delivery fee is high", False),
        ("The lamp hums", "The lamp is bright", False),
        ("", "", False),
    ],
)
def test_a_point_is_the_same_by_half_of_its_longer_words(one: str, other: str, is_same: bool) -> None:
    assert is_same_point(one, other) is is_same


def said(pk: int, days: int, *points: str, sentiment: int | None = None) -> Said:
    at = NOON - timedelta(days=days)
    return Said(pk, at, at.date(), points, sentiment)


def test_the_newest_repeat_is_told() -> None:
    late, again, once_more = (said(pk, days, "Delivery came late") for pk, days in ((1, 20), (2, 9), (3, 2)))
    told = repeat([late, again, said(9, 5, "All is well now"), once_more])
    assert told is not None
    assert (told.first.pk, told.again.pk, told.days) == (2, 3, 7)


def test_the_same_on_one_day_or_said_happily_is_no_problem_again() -> None:
    assert repeat([said(1, 3, "Delivery came late"), said(2, 3, "Delivery came late")]) is None
    assert repeat([said(1, 9, "Delivery came early", sentiment=1), said(2, 3, "Delivery came early")]) is None
    assert repeat([said(1, 9, "Delivery came late", sentiment=0), said(2, 3, "Delivery came late")]) is not None


def moods(*sentiments: int) -> list[Mood]:
    return [Mood(number, NOON + timedelta(days=number), one) for number, one in enumerate(sentiments)]


@pytest.mark.parametrize(
    ("sentiments", "unhappy"),
    [
        ((1, 0, -1, -2), 2),
        ((1, -1, 0, -1), 2),
        ((2, -1, -1, -1), 3),
        ((0, -1, -1, 0), 2),
        ((1, -1, -1, 1), 0),
        ((-1, 0, -1, -1), 0),
        ((1, 0, 0, -1), 0),
        ((-1, -1, -1), 0),
        ((-2, 1, 1, 0, 0, -1, -1), 2),
    ],
)
def test_a_mood_falls_when_two_of_the_last_three_are_unhappy_and_none_was_before(
    sentiments: tuple[int, ...], unhappy: int
) -> None:
    told = fall(moods(*sentiments))
    assert (len(told.unhappy) if told else 0) == unhappy
