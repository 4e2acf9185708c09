from collections import Counter
from datetime import date

import pytest

from metrics.crowd import Crowd, Deed, Kind, kind_of

DAYS = [date(2026, 1, 1), date(2026, 7, 1), date(2027, 1, 1)]


@pytest.fixture
def crowd():
    """Three who stayed all the time, two brought by somebody who left, one who is not a customer yet."""
    return Crowd(DAYS, Counter({Kind(0, 0b111, False): 3, Kind(0, 0b001, True): 2, Kind(3, 0b000, False): 1}))


def test_sizes_are_of_customers_not_of_kinds(crowd):
    assert [crowd.size(crowd.active_on(day)) for day in DAYS] == [5, 3, 3]
    assert [crowd.size(crowd.came_before(day)) for day in DAYS] == [5, 5, 5]


def test_sets_combine(crowd):
    lost = crowd.active_on(DAYS[0]) & ~crowd.active_on(DAYS[2])
    assert (crowd.size(lost), crowd.size(lost & crowd.referred()), crowd.size(lost & ~crowd.referred())) == (2, 2, 0)


def test_a_customer_is_active_by_any_deed_and_came_with_the_first():
    deeds = [Deed(1, came=2, active=0b100), Deed(1, came=1, active=0b010)]
    assert kind_of(deeds, is_referred=True) == Kind(1, 0b110, True)
