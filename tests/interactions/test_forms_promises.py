"""The fields of a promise in a form of something else, as the composer has them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms

from contacts.models import Contact
from crm.money import Money
from interactions.forms_promises import PromiseFields, promise_from, zones_of
from interactions.models import Promise
from outreach import ready_made
from staff.models import User
from tests.factories.interactions import make_entry

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


class Talk(PromiseFields, forms.Form):
    """A form that is about something else."""

    summary = forms.CharField(required=False)

    def __init__(self, *args: Any, contact: Contact, user: User) -> None:
        self.promise_zones = zones_of(contact, user)
        super().__init__(*args)


@pytest.fixture
def talk(alice, carol):
    ready_made.install()
    return lambda **data: Talk({"promise_clock": "theirs", **data}, contact=carol, user=alice)


def test_a_form_that_promises_nothing_makes_nothing(talk, alice, carol):
    form = talk(summary="Hello")
    assert form.is_valid()
    assert promise_from(form, by=alice, contact=carol, now=NOW) is None
    assert Promise.objects.count() == 0


def test_what_is_promised_belongs_to_the_conversation(talk, alice, carol):
    entry = make_entry(carol, NOW)
    form = talk(promise="Send it", promise_date="2026-05-09", promise_time="17:00", promise_value="90 EUR")
    assert form.is_valid()
    made = promise_from(form, by=alice, contact=carol, entry=entry, now=NOW)
    assert (made.entry, made.what, made.value) == (entry, "Send it", Money(Decimal(90), "EUR"))
    assert (made.local_date, made.due_at) == (date(2026, 5, 9), datetime(2026, 5, 9, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"promise": "Send it"}, "promise_date"),
        ({"promise_date": "2026-05-09"}, "promise"),
        ({"promise": "Send it", "promise_date": "soon"}, "promise_date"),
        ({"promise": "Send it", "promise_date": "2026-10-25", "promise_time": "02:30"}, "promise_time"),
    ],
)
def test_half_a_promise_is_asked_for(talk, data, field):
    assert list(talk(**data).errors) == [field]
