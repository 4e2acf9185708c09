"""Needs come in with an import, once, go with its undoing, and leave in an export."""

import io
from datetime import UTC, date, datetime

import pytest

from contacts.actions.import_work import run_imports
from contacts.actions.importing import import_contacts
from contacts.actions.undoing_import import ask_to_undo
from contacts.exporting.people import exported_people, most_points
from contacts.exporting.tables import table, write_csv
from contacts.exporting.vcards import write_vcards
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
    reworded.set_search_keys()
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


@pytest.mark.parametrize("kind", ["csv", "vcf"])
def test_needs_leave_in_an_export_and_come_back(alice, bob, charlie, carol, kind):
    for text, fields in (
        ("Spare parts; soon", {"known_since": date(2026, 1, 1)}),
        ("A quieter lamp", {"known_since": date(2026, 2, 1)}),
        ("Gone", {"retired_at": NOW}),
        ("Guarded", {"group": "sensitive"}),
        ("Chess", {"kind": "interest"}),
    ):
        make_fact(carol, text, **fields)
    assert [exported(user, carol, kind).count(b"lamp") for user in (alice, bob, charlie)] == [1, 1, 0]
    file = exported(alice, carol, kind)
    assert [word in file for word in (b"Gone", b"Guarded", b"Chess")] == [False] * 3
    again = import_contacts(by=alice, data=file, filename=f"people.{kind}", now=NOW)
    assert (again.unchanged, Fact.objects.count()) == (1, 5)
    import_contacts(by=charlie, data=file, filename=f"people.{kind}", now=NOW)
    assert needs(Contact.objects.get(owner=charlie)) == ["A quieter lamp", "Spare parts; soon"]


def exported(user, contact, kind):
    out, people = io.BytesIO(), exported_people(user, [contact.pk])
    if kind == "vcf":
        write_vcards(people, out)
    else:
        write_csv(table(people, most_points(user, [contact.pk])), out)
    return out.getvalue()
