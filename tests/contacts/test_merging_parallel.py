"""Four processes merge the same two people or companies at once, two of them the other way round: no error, no loss."""

import pytest
from django.utils import timezone

from contacts.actions.merging import undo_merge
from contacts.actions.merging_companies import undo_company_merge
from contacts.models import Company, CompanyMerge, Contact, Merge
from interactions.models import Interaction
from loyalty import books
from loyalty.models import Account
from loyalty.verifying import flaws
from tests.factories.contacts import make_company, make_contact, make_fact
from tests.factories.interactions import make_entry
from tests.factories.loyalty import give, make_member
from tests.parallel import ON_SQLITE, processes_on

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=not ON_SQLITE)]


@pytest.fixture
def two(alice, carol):
    people = [carol, make_contact("Karla Novotná", owner=alice)]
    for number, person in enumerate(people):
        make_entry(person, timezone.now())
        give(make_member(person), 10 * (number + 1), now=timezone.now())
    return people


@pytest.fixture
def together(tmp_path, two, alice):
    """Run the same in four processes and count what they printed."""
    one, other = (str(person.pk) for person in two)
    orders = [[one, other], [other, one]] * 2
    with processes_on(tmp_path) as run_all:
        yield lambda name: run_all([["tests.contacts.merging_worker", name, *order, str(alice.pk)] for order in orders])


@pytest.fixture
def companies(two, alice):
    """A company for each of the two people."""
    companies = [make_company(name, owner=alice) for name in ("Globex", "Globex Ltd")]
    for person, company in zip(two, companies, strict=True):
        Contact.objects.filter(pk=person.pk).update(company=company)
        make_fact(company, f"Fact of {company.name}")
    return companies


def points() -> int:
    accounts = Account.objects.members()
    return books.left_in_lots(accounts) - sum(books.debt_of(account) for account in accounts)


def test_one_of_the_two_stays(two, together):
    printed = together("merge")
    merge = Merge.objects.get()
    assert printed == {"refused": 10, f"into {merge.survivor_id}": 10}
    assert set(Interaction.objects.values_list("contact", flat=True)) == {merge.survivor_id}
    assert (Contact.objects.alive().count(), points(), list(flaws())) == (1, 30, [])


def test_merging_and_undoing_in_turns_loses_nothing(two, together):
    printed = together("merge_and_undo")
    assert sum(printed.values()) == 20
    assert Merge.objects.filter(undone_at=None).count() <= 1
    assert (Interaction.objects.count(), points(), list(flaws())) == (2, 30, [])


def modules(name, one, other, by):
    return [["tests.contacts.merging_worker", name, str(one.pk), str(other.pk), str(by.pk)]]


def test_one_of_the_two_companies_stays(companies, alice, tmp_path):
    one, other = companies
    with processes_on(tmp_path) as run_all:
        printed = run_all(
            [*modules("merge_of_companies", one, other, alice), *modules("merge_of_companies", other, one, alice)] * 2
        )
        merge = CompanyMerge.objects.get()
        assert printed == {"refused": 10, f"into {merge.survivor_id}": 10}
        assert set(Contact.objects.values_list("company", flat=True)) == {merge.survivor_id}
        assert (Company.objects.alive().get(), merge.survivor.facts.count()) == (merge.survivor, 2)


def test_people_and_companies_merged_in_turns_at_once_lose_nothing(companies, two, alice, tmp_path):
    """Whoever merges people asks for their companies, and whoever merges companies for their people."""
    people = modules("merge_and_undo", *two, alice), modules("merge_and_undo", *two[::-1], alice)
    firms = [modules("merge_and_undo_of_companies", *some, alice) for some in (companies, companies[::-1])]
    with processes_on(tmp_path) as run_all:
        printed = run_all([module for some in (*people, *firms) for module in some])
        assert sum(printed.values()) == 20
        for merge in CompanyMerge.objects.filter(undone_at=None):
            undo_company_merge(by=alice, merge=merge)
        for merge in Merge.objects.filter(undone_at=None):
            undo_merge(by=alice, merge=merge)
        homes = dict(Contact.objects.values_list("pk", "company"))
        assert homes == {person.pk: company.pk for person, company in zip(two, companies, strict=True)}
        assert (points(), list(flaws())) == (30, [])
