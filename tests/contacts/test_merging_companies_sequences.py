"""Random sequences of merges of companies and of their people, undone in any order: nothing is lost, and in the end
everything is as it was."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from contacts.actions.merging import merge_contacts, undo_merge
from contacts.actions.merging_companies import merge_companies, undo_company_merge
from contacts.custom import write_facts
from contacts.merge_choices import OF_COMPANIES
from contacts.merging import survivor_of
from contacts.models import (
    Company,
    CompanyMerge,
    Contact,
    CustomOption,
    CustomValue,
    Employment,
    Fact,
    Merge,
    Relation,
)
from contacts.tagging import set_tags
from tests.factories.contacts import (
    make_company,
    make_contact,
    make_custom_field,
    make_fact,
    make_relation,
    make_relation_kind,
)
from tests.sizes import size

pytest.importorskip("hypothesis")
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

START = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TABLES = (Company, Contact, Employment, Relation, Fact, CustomValue, Company.tags.through)
TOLD = ("version", "updated_at")
RECORDS = 3
OWN = ("own text", "own choices")

number = st.integers(0, RECORDS - 1)
pair = st.tuples(number, number)
sides = st.dictionaries(
    st.sampled_from([*OF_COMPANIES, *OWN]), st.sampled_from(["survivor", "merged", "both"]), max_size=5
)
whose_company = st.sampled_from(["survivor", "merged"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), pair, sides),
        st.tuples(st.just("merge"), pair, sides),
        st.tuples(st.just("merge_people"), pair, whose_company),
        st.tuples(st.just("undo"), st.integers(0, 9)),
        st.tuples(st.just("undo_people"), st.integers(0, 9)),
        st.tuples(st.just("enter"), number),
        st.tuples(st.just("learn"), number),
    ),
    max_size=10,
)


class World:
    """Three companies and their people, with something of each kind."""

    def __init__(self, by):
        self.by, self.now = by, START
        text = make_custom_field("company", "text")
        many = make_custom_field("company", "choices", options=("A", "B", "C", "D"))
        self.own = dict(zip(OWN, (text.input_name, many.input_name), strict=True))
        options = list(CustomOption.objects.order_by("pk").values_list("pk", flat=True))
        self.companies = [make_company(f"Company {n}", owner=by, city="ABC"[n]) for n in range(RECORDS)]
        kind = make_relation_kind(between="company")
        self.people = [make_contact(f"Person {n}", owner=by, company=self.companies[n]) for n in range(RECORDS)]
        for n, (company, person) in enumerate(zip(self.companies, self.people, strict=True)):
            Employment.objects.create(contact=person, company=self.companies[n - 1], until=date(2020, 1, n + 1))
            for end in (company, self.companies[n - 1]):
                make_relation(person, end, kind)
            make_fact(company, "Shared")
            make_fact(company, f"Own {n}")
            write_facts(company, {text.pk: f"Text {n}", many.pk: options[n : n + 2]}, [text, many])
            set_tags(company, ["shared", f"own {n}"], by=by, now=START)
        self.firsts = {table: list(table._default_manager.values_list("pk", flat=True)) for table in TABLES}
        self.first = self.snapshot()

    def snapshot(self):
        return {
            table._meta.label: [
                {name: value for name, value in row.items() if name not in TOLD}
                for row in table._default_manager.filter(pk__in=self.firsts[table]).order_by("pk").values()
            ]
            for table in TABLES
        }

    def alive(self, records, at):
        return survivor_of(type(records[at]).objects.get(pk=records[at].pk))

    def take(self, step):
        self.now += HOUR
        name, *rest = step
        getattr(self, name)(*rest)

    def merge(self, numbers, chosen):
        one, other = (self.alive(self.companies, at) for at in numbers)
        if one != other:
            sides = {self.own.get(name, name): side for name, side in chosen.items()}
            merge_companies(by=self.by, survivor=one, merged=other, chosen=sides, now=self.now)

    def merge_people(self, numbers, side):
        one, other = (self.alive(self.people, at) for at in numbers)
        if one != other:
            merge_contacts(by=self.by, survivor=one, merged=other, chosen={"company": side}, now=self.now)

    def undo(self, at):
        self._undo(CompanyMerge, undo_company_merge, at)

    def undo_people(self, at):
        self._undo(Merge, undo_merge, at)

    def _undo(self, merges, undo, at):
        standing = list(merges.objects.filter(undone_at=None).order_by("-pk"))
        if not standing:
            return
        chosen = standing[at % len(standing)]
        if chosen.newer().exists():
            with pytest.raises(ValidationError), transaction.atomic():
                undo(by=self.by, merge=chosen, now=self.now)
        else:
            undo(by=self.by, merge=chosen, now=self.now)

    def enter(self, at):
        make_contact(f"New {self.now}", owner=self.by, company=self.alive(self.companies, at))

    def learn(self, at):
        make_fact(self.alive(self.companies, at), f"New {self.now}")

    def check(self):
        """None is gone, and none who is there stands at a company that is not."""
        for table, ids in self.firsts.items():
            assert table._default_manager.filter(pk__in=ids).count() == len(ids)
        assert not Contact.objects.filter(company__merged_into__isnull=False).exists()
        assert not Employment.objects.filter(company__merged_into__isnull=False).exists()


@settings(
    max_examples=size(12, full=1000),
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=steps, people_first=st.booleans())
def test_nothing_is_lost_and_everything_comes_back(alice, steps, people_first):
    with transaction.atomic():
        world = World(alice)
        for step in steps:
            world.take(step)
            world.check()
        for kind in (Merge, CompanyMerge) if people_first else (CompanyMerge, Merge):
            undo = undo_merge if kind is Merge else undo_company_merge
            for merge in kind.objects.filter(undone_at=None).order_by("-pk"):
                world.now += HOUR
                undo(by=alice, merge=merge, now=world.now)
                world.check()
        assert world.snapshot() == world.first
        transaction.set_rollback(True)
