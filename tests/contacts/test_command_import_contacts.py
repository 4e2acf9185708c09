"""manage.py import_contacts FILE --json [--dry-run] [--owner EMAIL] [--country CC]."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Contact, ImportRun
from scripts.drills.imports import lines
from staff.models import User
from tests.contacts.test_importing_readers import FILES
from tests.sizes import size

pytestmark = pytest.mark.django_db


def test_prints_one_json_object(alice: User, capsys) -> None:
    call_command("import_contacts", str(FILES / "bad_rows.csv"), "--json", "--owner", "ALICE@fair.example")

    output = capsys.readouterr()
    outcome = json.loads(output.out)
    assert {name: outcome[name] for name in ("created", "updated", "unchanged", "skipped")} == {
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
    }
    assert outcome["errors"][:2] == [
        {"row": 3, "reason": "The row has no name."},
        {"row": 4, "reason": "The birthday “1980-02-31” is not a date of the calendar."},
    ]
    assert len(outcome["errors"]) == 7
    assert output.err == ""
    assert set(Contact.objects.values_list("owner__email", flat=True)) == {"alice@fair.example"}


def test_next_import_changes_nothing(alice: User, capsys) -> None:
    for _time in range(2):
        call_command("import_contacts", str(FILES / "outlook_com.csv"), "--json", "--owner", alice.email)

    _first, second = capsys.readouterr().out.splitlines()
    assert json.loads(second) == {"created": 0, "updated": 0, "unchanged": 2, "skipped": 0, "errors": []}


def test_columns_left_out_are_a_message_not_output(alice: User, capsys) -> None:
    call_command("import_contacts", str(FILES / "google_since_2024.csv"), "--json", "--owner", alice.email)

    output = capsys.readouterr()
    assert json.loads(output.out)["created"] == 4
    assert output.err == "Columns left out: Labels\n"


def test_without_an_owner_the_people_are_the_first_superusers(alice: User, admin: User, capsys) -> None:
    call_command("import_contacts", str(FILES / "outlook_com.csv"))

    assert capsys.readouterr().out == "2 created, 0 updated, 0 unchanged, 0 skipped\n"
    assert set(Contact.objects.values_list("owner", flat=True)) == {admin.pk}


def test_words_instead_of_json_name_each_row_left_out(alice: User, tmp_path: Path, capsys) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Name,E-mail\n,x@x.cz\n")

    call_command("import_contacts", str(file), "--owner", alice.email)

    assert capsys.readouterr().out == "0 created, 0 updated, 0 unchanged, 0 skipped\nrow 2: The row has no name.\n"


@pytest.mark.parametrize(
    ("file", "owner", "sentence"),
    [
        ("missing.csv", "alice@fair.example", "The file .*missing.csv cannot be read: No such file or directory."),
        (".", "alice@fair.example", "cannot be read: Is a directory."),
        ("outlook_com.csv", "nobody@fair.example", "No active colleague has the e-mail nobody@fair.example."),
        ("outlook_com.csv", "dpo@fair.example", "dpo@fair.example may not import contacts."),
        ("outlook_com.csv", None, "Name the owner: --owner EMAIL."),
    ],
)
def test_bad_input_is_one_sentence(alice: User, dpo: User, file: str, owner: str | None, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("import_contacts", str(FILES / file), "--json", owner=owner)

    assert not Contact.objects.exists()


def test_file_of_a_wrong_kind_is_one_sentence(alice: User, tmp_path: Path) -> None:
    file = tmp_path / "people.pdf"
    file.write_bytes(b"%PDF-1.7")

    with pytest.raises(CommandError, match="This is not a contact file"):
        call_command("import_contacts", str(file), "--json", owner=alice.email)


def test_dry_run_says_what_would_be_and_writes_nothing(alice: User, tmp_path: Path, capsys) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Name,E-mail\nJan,jan@x.cz\nJan,jan@x.cz\n,x@x.cz\n")

    call_command("import_contacts", str(file), "--json", "--dry-run", "--owner", alice.email)

    assert json.loads(capsys.readouterr().out) == {
        "created": 1,
        "updated": 0,
        "unchanged": 1,
        "skipped": 0,
        "errors": [{"row": 4, "reason": "The row has no name."}],
    }
    assert (Contact.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_country_tells_how_numbers_and_dates_are_read(alice: User, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Name,Phone,Birthday\nJan,601 234 567,3/4/1980\n")

    call_command("import_contacts", str(file), "--json", "--owner", alice.email, "--country", "cz")

    contact = Contact.objects.get()
    assert [point.normalised for point in contact.points.all()] == ["+420601234567"]
    assert [(day.month, day.day) for day in contact.dates.all()] == [(4, 3)]


def test_country_that_is_none(alice: User) -> None:
    with pytest.raises(CommandError, match="QQ is not the code of a country"):
        call_command("import_contacts", str(FILES / "outlook_com.csv"), owner=alice.email, country="qq")


def test_twenty_thousand_rows_with_three_bad_ones(alice: User, tmp_path: Path, capsys) -> None:
    rows = size(2_000, full=20_000)
    file = tmp_path / "people.csv"
    file.write_text("".join(lines(rows)), encoding="utf-8")

    call_command("import_contacts", str(file), "--json", "--owner", alice.email)

    outcome = json.loads(capsys.readouterr().out)
    assert (outcome["created"], [error["row"] for error in outcome["errors"]]) == (
        rows - 3,
        [rows // 2 + 1, rows // 2 + 2, rows // 2 + 3],
    )
