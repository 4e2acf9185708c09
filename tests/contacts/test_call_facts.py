"""The good-time-to-call light of stored contacts."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from contacts.call_facts import calls_refused, light_for, lights_for
from contacts.house_calendars import house_calendar
from contacts.models import Channel, ConsentState, Contact, Purpose
from staff.models import User
from tests.factories.contacts import add_consent, make_contact

TUESDAY_NOON = datetime(2026, 5, 5, 8, 30, tzinfo=UTC)  # 10:30 in Prague


def test_a_confirmed_zone_in_working_hours_is_green(carol: Contact) -> None:
    assert light_for(carol, TUESDAY_NOON).colour == "green"


def test_their_own_hours_and_their_no_count(carol: Contact) -> None:
    carol.hours_from, carol.hours_until = time(14), time(16)
    assert light_for(carol, TUESDAY_NOON).colour == "red"
    carol.hours_from = carol.hours_until = None
    add_consent(carol, Purpose.SERVICE, state=ConsentState.REFUSED, channel=Channel.PHONE)
    assert light_for(carol, TUESDAY_NOON).colour == "red"


def test_the_newest_word_about_calls_counts(carol: Contact) -> None:
    for state in (ConsentState.REFUSED, ConsentState.GIVEN):
        add_consent(carol, Purpose.SERVICE, state=state, channel=Channel.PHONE)
    add_consent(carol, Purpose.MARKETING, state=ConsentState.REFUSED, channel=Channel.PHONE)
    assert calls_refused([carol], TUESDAY_NOON) == set()


def test_a_country_of_many_zones_takes_the_worst(alice: User) -> None:
    somewhere = make_contact("Sam", owner=alice, country="US", time_zone="America/New_York", zone_source="country")
    nine_in_new_york = datetime(2026, 5, 5, 14, tzinfo=UTC)
    assert light_for(somewhere, nine_in_new_york).colour == "red"
    somewhere.zone_source, somewhere.region = "told", "NY"
    assert light_for(somewhere, nine_in_new_york).colour == "green"


def test_a_list_of_people_takes_one_query(alice: User, carol: Contact, django_assert_num_queries: Any) -> None:
    people = [carol, make_contact("Dora", owner=alice), make_contact("Eva", owner=alice)]
    house_calendar("CZ", "", 2026)  # read with a page before
    with django_assert_num_queries(1):
        lights = lights_for(people, TUESDAY_NOON)
    assert [lights[person.pk].colour for person in people] == ["green"] * 3


@pytest.mark.parametrize("country", ["", "XX", "BV"])
def test_a_country_nobody_knows_is_no_error(alice: User, country: str) -> None:
    nemo = make_contact("Nemo", owner=alice, country=country, zone_source="organisation")
    assert light_for(nemo, TUESDAY_NOON).colour == "amber"
