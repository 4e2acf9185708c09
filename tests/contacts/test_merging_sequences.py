"""Random sequences of merges and undone merges, with all that happens between: nothing is lost, totals stay equal."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from contacts.actions.merging import merge_contacts, undo_merge
from contacts.consent import may_contact
from contacts.merge_choices import CHOICES, Side
from contacts.models import Consent, Contact, ContactPoint, Merge
from interactions.models import Interaction
from loyalty import books
from loyalty.actions import redeem
from loyalty.models import Account
from loyalty.verifying import flaws
from outreach.models import Message
from sales.models import Purchase
from tests.factories.contacts import add_birthday, add_consent, add_point, make_contact
from tests.factories.interactions import make_entry
from tests.factories.loyalty import give, make_member
from tests.factories.outreach import make_journey, make_message
from tests.factories.sales import make_purchase
from tests.sizes import size

pytest.importorskip("hypothesis")
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

START = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TABLES = (ContactPoint, Interaction, Message, Purchase)
PEOPLE = 3

pair = st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1))
sides = st.dictionaries(st.sampled_from(sorted(CHOICES)), st.sampled_from(["survivor", "merged"]), max_size=6)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), pair, sides),
        st.tuples(st.just("undo"), st.integers(0, 9)),
        st.tuples(st.just("spend"), st.integers(0, PEOPLE - 1), st.integers(1, 60)),
        st.tuples(st.just("earn"), st.integers(0, PEOPLE - 1), st.integers(1, 60)),
        st.tuples(st.just("log"), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("say"), st.integers(0, PEOPLE - 1), st.sampled_from(["given", "refused", "withdrawn"])),
    ),
    max_size=8,
)


class World:
    """Three people with something in each room, and what is known of them beside the database."""

    def __init__(self, by):
        self.by, self.now, self.points, self.earned_by = by, START, 0, {}
        make_journey()
        self.people = [make_contact(f"Person {number}", owner=by, city="ABC"[number]) for number in range(PEOPLE)]
        for number, person in enumerate(self.people):
            add_point(person, "email", "shared@customer.example")
            add_point(person, "email", f"own{number}@customer.example")
            add_birthday(person, number + 1, 3)
            add_consent(person, "marketing", state=["given", "withdrawn", "refused"][number])
            make_entry(person, START - HOUR)
            make_purchase(person, START - HOUR)
            make_message(person, rule="news", occurrence="2026")
            self.earn(person, 10 * (number + 1))
        self.first = self.snapshot()

    def snapshot(self):
        """Where every row was at first, and the values of each person."""
        told = ("version", "updated_at", "last_contact_at")
        people = [{k: v for k, v in row.items() if k not in told} for row in Contact.objects.order_by("pk").values()]
        rows = {
            table: list(table.objects.filter(pk__in=self.firsts(table)).order_by("pk").values()) for table in TABLES
        }
        dates = [list(person.dates.values_list("kind", "month")) for person in self.people]
        return people, rows, dates

    def firsts(self, table):
        if not hasattr(self, "first_ids"):
            self.first_ids = {one: list(one.objects.values_list("pk", flat=True)) for one in TABLES}
        return self.first_ids[table]

    def earn(self, person, points):
        give(make_member(person), points, now=self.now)
        self.points += points

    def alive(self, number):
        person = Contact.objects.get(pk=self.people[number].pk)
        while person.merged_into:
            person = person.merged_into
        return person

    def take(self, step):
        self.now += HOUR
        name, *rest = step
        getattr(self, name)(*rest)

    def merge(self, numbers, chosen):
        one, other = (self.alive(number) for number in numbers)
        if one != other:
            merge_contacts(by=self.by, survivor=one, merged=other, chosen=chosen, now=self.now)

    def undo(self, number):
        standing = list(Merge.objects.filter(undone_at=None).order_by("-pk"))
        if not standing:
            return
        chosen = standing[number % len(standing)]
        if chosen.newer().exists():
            with pytest.raises(ValidationError), transaction.atomic():
                undo_merge(by=self.by, merge=chosen, now=self.now)
        else:
            undo_merge(by=self.by, merge=chosen, now=self.now)

    def spend(self, number, points):
        account = make_member(self.alive(number))
        if books.balance(account, self.now).active >= points:
            redeem(account=account, points=points, key=f"spend/{self.now}", source="test", now=self.now)
            self.points -= points

    def log(self, number):
        make_entry(self.alive(number), self.now)

    def say(self, number, state):
        person = self.alive(number)
        add_consent(person, "marketing", state=state, at=self.now)
        assert may_contact(person, "marketing", "email", self.now).code == f"consent_{state}"

    def hand_earn(self, number, points):
        self.earn(self.alive(number), points)

    def check(self, counts):
        """Nobody's rows lie with somebody who is not there, none is gone, and the points add up."""
        for table, before in counts.items():
            assert table.objects.filter(pk__in=before).count() == len(before)
        for table in (Interaction, Message, Purchase):
            assert not table.objects.filter(contact__merged_into__isnull=False).exists()
        accounts = Account.objects.members()
        owed = sum(books.debt_of(account) for account in accounts)
        assert books.left_in_lots(accounts) - owed == self.points
        assert list(flaws()) == []


@settings(
    max_examples=size(8, full=1000),
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=steps)
def test_nothing_is_lost_and_totals_stay_equal(alice, steps):
    with transaction.atomic():
        world = World(alice)
        counts = {table: list(table.objects.values_list("pk", flat=True)) for table in (*TABLES, Consent)}
        for step in steps:
            world.take(("hand_earn", *step[1:]) if step[0] == "earn" else step)
            world.check(counts)
        for merge in Merge.objects.filter(undone_at=None).order_by("-pk"):
            world.now += HOUR
            undo_merge(by=alice, merge=merge, now=world.now)
        world.check(counts)
        assert world.snapshot() == world.first
        transaction.set_rollback(True)


def test_the_sequences_know_both_sides():
    assert {"survivor", "merged"} < set(Side.values)
