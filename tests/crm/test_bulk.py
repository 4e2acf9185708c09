"""Bulk writing: what is read back is what was given, on both engines."""

from datetime import UTC, datetime, time

import pytest
from django.db import IntegrityError, transaction

from contacts.models import Contact, ContactPoint, StageChange
from crm.bulk import insert, insert_all, reserve_ids
from tests.factories.contacts import make_contact
from tests.factories.staff import make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
NASTY = [
    *("", "\\.", "\\N", "NULL", 'a "quoted", word', "\ttab", "it's 100 %s"),
    *("two\nlines\n\\.\nand\r\nmore", "李 雷 \U0001f600"),
]


def values(model: type) -> list[dict[str, object]]:
    return list(model.objects.order_by("pk").values())


@pytest.mark.parametrize("text", NASTY)
def test_texts_arrive_as_they_are(text: str) -> None:
    contact = make_contact("Ana")

    insert(StageChange, ("contact_id", "at", "after", "reason"), [(contact.pk, NOW, "awareness", text)])

    change = StageChange.objects.get(contact=contact)
    assert (change.at, change.before, change.after, change.by, change.reason) == (NOW, "", "awareness", None, text)


def test_instances_arrive_with_every_field_and_the_ids_that_were_reserved() -> None:
    by = make_user("Dana")
    given = {"titles": ["dr", 'a"b'], "vocatives": {"cs": {"formal": "pane Nováku"}}, "do_not_contact": True}
    hours = {"hours_from": time(9, 30), "hours_until": time(17), "zone_confirmed_at": NOW}
    contacts = [
        Contact(pk=pk, full_name=name, owner=by, created_at=NOW, updated_at=NOW, **given, **hours)
        for pk, name in zip(reserve_ids(Contact, 2), ("Jan", "李 雷"), strict=True)
    ]

    insert_all(contacts)

    written = values(Contact)
    Contact.objects.all().delete()
    Contact.objects.bulk_create(contacts)
    assert written == values(Contact)
    assert [row["full_name"] for row in written] == ["Jan", "李 雷"]


def test_reserved_ids_are_taken_by_nobody_else() -> None:
    first = make_contact("First")
    reserved = list(reserve_ids(Contact, 3))
    insert_all([Contact(pk=pk, full_name="Reserved") for pk in reserved])

    following = make_contact("Following")

    assert first.pk < reserved[0] < reserved[1] < reserved[2] < following.pk
    assert list(reserve_ids(Contact, 0)) == []


def test_ids_of_rows_that_are_gone_are_not_given_again() -> None:
    gone = make_contact("Gone")
    gone_pk = gone.pk
    gone.delete()

    assert next(iter(reserve_ids(Contact, 1))) > gone_pk


def test_the_database_still_refuses_what_it_must() -> None:
    contact = make_contact("Ana")
    point = (contact.pk, "email", "a@x.example", "a@x.example")
    names = ("contact_id", "kind", "value", "normalised")

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(ContactPoint, names, [point, point])

    assert ContactPoint.objects.count() == 0
    insert(ContactPoint, names, [point])
    assert [(row.label, row.position) for row in ContactPoint.objects.all()] == [("", 0)]


def test_no_rows_ask_the_database_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        insert(ContactPoint, ("contact_id",), [])
        insert_all([])
