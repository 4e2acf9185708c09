"""At whatever hour it starts: of those whose birthday it is one agreed to greetings, one refused, one was not asked."""

from datetime import UTC, datetime
from random import Random

import pytest

from contacts.models import DateKind, ImportantDate
from crm.clock import local
from demo.birthdays import is_day
from demo.house import build_house
from demo.people import build_companies
from demo.world import settle


@pytest.mark.parametrize("hour", [0, 5, 11, 16, 21])
def test_each_answer_about_greetings_is_shown_at_once(db: None, hour: int) -> None:
    now = datetime(2026, 11, 29, hour, 40, tzinfo=UTC)
    house = build_house(now)
    _people, _with_mail, agreements = settle(house, build_companies(house, Random(1)), 200, 1, now)
    awake = [
        date.contact
        for date in ImportantDate.objects.filter(kind=DateKind.BIRTHDAY).select_related("contact")
        if is_day(date.contact, now) and (date.month, date.day) == today(date.contact, now)
    ]

    assert {agreements.greetings[contact.pk].name for contact in awake} >= {"given", "refused", "unasked"}


def today(contact, now: datetime) -> tuple[int, int]:
    on = local(now, contact.zone).date()
    return on.month, on.day
