"""What figures about groups of customers share: each group is defined once, counted and asked for."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from metrics.conditions import Conditions
from metrics.definitions.base import Who
from metrics.facts import Facts
from metrics.periods import Period

Members = Callable[[Who, Period, str], Any]


def size(members: Members, period: Period, facts: Facts, part: str) -> int:
    return facts.crowd.size(members(facts.crowd, period, part))


def condition(members: Members, period: Period, conditions: Conditions, part: str) -> Q:
    return members(conditions, period, part)
