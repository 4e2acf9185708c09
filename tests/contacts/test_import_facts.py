"""Own fields in files: they leave with a list, come back as they were, and an undoing takes them back."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files import File
from django.urls import reverse

from contacts.actions.contacts import update_contact
from contacts.actions.import_drafts import prepare_import
from contacts.actions.import_facts import columns_for
from contacts.actions.import_work import run_imports
from contacts.actions.importing import import_contacts
from contacts.actions.undoing_import import ask_to_undo
from contacts.custom import facts_of
from contacts.exporting.people import exported_people, most_points
from contacts.exporting.tables import table, write_csv, write_xlsx
from contacts.exporting.vcards import write_vcards
from contacts.forms_import import ImportChoicesForm
from contacts.models import Contact, CustomField, CustomValue, ImportRun, Winner
from crm.money import Money
from staff.models import Role, User
from tests.factories.contacts import make_contact, make_custom_field
from tests.factories.staff import make_user

NOW = datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.fixture
def known(carol: Contact) -> dict[int, Any]:
    """Of each kind one field, filled for Carol."""
    several = make_custom_field("contact", "choices", "Languages", options=("C", "C++", "Fish; chips"))
    one = make_custom_field("contact", "choice", "Size", options=("Small", "Large"))
    chosen = {field: [option.pk for option in field.options.all()] for field in (several, one)}
    facts = {
        make_custom_field("contact", "text", "Notes").pk: "=Tea; no milk",
        make_custom_field("contact", "text", "Twice").pk: "first",
        make_custom_field("contact", "text", "Twice").pk: "second",
        make_custom_field("contact", "number", "Height").pk: Decimal("1.8500"),
        make_custom_field("contact", "money", "Budget").pk: Money(Decimal("1250.5000"), "CZK"),
        make_custom_field("contact", "date", "Since").pk: date(2026, 3, 4),
        make_custom_field("contact", "flag", "Quiet").pk: False,
        make_custom_field("contact", "link", "Page").pk: "https://customer.example/",
        several.pk: chosen[several][1:],
        one.pk: chosen[one][1],
    }
    update_contact(by=carol.owner, contact=carol, fields={}, custom=facts)
    return facts_of(carol)


def exported(user: User, kind: str = "csv") -> bytes:
    out, own = io.BytesIO(), columns_for(user)
    pks = list(Contact.objects.visible_to(user).values_list("pk", flat=True))
    people = exported_people(user, pks, own)
    if kind == "vcf":
        write_vcards(people, out, own)
    else:
        (write_csv if kind == "csv" else write_xlsx)(table(people, most_points(user, pks), own), out)
    return out.getvalue()


def run_import(by: User, text: str, winner: str = Winner.GAPS) -> ImportRun:
    return import_contacts(by=by, data=text.encode(), filename="people.csv", winner=winner, now=NOW)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "vcf"])
def test_our_own_export_comes_back_unchanged(
    alice: User, charlie: User, carol: Contact, known: dict[int, Any], kind: str
) -> None:
    file = exported(alice, kind)
    again = import_contacts(by=alice, data=file, filename=f"people.{kind}", winner=Winner.FILE)
    assert (again.unchanged, list(again.row_errors.all())) == (1, [])
    CustomValue.objects.all().delete()
    assert import_contacts(by=alice, data=file, filename=f"people.{kind}").updated == 1
    assert facts_of(carol) == known
    assert import_contacts(by=charlie, data=file, filename=f"people.{kind}").created == 1
    assert facts_of(Contact.objects.get(owner=charlie)) == known


def test_who_does_not_see_a_field_neither_takes_it_away_nor_fills_it(
    alice: User, bob: User, marketer: User, carol: Contact
) -> None:
    field = make_custom_field("contact", "text", "Health", group="sensitive")
    update_contact(by=alice, contact=carol, fields={}, custom={field.pk: "Allergic"})
    assert b"Allergic" in exported(alice)
    assert b"Allergic" not in exported(bob)
    assert b"Health" not in exported(marketer)
    assert [b"Allergic" in exported(user, "vcf") for user in (alice, bob)] == [True, False]
    run = run_import(marketer, "Name,Health\nNew One,Well\n")
    assert (run.created, run.unknown_columns, CustomValue.objects.count()) == (1, ["Health"], 1)


def test_of_a_colleagues_customer_only_what_one_sees_is_filled(lead: User, carol: Contact) -> None:
    agent = make_user("Marketing lead", Role.MARKETER, Role.LEAD, team=None)
    field = make_custom_field("contact", "text", "Health", group="sensitive")
    foreign = make_contact("Far Away", owner=None, email="far@customer.example")
    run = run_import(agent, "Name,E-mail,Health\nFar Away,far@customer.example,Well\n")
    assert (run.created + run.skipped + run.unchanged, facts_of(foreign)) == (1, {})
    run_import(lead, "Name,E-mail,Health\nCarol Novotná,carol@customer.example,Well\n")
    assert facts_of(carol) == {field.pk: "Well"}


def test_columns_are_found_by_the_label_in_any_language(alice: User) -> None:
    field = make_custom_field("contact", "choice", "Size", options=("Large",))
    CustomField.objects.update(label_cs="Velikost")
    option = field.options.get()
    option.label_cs = "Velká"
    option.save()
    run_import(alice, "Jméno,Příjmení,Velikost\nJan,Novák,VELKA\n")
    assert facts_of(Contact.objects.get()) == {field.pk: option.pk}


@pytest.mark.parametrize(
    ("kind", "text", "fact"),
    [
        ("number", "1 250,50", Decimal("1250.50")),
        ("money", "100", Money(Decimal(100), "EUR")),
        ("money", "1 250.50 czk", Money(Decimal("1250.50"), "CZK")),
        ("flag", "Ano", True),
        ("flag", "нет", False),
        ("link", "customer.example", "https://customer.example"),
    ],
)
def test_cells_are_read_as_people_write_them(alice: User, kind: str, text: str, fact: object) -> None:
    field = make_custom_field("contact", kind, "Own")
    run_import(alice, f'Name,Own\nJan Novák,"{text}"\n')
    assert facts_of(Contact.objects.get()) == {field.pk: fact}


@pytest.mark.parametrize("kind", ["number", "money", "date", "flag", "choice", "link"])
def test_a_cell_that_does_not_fit_leaves_its_row_out(alice: User, kind: str) -> None:
    make_custom_field("contact", kind, "Own")
    run = run_import(alice, "Name,Own\nJan Novák,what ever\nEva Malá,\n")
    assert (run.created, [error.reason for error in run.row_errors.all()]) == (
        1,
        ["“what ever” does not fit the field “Own”."],
    )


def test_what_we_have_stands_unless_the_file_wins(alice: User, carol: Contact) -> None:
    field = make_custom_field("contact", "text", "Own")
    update_contact(by=alice, contact=carol, fields={}, custom={field.pk: "ours"})
    row = "Name,E-mail,Own\nCarol Novotná,carol@customer.example,theirs\n"
    assert (run_import(alice, row).unchanged, facts_of(carol)) == (1, {field.pk: "ours"})
    assert (run_import(alice, row, Winner.FILE).updated, facts_of(carol)) == (1, {field.pk: "theirs"})


def test_an_undoing_gives_back_what_nobody_changed_since(alice: User, carol: Contact) -> None:
    first, second, third = (make_custom_field("contact", "text", label) for label in ("One", "Two", "Three"))
    update_contact(by=alice, contact=carol, fields={}, custom={first.pk: "ours"})
    row = "Name,E-mail,One,Two,Three\nCarol Novotná,carol@customer.example,a,b,c\n"
    run = run_import(alice, row, Winner.FILE)
    update_contact(by=alice, contact=Contact.objects.get(), fields={}, custom={third.pk: "since"})
    assert ask_to_undo(by=alice, run=run, now=NOW)
    run_imports(now=NOW)
    run.refresh_from_db()
    assert (run.restored, run.kept, facts_of(carol)) == (1, 1, {first.pk: "ours", third.pk: "since"})
    assert second.pk not in facts_of(carol)


def test_the_mapping_offers_them(alice: User) -> None:
    field = make_custom_field("contact", "text", "Own")
    make_custom_field("company", "text", "Of companies")
    file = io.BytesIO(b"Name,Shoe size\nJan,44\n")
    run = prepare_import(by=alice, owner=alice, file=_named(file), filename="people.csv", now=NOW)
    offered = ImportChoicesForm(run=run).fields["column1"].choices[-1]
    assert [(code, label) for code, label in offered[1]] == [(f"own.{field.pk}", "Own")]


def test_a_chosen_column_is_read(alice: User, sign_in: Any) -> None:
    field = make_custom_field("contact", "text", "Own")
    run = prepare_import(
        by=alice, owner=alice, file=_named(io.BytesIO(b"Name,Shoe size\nJan,44\n")), filename="people.csv", now=NOW
    )
    chosen = {"column0": "text.full_name", "column1": f"own.{field.pk}", "winner": "gaps", "country": ""}
    sign_in(alice).post(reverse("contacts:import_choose", args=[run.pk]), {**chosen, "start": "1"})
    run.refresh_from_db()
    assert run.preview["chosen"] == ["text.full_name", f"own.{field.pk}"]


def test_queries_do_not_grow_with_the_rows(alice: User, django_assert_max_num_queries: Any) -> None:
    make_custom_field("contact", "text", "Own")
    run_import(alice, "Name\nFirst Met\n")
    counts = []
    for start in (0, 10):
        rows = "".join(f"P {number},p{number}@x.cz,v\n" for number in range(start, start + 1 + start))
        with django_assert_max_num_queries(100) as asked:
            run_import(alice, "Name,E-mail,Own\n" + rows)
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


def _named(file: io.BytesIO) -> File:
    return File(file, name="people.csv")
