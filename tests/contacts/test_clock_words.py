"""A moment on the contact's clock, as rows of the timeline and of My day say it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation
from django.utils.html import strip_tags

from contacts.clock_words import clock_line, moment_there
from contacts.models import ZoneSource
from interactions.templatetags.timeline import both_clocks
from staff.models import User
from tests.factories.contacts import make_contact

WINTER, SUMMER = datetime(2026, 1, 20, 13, tzinfo=UTC), datetime(2026, 7, 20, 13, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _a_reader_in_prague() -> Iterator[None]:
    with translation.override("en"), timezone.override("Europe/Prague"):
        yield


def words_of(html: object) -> str:
    return strip_tags(str(html)).strip()


def test_a_moment_is_told_on_their_clock_with_night_and_offset(alice: User) -> None:
    contact = make_contact("Yamada", owner=alice, country="JP", time_zone="Asia/Tokyo")
    told = [str(moment_there(contact, at)) for at in (WINTER, SUMMER)]
    assert [words_of(words) for words in told] == ["Tue 22:00 in Tokyo, you +8\xa0h", "Mon 22:00 in Tokyo, you +7\xa0h"]
    assert ["Night there" in words for words in told] == [True, True]
    assert "Day there" in moment_there(contact, WINTER.replace(hour=3))


def test_a_reader_of_the_same_clock_is_told_nothing(alice: User) -> None:
    berlin = make_contact("Jan", owner=alice, country="DE", time_zone="Europe/Berlin")
    assert moment_there(berlin, WINTER) == ""
    with timezone.override("Asia/Tokyo"):
        assert words_of(moment_there(berlin, WINTER)) == "Tue 14:00 in Berlin, you −8\xa0h"


def test_a_moment_before_they_moved_is_told_on_the_clock_of_that_time(alice: User) -> None:
    contact = make_contact("Yamada", owner=alice, country="CZ", time_zone="Europe/Prague", zone_source=ZoneSource.TOLD)
    assert words_of(moment_there(contact, WINTER, "Asia/Tokyo")) == "Tue 22:00 in Tokyo, you +8\xa0h"


def test_a_zone_that_nobody_confirmed_is_told_as_a_question(alice: User) -> None:
    contact = make_contact(
        "Ivan", owner=alice, country="RU", time_zone="Europe/Moscow", zone_source=ZoneSource.ORGANISATION
    )
    assert words_of(moment_there(contact, WINTER)) == "~Tue 15:00–Wed 01:00? in Moscow, you +2\xa0h"


def test_the_clocks_change_between_two_moments(alice: User) -> None:
    contact = make_contact("Ana", owner=alice, country="BR", time_zone="America/Sao_Paulo")
    told = [strip_tags(clock_line(contact, at)).rpartition(", ")[2] for at in (WINTER, SUMMER)]
    assert told == ["you −4\xa0h", "you −5\xa0h"]


def test_both_clocks_of_a_follow_up(alice: User) -> None:
    contact = make_contact("Yamada", owner=alice, country="JP", time_zone="Asia/Tokyo")
    told = both_clocks(WINTER, contact)
    assert (strip_tags(told["theirs"]).strip(), told["ahead"]) == ("Tue 22:00", "you +8\xa0h")
    assert "Night there" in told["theirs"]


def test_a_line_asks_the_database_for_nothing(alice: User, django_assert_num_queries: Callable) -> None:
    contact = make_contact("Yamada", owner=alice, country="JP", time_zone="Asia/Tokyo")
    with django_assert_num_queries(0):
        assert moment_there(contact, SUMMER)
