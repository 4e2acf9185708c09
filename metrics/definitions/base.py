"""What every figure has: a name, a unit, parts that open their customers, and its formula in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from crm.statistics import Envelope
from feedback.models import Answer
from metrics.conditions import Conditions, answers_in
from metrics.facts import Facts
from metrics.periods import Period
from metrics.waits import Spread


class Unit(StrEnum):
    RATE = "rate"  # a ratio, shown as a percentage
    PERCENT = "percent"  # 0..100
    POINTS = "points"  # -100..100, signed
    MONEY = "money"


class Who(Protocol):
    """Where sets of customers come from: counted (metrics.crowd) or asked of the database (metrics.conditions).

    Either way a set combines with others by &, | and ~, so that each group is defined once.
    """

    def came_before(self, day: date) -> Any: ...

    def active_on(self, day: date) -> Any: ...

    def referred(self) -> Any: ...


@dataclass(frozen=True)
class Answers:
    """The scores that each part of a figure is about."""

    kind: str
    groups: Mapping[str, range]

    def given(self, period: Period, part: str) -> "QuerySet[Answer]":
        return answers_in(period, self.kind, self.groups[part])


@dataclass(frozen=True)
class Definition:
    """One figure. `parts` names the groups of customers behind it; the first one is all of them.

    `size` counts the customers of a part, for scores the answers, for waits the waits; `condition` finds these
    customers. `spread` tells how long things took, where they took time.
    """

    code: str
    title: Any
    unit: Unit
    parts: Mapping[str, Any]
    how: tuple[Any, ...]
    measure: Callable[[Period, Facts], Envelope]
    size: Callable[[Period, Facts, str], int]
    condition: Callable[[Period, Conditions, str], Q]
    has_changed: Callable[[Period, Period, Facts], bool | None] | None = None
    higher_is_better: bool = True
    answers: Answers | None = None
    spread: Callable[[Period, Facts], Spread | None] | None = None

    @property
    def is_about_answers(self) -> bool:
        return self.answers is not None


def framed(envelope: Envelope, period: Period, **values: Any) -> Envelope:
    """The figure with the period that it is about."""
    return replace(
        envelope,
        period_start=period.start,
        period_end=period.end,
        tz=period.zone_name,
        is_partial=period.is_partial,
        as_of=period.as_of,
        **values,
    )
