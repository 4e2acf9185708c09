"""Rows written by the thousand are what the models would have written one by one."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from contacts.models import Contact, ContactPoint
from demo.rows import finish, next_id, write
from interactions.models import Interaction
from sales.models import ExchangeRate

HOSTILE = ["", "\\N", "\\.", 'say "hi"', "a,b", "two\nlines", "tab\there", "NULL", "Ĳssel 🧵", " outer "]
AT = datetime(2026, 11, 20, 11, 30, 15, 123456, tzinfo=UTC)


@pytest.mark.django_db
def test_every_string_comes_back_as_it_was(carol):
    start = next_id(Interaction)
    rows = [
        (start + place, carol.pk, "note", AT, text, [text, 1], None, f"t/{place}", AT)
        for place, text in enumerate(HOSTILE)
    ]
    names = ("id", "contact_id", "kind", "at", "summary", "points", "sentiment", "source", "created_at")
    write(Interaction, names, rows)
    found = Interaction.objects.filter(pk__gte=start).order_by("pk")
    assert list(found.values_list(*names)) == rows


@pytest.mark.django_db
def test_columns_that_are_not_named_get_their_defaults(carol):
    number = next_id(Interaction)
    names = ("id", "contact_id", "kind", "at", "source", "created_at")
    write(Interaction, names, [(number, carol.pk, "call", AT, "t/1", AT)])
    found = Interaction.objects.get(pk=number)
    assert (found.direction, found.contact_zone, found.is_automatic) == ("both", "UTC", False)
    assert (found.summary, found.points, found.params, found.minutes, found.by) == ("", [], {}, None, None)


@pytest.mark.django_db
def test_decimals_and_days_keep_their_digits():
    number = next_id(ExchangeRate)
    names = ("id", "source", "base", "quote", "date", "rate", "imported_at")
    row = (number, "t", "EUR", "CZK", AT.date(), Decimal("24.61500001"), AT)
    write(ExchangeRate, names, [row])
    assert ExchangeRate.objects.values_list(*names).get(pk=number) == row


@pytest.mark.django_db
def test_the_next_row_of_the_application_comes_behind(carol):
    number = next_id(ContactPoint) + 500
    names = ("id", "contact_id", "kind", "value", "normalised")
    write(ContactPoint, names, [(number, carol.pk, "email", "C@Example.org", "c@example.org")])
    finish([ContactPoint])
    assert ContactPoint.objects.create(contact=carol, kind="email", value="d@x.example", normalised="d").pk > number
    assert next_id(Contact) == carol.pk + 1
