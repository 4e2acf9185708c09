"""Random sequences of commands, compared with a small model of what points are."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from loyalty import actions, books
from loyalty.models import Entry
from loyalty.verifying import flaws
from tests.factories.loyalty import NOW, give, make_member, spend

pytest.importorskip("hypothesis")
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DAY = timedelta(days=1)


@dataclass
class ModelLot:
    points: int
    available: datetime
    expires: datetime | None
    rest: int = 0
    earned: int = 0
    reversed: int = 0
    expired: int = 0


@dataclass
class Model:
    """The member as a list of lots and a debt."""

    lots: list[ModelLot] = field(default_factory=list)
    debt: int = 0

    def order(self, lots):
        far = datetime.max.replace(tzinfo=NOW.tzinfo)
        return sorted(lots, key=lambda lot: (lot.expires or far, lot.available, self.lots.index(lot)))

    def unexpired(self, now):
        return self.order([lot for lot in self.lots if not lot.expires or lot.expires > now])

    def active(self, now):
        return [lot for lot in self.unexpired(now) if lot.available <= now]

    @staticmethod
    def take(lots, points):
        for lot in lots:
            part = min(lot.rest, points)
            lot.rest -= part
            points -= part
        return points

    def earn(self, points, available, expires):
        repaid = min(self.debt, points)
        self.debt -= repaid
        self.lots.append(ModelLot(points, available, expires, rest=points - repaid, earned=points))

    def redeem(self, points, now):
        if sum(lot.rest for lot in self.active(now)) < points:
            return False
        self.take(self.active(now), points)
        return True

    def reverse(self, lot, points, now):
        if not 0 < points <= lot.earned - lot.reversed - lot.expired:
            return False
        lot.reversed += points
        others = [other for other in self.unexpired(now) if other is not lot]
        self.debt += self.take([lot, *others], points)
        return True

    def expire(self, now):
        for lot in self.lots:
            if lot.expires and lot.expires <= now:
                lot.expired, lot.rest = lot.expired + lot.rest, 0

    def balance(self, now):
        lapsed = sum(lot.rest for lot in self.lots if lot.expires and lot.expires <= now)
        pending = sum(lot.rest for lot in self.lots if lot.available > now)
        active = sum(lot.rest for lot in self.lots) - lapsed - pending
        return books.Balance(active=active, pending=pending, lapsed=lapsed, debt=self.debt)


POINTS = st.integers(1, 120)
COMMANDS = st.lists(
    st.one_of(
        st.tuples(st.just("earn"), POINTS, st.sampled_from([0, 0, 2]), st.sampled_from([None, 3, 5, 9])),
        st.tuples(st.just("redeem"), POINTS),
        st.tuples(st.just("reverse"), st.integers(0, 9), st.one_of(st.none(), POINTS)),
        st.tuples(st.just("expire")),
        st.tuples(st.just("wait"), st.integers(1, 4)),
    ),
    min_size=4,
    max_size=14,
)


def refused(command, *errors):
    try:
        with transaction.atomic():
            command()
    except errors:
        return True
    return False


class Run:
    """One sequence, played on the books and on the model side by side."""

    def __init__(self, member):
        self.member, self.model, self.now, self.earnings = member, Model(), NOW, []

    def earn(self, points, pending, valid):
        available = self.now + pending * DAY
        expires = available + valid * DAY if valid else None
        movement = give(self.member, points, now=self.now, available_at=available, expires_at=expires)
        self.earnings.append(movement)
        self.model.earn(points, available, expires)

    def redeem(self, points):
        is_refused = refused(lambda: spend(self.member, points, now=self.now), books.NotEnoughPoints)
        assert is_refused == (not self.model.redeem(points, self.now))

    def reverse(self, index, points):
        if not self.earnings:
            return
        movement, lot = self.earnings[index % len(self.earnings)], self.model.lots[index % len(self.earnings)]
        key = f"r{len(Entry.objects.all())}"
        standing = lot.earned - lot.reversed - lot.expired
        is_refused = refused(
            lambda: actions.reverse(movement=movement, points=points, key=key, now=self.now),
            actions.NothingToReverse,
        )
        wanted = standing if points is None else points
        assert is_refused == (not self.model.reverse(lot, wanted, self.now))

    def expire(self):
        actions.expire_points(now=self.now)
        self.model.expire(self.now)

    def wait(self, days):
        self.now += days * DAY

    def check(self):
        assert books.balance(self.member, self.now) == self.model.balance(self.now)


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],  # a loaded machine is slow
)
@given(commands=COMMANDS)
def test_the_books_follow_the_model(carol, commands):
    past = []
    with transaction.atomic():
        run = Run(make_member(carol))
        for name, *arguments in commands:
            getattr(run, name)(*arguments)
            run.check()
            past = [(moment, standing) for moment, standing in past if moment < run.now]
            past.append((run.now, books.balance(run.member, run.now)))
        for moment, standing in past:
            assert books.balance(run.member, moment) == standing
        assert list(flaws()) == []
        transaction.set_rollback(True)
