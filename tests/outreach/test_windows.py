from datetime import UTC, datetime, time

import pytest

from outreach.windows import is_open, next_opening, recipient_zone
from tests.factories.contacts import make_contact
from tests.factories.outreach import make_message, make_reminder


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_zone_is_where_the_recipient_is_now(carol, alice):
    message = make_message(carol, zone="Asia/Tokyo")
    assert recipient_zone(message).key == "Europe/Prague"
    alice.time_zone = "America/New_York"
    alice.save()
    assert recipient_zone(make_reminder(alice)).key == "America/New_York"
    system = make_message(rule="system", address="x@fair.example", subject="x", body="y", zone="Asia/Tokyo")
    assert recipient_zone(system).key == "Asia/Tokyo"


def test_an_unreadable_zone_falls_back_to_the_planned_one(carol):
    message = make_message(carol, zone="Asia/Tokyo")
    message.contact.time_zone = "Mars/Base"
    assert recipient_zone(message).key == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-10T06:59:59", False),
        ("2026-03-10T07:00:00", True),
        ("2026-03-10T19:00:00", True),
        ("2026-03-10T19:00:01", False),
    ],
)
def test_the_window_is_open_from_eight_to_eight_in_prague(carol, moment, expected):
    assert is_open(make_message(carol), at(moment)) is expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-03-10T06:00:00", "2026-03-10T07:00:00"),
        ("2026-03-10T07:00:00", "2026-03-11T07:00:00"),
        ("2026-03-28T20:00:00", "2026-03-29T06:00:00"),
        ("2026-10-24T20:00:00", "2026-10-25T07:00:00"),
    ],
)
def test_the_next_opening_is_at_eight_also_when_the_clocks_change(carol, after, expected):
    assert next_opening(make_message(carol), at(after)) == at(expected)


def test_a_window_after_the_date_line(alice):
    contact = make_contact("Ana", owner=alice, time_zone="Pacific/Kiritimati")  # UTC+14
    message = make_message(contact)
    assert next_opening(message, at("2026-03-10T11:00:00")) == at("2026-03-10T18:00:00")


def test_an_hour_agreed_just_before_midnight_keeps_the_day(carol):
    message = make_message(carol, local_time=time(23, 30))
    assert is_open(message, at("2026-03-10T22:59:00"))
    assert not is_open(message, at("2026-03-10T23:01:00"))
