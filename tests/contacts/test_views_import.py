"""Pages of the import: the file, the outcome, the rows left out."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.actions.importing import import_contacts
from contacts.forms_import import MOST_BYTES
from contacts.models import Contact, ImportRun
from staff.models import User
from tests.contacts.test_importing_readers import exported

pytestmark = pytest.mark.django_db

PAGE = "/contacts/import/"


def upload(data: bytes, name: str = "people.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/csv")


def bad_run(by: User) -> ImportRun:
    return import_contacts(by=by, data=exported("bad_rows.csv"), filename="bad <rows>.csv")


def result_page(run: ImportRun) -> str:
    return reverse("contacts:import_result", args=[run.pk])


def errors_file(run: ImportRun) -> str:
    return reverse("contacts:import_errors", args=[run.pk])


def test_import_makes_the_people_hers_and_shows_the_outcome(alice: User, sign_in) -> None:
    client = sign_in(alice)
    assert client.get(PAGE).status_code == 200

    response = client.post(PAGE, {"file": upload(exported("google_since_2024.csv"))})

    run = ImportRun.objects.get()
    assert (response.status_code, response["Location"]) == (303, result_page(run))
    assert set(Contact.objects.values_list("owner", flat=True)) == {alice.pk}
    page = client.get(response["Location"]).content.decode()
    assert "people.csv" in page
    assert "Labels" in page
    assert "Download these rows" not in page


def test_second_upload_of_the_file_changes_nothing(alice: User, sign_in) -> None:
    client = sign_in(alice)
    for _time in range(2):
        client.post(PAGE, {"file": upload(exported("outlook_classic.csv", "cp1252"))})

    assert list(ImportRun.objects.order_by("pk").values_list("created", "unchanged")) == [(3, 0), (0, 3)]


def test_lead_imports_for_a_colleague_of_the_team_only(lead: User, bob: User, charlie: User, sign_in) -> None:
    client = sign_in(lead)

    refused = client.post(PAGE, {"file": upload(b"Name\nJan\n"), "owner": charlie.pk})
    client.post(PAGE, {"file": upload(b"Name\nJan\n"), "owner": bob.pk})

    assert refused.status_code == 422
    assert list(Contact.objects.values_list("full_name", "owner")) == [("Jan", bob.pk)]


def test_manager_has_no_choice_of_owner(alice: User, bob: User, sign_in) -> None:
    client = sign_in(alice)

    client.post(PAGE, {"file": upload(b"Name\nJan\n"), "owner": bob.pk})

    assert 'name="owner"' not in client.get(PAGE).content.decode()
    assert list(Contact.objects.values_list("owner", flat=True)) == [alice.pk]


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.csv", "The file is empty."),
        (b"PK\x03\x04", "a.xlsx", "The spreadsheet is broken and cannot be opened."),
        (b"date,amount\n1,2\n", "a.csv", "The first row has no column of names"),
        (b"x" * (MOST_BYTES + 1), "a.csv", "The file is larger than 10 MB; split it into smaller files."),
    ],
)
def test_wrong_file_is_refused_with_one_sentence(alice: User, sign_in, data: bytes, name: str, sentence: str) -> None:
    response = sign_in(alice).post(PAGE, {"file": upload(data, name)})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not ImportRun.objects.exists()


def test_form_without_a_file_is_refused(alice: User, sign_in) -> None:
    response = sign_in(alice).post(PAGE, {})

    assert response.status_code == 422
    assert "This field is required." in response.content.decode()


def test_result_lists_the_rows_left_out(alice: User, sign_in) -> None:
    page = sign_in(alice).get(result_page(bad_run(alice))).content.decode()

    assert "The row has no name." in page
    assert "“Mars/Olympus” is not a time zone known here" in page
    assert "bad &lt;rows&gt;.csv" in page
    assert "Download these rows" in page


def test_rows_left_out_as_a_file_without_formulas(alice: User, sign_in) -> None:
    text = 'Name,Phone,Birthday,Notes\n,+420601,--02-30,"=HYPERLINK(""http://x"")"\n'
    run = import_contacts(by=alice, data=text.encode(), filename="people.csv")

    response = sign_in(alice).get(errors_file(run))

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Disposition"] == f'attachment; filename="import-{run.pk}-rows-left-out.csv"'
    assert rows == [
        ["Row", "Reason", "Name", "Phone", "Birthday", "Notes"],
        [
            "2",
            "The birthday “--02-30” is not a date of the calendar.",
            "",
            "'+420601",
            "'--02-30",
            '\'=HYPERLINK("http://x")',
        ],
    ]


def test_mended_rows_can_be_imported_again(alice: User, sign_in) -> None:
    client = sign_in(alice)
    left_out = client.get(errors_file(bad_run(alice))).content.decode("utf-8-sig")

    mended = left_out.replace("1980-02-31", "1980-02-28")
    client.post(PAGE, {"file": upload(mended.encode("utf-8-sig"))})

    run = ImportRun.objects.latest("pk")
    assert (run.created, run.row_errors.count(), run.unknown_columns) == (1, 6, ["Row", "Reason"])
    assert [str(date.as_date) for date in Contact.objects.get(full_name="Bad Day").dates.all()] == ["1980-02-28"]


def test_superuser_sees_the_run_and_nobody_else_does(
    alice: User, bob: User, charlie: User, admin: User, sign_in
) -> None:
    run = bad_run(alice)

    for user, status in ((admin, 200), (bob, 404), (charlie, 404)):
        client = sign_in(user)
        assert client.get(result_page(run)).status_code == status
        assert client.get(errors_file(run)).status_code == status


def test_last_imports_are_ones_own(alice: User, bob: User, sign_in) -> None:
    run = bad_run(alice)

    listed = [result_page(run) in sign_in(user).get(PAGE).content.decode() for user in (alice, bob)]

    assert listed == [True, False]


def test_reader_may_not_import(dpo: User, alice: User, sign_in) -> None:
    client = sign_in(dpo)

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"file": upload(b"Name\nJan\n")}).status_code == 403
    assert client.get(result_page(bad_run(alice))).status_code == 403
    assert not Contact.objects.filter(full_name="Jan").exists()


def test_anonymous_is_sent_to_sign_in(alice: User, client) -> None:
    run = bad_run(alice)

    for address in (PAGE, result_page(run), errors_file(run)):
        response = client.get(address)
        assert response.status_code == 302
        assert "login" in response["Location"]


def test_bad_id_and_wrong_method(alice: User, sign_in) -> None:
    client = sign_in(alice)
    run = bad_run(alice)

    assert client.get("/contacts/import/999999/").status_code == 404
    assert client.get("/contacts/import/99999999999999999999/").status_code == 404
    assert client.put(PAGE).status_code == 405
    assert client.post(result_page(run)).status_code == 405
    assert client.put(errors_file(run)).status_code == 405


def test_result_needs_the_same_queries_for_one_and_for_three_rows(alice: User, sign_in) -> None:
    client = sign_in(alice)
    counts = []
    for rows in (1, 3):
        run = import_contacts(by=alice, data=b"Name,E-mail\n" + b",x@x.cz\n" * rows, filename="a.csv")
        client.get(result_page(run))
        with CaptureQueriesContext(connection) as captured:
            client.get(result_page(run))
        counts.append(len(captured))

    assert counts[0] == counts[1]
