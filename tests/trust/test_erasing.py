"""Of an erased person no word is left anywhere in the database, and the figures stay what they were."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey

from contacts.actions.erasing import erase_contact
from contacts.models import Contact
from loyalty import books
from loyalty.models import Account, Entry, Transaction
from loyalty.verifying import flaws
from metrics.facts import Facts
from metrics.periods import twelve_months
from staff.models import Draft, Organisation, Share, User
from tests.trust.canaries import CODE, World
from tests.trust.expected import Whose

pytestmark = pytest.mark.trust

# Rows about a customer that name them otherwise than by a column of their own.
BY_NUMBER = {"staff.AuditValues"}
# A colleague's own, or said of nobody: see tests/contacts/test_actions_erasing.py for what of them names the person.
NOT_THEIRS = {"staff.AuditEntry"}


def belongs_to_a_contact(label: str) -> bool:
    model = apps.get_model(label)
    if label in BY_NUMBER or model is Contact:
        return True
    parents = [field.related_model for field in model._meta.fields if isinstance(field, ForeignKey)]
    return any(parent is Contact for parent in parents) or any(
        parent is not model and parent._meta.app_label != "staff" and belongs_to_a_contact(parent._meta.label)
        for parent in parents
    )


def words_to_go(world: World, whose: Whose) -> set[str]:
    lent = Share.objects.about(world.contact(whose)).values_list("reason", flat=True)
    begun = Draft.objects.filter(customer_id=world.contact(whose).pk).values_list("fields", flat=True)
    return world.codes_in(" ".join(map(str, (*lent, *begun)))) | {
        code
        for code, canary in world.canaries.items()
        if canary.whose == whose
        and canary.model not in NOT_THEIRS
        and belongs_to_a_contact(canary.model)
        and apps.get_model(canary.model).privacy[canary.field] != "none"
    }


def words_in_the_database() -> dict[str, set[str]]:
    """Every canary with the tables and columns in which it stands, whatever the column is."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    for code in CODE.findall(str(value)):
                        found.setdefault(code.lower(), set()).add(f"{table}.{column}")
    return found


@pytest.fixture
def world(world_of) -> World:
    return world_of("manager")


@pytest.fixture
def eraser(world) -> User:
    return User.objects.create(email="root@fair.example", full_name="Root", is_superuser=True)


def test_no_word_of_the_erased_is_left(world, eraser):
    gone, stays = words_to_go(world, Whose.OWN), words_to_go(world, Whose.TEAM)
    before = words_in_the_database()
    assert len(gone) > 40
    assert gone | stays <= before.keys()

    erase_contact(by=eraser, contact=world.contact(Whose.OWN), now=world.now)

    after = words_in_the_database()
    assert {f"{world.canaries[code]}: {sorted(after[code])}" for code in gone & after.keys()} == set()
    assert stays <= after.keys()


def test_the_books_stay_whole(world, eraser):
    account = Account.objects.members().get(contact=world.contact(Whose.OWN))
    counts = (Entry.objects.count(), books.balance(account, world.now).active)
    erase_contact(by=eraser, contact=world.contact(Whose.OWN), now=world.now)
    assert books.balance(account, world.now) == books.Balance(0, 0, 0, 0)
    assert Transaction.objects.filter(kind="erasure_forfeit").count() == 1
    assert (Entry.objects.count(), counts[1]) == (counts[0] + 2, 480)
    assert list(flaws()) == []


def test_figures_keep_counting(world, eraser):
    def figures():
        period = twelve_months(world.now.date(), Organisation.current())
        facts = Facts([period])
        return facts.contacts.count(), facts.revenue_until(period.counted_until), facts.scores_in(period, "csat")

    before = figures()
    assert before[0] == Contact.objects.alive().count()
    erase_contact(by=eraser, contact=world.contact(Whose.OWN), now=world.now)
    assert figures() == before
