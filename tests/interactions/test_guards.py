"""What was said stays said: the database refuses anything else, and lets merges and erasings through."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from crm.append_only import lacking
from crm.privacy import forget_words
from interactions import guards
from interactions.models import Interaction
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_entry

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def entry(alice, carol):
    told = {"summary": "Too dear", "points": ["Dear"], "next_step": "Offer less", "emotion": "angry"}
    return make_entry(carol, NOW, by=alice, sentiment=-1, minutes=5, params={"a": 1}, **told)


def refused(change) -> str:
    with pytest.raises(DatabaseError) as failure, transaction.atomic():
        change()
    return str(failure.value).splitlines()[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"summary": "Cheap"},
        {"points": ["Cheap"]},
        {"next_step": "None"},
        {"emotion": "delighted"},
        {"sentiment": 2},
        {"sentiment": None},
        {"at": NOW - timedelta(days=1)},
        {"by": None},
        {"kind": "note"},
        {"source": "other"},
        {"params": {}, "minutes": 6},
    ],
)
def test_no_entry_says_another_thing(entry, changed):
    assert refused(lambda: Interaction.objects.update(**changed)) == "interactions_interaction is append-only"
    assert Interaction.objects.get(pk=entry.pk).summary == "Too dear"


def test_none_is_deleted(entry):
    assert refused(entry.delete) == "interactions_interaction is append-only"
    assert refused(Interaction.objects.all().delete) == "interactions_interaction is append-only"


def test_an_entry_may_move_to_another_contact_and_lose_its_words(entry, alice):
    other = make_contact("Other", owner=alice)
    Interaction.objects.update(contact=other)
    forget_words(Interaction.objects.all())
    entry.refresh_from_db()
    assert (entry.contact, entry.summary, entry.points, entry.params, entry.search_key) == (other, "", [], {}, "")
    assert (entry.sentiment, entry.minutes) == (-1, 5)


def test_the_guards_stand_after_each_migration(db):
    assert lacking(connection, guards.guards(connection)) == []
    name = guards.guards(connection)[-1].name
    on_table = "" if connection.vendor == "sqlite" else f" ON {guards.TABLE}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on_table}")
    assert [one.name for one in lacking(connection, guards.guards(connection))] == [name]
    guards.reinstall_after_migrate(using="default")
    assert lacking(connection, guards.guards(connection)) == []


def test_every_column_is_kept_or_forgotten_or_said_to_be_free():
    columns = {field.column for field in Interaction._meta.concrete_fields}
    assert columns == {*guards.KEPT, *guards.WORDS, "contact_id", "search_key"}
