"""Needs come in with an import, once, and go with its undoing."""

from datetime import UTC, date, datetime

import pytest

from contacts.actions.import_work import run_imports
from contacts.actions.importing import import_contacts
from contacts.actions.undoing_import import ask_to_undo
from contacts.models import Contact, Fact
from tests.factories.contacts import make_fact

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXT = (
    "Name,E-mail,Needs\n"
    "Carol Novotná,carol@customer.example,A quieter lamp; One invoice a month;;a quieter LAMP\n"
    "New One,new@x.example,Spare parts\n"
)


def run_import(by, text=TEXT):
    return import_contacts(by=by, data=text.encode(), filename="people.csv", now=NOW)


def needs(contact):
    return sorted(contact.facts.values_list("text", flat=True))


def test_each_need_becomes_a_fact(alice, carol):
    run = run_import(alice)
    assert (run.created, run.updated, run.unknown_columns) == (1, 1, [])
    assert needs(carol) == ["One invoice a month", "a quieter LAMP"]
    fact = Contact.objects.get(full_name="New One").facts.get()
    assert (fact.text, fact.kind, fact.source, fact.group, fact.known_since, fact.expires_on, fact.created_by) == (
        "Spare parts", "need", "import", "basic", NOW.date(), date(2026, 8, 31), alice,
    )  # fmt: skip


def test_a_second_import_writes_nothing_and_revives_nothing(alice, carol):
    make_fact(carol, "A quieter lamp", retired_at=NOW)
    run_import(alice)
    before = list(Fact.objects.order_by("pk").values())
    run = run_import(alice)
    assert (run.created, run.updated, run.unchanged) == (0, 0, 2)
    assert list(Fact.objects.order_by("pk").values()) == before
    assert needs(carol) == ["A quieter lamp", "One invoice a month"]


def test_undoing_takes_the_needs_along_that_nobody_reworded(alice, carol):
    own = make_fact(carol, "A chair")
    run = run_import(alice)
    reworded = carol.facts.get(text="One invoice a month")
    reworded.text = "One invoice a quarter"
    reworded.set_search_key()
    reworded.save()
    assert ask_to_undo(by=alice, run=run, now=NOW)
    run_imports(now=NOW)
    assert needs(carol) == sorted([own.text, reworded.text])


def test_a_need_that_is_too_long_leaves_the_row_out(alice):
    run = run_import(alice, f"Name,Needs\nNew One,{'x' * 501}\n")
    assert [error.reason for error in run.row_errors.all()] == [f"“{'x' * 40}…” is longer than 500 characters."]


@pytest.mark.parametrize("header", ["Потребности", "Potřeby", "Behov", "Poreikiai"])
def test_the_column_is_known_in_each_language(alice, header):
    run_import(alice, f"Name,{header}\nNew One,Spare parts\n")
    assert Fact.objects.get().text == "Spare parts"
