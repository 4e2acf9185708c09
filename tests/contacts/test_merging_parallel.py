"""Four processes merge the same two people at once, two of them the other way round: no error, no loss."""

import pytest
from django.utils import timezone

from contacts.models import Contact, Merge
from interactions.models import Interaction
from loyalty import books
from loyalty.models import Account
from loyalty.verifying import flaws
from tests.factories.contacts import make_contact
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
