"""Pages of the import: the file, the outcome, the rows left out."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.actions.import_work import SILENT_FOR, forget_imports, run_imports
from contacts.actions.importing import import_contacts
from contacts.forms_import import MOST_BYTES
from contacts.models import Contact, ImportRun
from staff.models import Role, RoleAssignment, User
from tests.contacts.test_importing_readers import exported
from tests.factories.imports import offered_choices, through_the_page

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

    run = through_the_page(client, upload(exported("google_since_2024.csv")))

    assert (run.state, run.created, run.file.name) == ("done", 4, "")
    assert set(Contact.objects.values_list("owner", flat=True)) == {alice.pk}
    page = client.get(result_page(run)).content.decode()
    assert "people.csv" in page
    assert "Labels" in page
    assert "Download these rows" not in page


def test_second_upload_of_the_file_changes_nothing(alice: User, sign_in) -> None:
    client = sign_in(alice)
    for _time in range(2):
        through_the_page(client, upload(exported("outlook_classic.csv", "cp1252")))

    assert list(ImportRun.objects.order_by("pk").values_list("created", "unchanged")) == [(3, 0), (0, 3)]


def test_lead_imports_for_a_colleague_of_the_team_only(lead: User, bob: User, charlie: User, sign_in) -> None:
    client = sign_in(lead)

    refused = client.post(PAGE, {"file": upload(b"Name\nJan\n"), "owner": charlie.pk})
    through_the_page(client, upload(b"Name\nJan\n"), owner=bob.pk)

    assert refused.status_code == 422
    assert list(Contact.objects.values_list("full_name", "owner")) == [("Jan", bob.pk)]


def test_manager_has_no_choice_of_owner(alice: User, bob: User, sign_in) -> None:
    client = sign_in(alice)

    through_the_page(client, upload(b"Name\nJan\n"), owner=bob.pk)

    assert 'name="owner"' not in client.get(PAGE).content.decode()
    assert list(Contact.objects.values_list("owner", flat=True)) == [alice.pk]


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.csv", "The file is empty."),
        (b"PK\x03\x04", "a.xlsx", "The spreadsheet is broken and cannot be opened."),
        (b"amount\n2\n", "a.csv", "The first row has no column of names"),
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
    run = through_the_page(client, upload(mended.encode("utf-8-sig")))

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


TABLE = "Klient;Mejl;Narozen\nJan Novák;jan@x.cz;3/4/1980\nEva Nová;eva@x.cz;12/4/1980\n".encode()


def choices(run: ImportRun, *columns: str, **said: str) -> dict[str, str]:
    return {"country": "", "winner": "gaps", **{f"column{at}": word for at, word in enumerate(columns)}, **said}


def test_unknown_headers_are_chosen_once_and_remembered(alice: User, sign_in) -> None:
    client = sign_in(alice)
    client.post(PAGE, {"file": upload(TABLE)})
    run = ImportRun.objects.get()
    page = client.get(result_page(run)).content.decode()
    assert "Say below which column holds the name." in page
    assert run.preview["chosen"] == ["", "email.", ""]

    said = choices(run, "text.full_name", "email.", "text.birthday", country="US")
    client.post(f"{result_page(run)}choose/", said | {"do": "look"})

    preview = ImportRun.objects.get().preview
    assert preview["counts"] == {"created": 2, "left_out": 0}
    assert [(row["name"], row["birthday"]) for row in preview["people"]] == [
        ("Jan Novák", [1980, 3, 4]),
        ("Eva Nová", [1980, 12, 4]),
    ]
    assert "4 March 1980" in client.get(result_page(run)).content.decode()
    assert not Contact.objects.exists()
    client.post(f"{result_page(run)}choose/", said | {"do": "start"})
    run_imports(now=timezone.now())
    assert sorted(Contact.objects.values_list("full_name", flat=True)) == ["Eva Nová", "Jan Novák"]

    client.post(PAGE, {"file": upload(TABLE), "country": "US"})

    again = ImportRun.objects.latest("pk")
    assert (again.preview["chosen"], again.preview["counts"]) == (
        ["text.full_name", "email.", "text.birthday"],
        {"unchanged": 2, "left_out": 0},
    )


def test_progress_is_on_the_page_and_survives_a_closed_tab(alice: User, sign_in) -> None:
    client = sign_in(alice)
    client.post(PAGE, {"file": upload(b"Name\nJan\nEva\n")})
    run = ImportRun.objects.get()
    client.post(f"{result_page(run)}choose/", offered_choices(client, run) | {"do": "start"})
    assert "The import is under way: 0 of 2 rows." in client.get(result_page(run)).content.decode()

    assert run_imports(now=timezone.now()) == {"imports": 1}

    fragment = client.get(result_page(run), headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" not in fragment
    assert "Undo the import" in fragment
    run.refresh_from_db()
    assert (run.rows_done, run.created, run.state) == (2, 2, "done")


def test_draft_is_thrown_away_with_its_file(alice: User, sign_in) -> None:
    client = sign_in(alice)
    client.post(PAGE, {"file": upload(b"Name\nJan\n")})
    run = ImportRun.objects.get()
    storage, name = run.file.storage, run.file.name
    assert storage.exists(name)

    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(f"{result_page(run)}discard/")

    assert (response.status_code, ImportRun.objects.count(), storage.exists(name)) == (303, 0, False)
    assert not Contact.objects.exists()


@pytest.mark.parametrize("verb", ["choose", "discard", "undo"])
def test_another_s_import_is_neither_chosen_nor_undone(alice: User, bob: User, dpo: User, sign_in, verb: str) -> None:
    sign_in(alice).post(PAGE, {"file": upload(b"Name\nJan\n")})
    run = ImportRun.objects.get()
    address = f"{result_page(run)}{verb}/"

    assert sign_in(bob).post(address, choices(run, "text.full_name")).status_code == 404
    assert sign_in(dpo).post(address, choices(run, "text.full_name")).status_code == 403
    assert sign_in(alice).get(address).status_code == 405
    assert ImportRun.objects.get().state == "draft"


def test_import_is_undone_from_the_page(alice: User, carol: Contact, sign_in) -> None:
    client = sign_in(alice)
    text = b"Name,E-mail,City\nCarol,carol@customer.example,Brno\nJan,jan@x.cz,Brno\n"
    run = through_the_page(client, upload(text))
    assert (run.created, run.updated) == (1, 1)

    client.post(f"{result_page(run)}undo/")
    run_imports(now=timezone.now())

    page = client.get(result_page(run)).content.decode()
    assert "1 person whom it had made is in the bin." in page
    assert "1 person whom it had changed has the old values back." in page
    carol.refresh_from_db()
    assert (carol.city, Contact.objects.get(full_name="Jan").is_in_bin) == ("", True)


def test_what_a_dead_worker_left_goes_on_from_where_it_stopped(alice: User, sign_in) -> None:
    client = sign_in(alice)
    client.post(PAGE, {"file": upload(b"Name\nJan\nEva\nIva\n")})
    run = ImportRun.objects.get()
    client.post(f"{result_page(run)}choose/", offered_choices(client, run) | {"do": "start"})
    silent_since = timezone.now() - SILENT_FOR
    ImportRun.objects.update(claim="dead", seen_at=silent_since + timedelta(minutes=1), rows_done=2, created=2)
    assert run_imports(now=timezone.now()) == {"imports": 0}

    ImportRun.objects.update(seen_at=silent_since - timedelta(seconds=1))
    assert run_imports(now=timezone.now()) == {"imports": 1}

    run.refresh_from_db()
    assert (run.state, run.rows_done, run.created) == ("done", 3, 3)
    assert list(Contact.objects.values_list("full_name", flat=True)) == ["Iva"]


def test_right_that_went_meanwhile_ends_the_import_in_words(alice: User, sign_in) -> None:
    client = sign_in(alice)
    client.post(PAGE, {"file": upload(b"Name\nJan\n")})
    run = ImportRun.objects.get()
    client.post(f"{result_page(run)}choose/", offered_choices(client, run) | {"do": "start"})
    RoleAssignment.objects.filter(user=alice).update(role=Role.DPO)

    run_imports(now=timezone.now())

    run.refresh_from_db()
    assert (run.state, run.problem) == ("failed", "The right to import these contacts was withdrawn.")
    assert not Contact.objects.exists()


def test_draft_that_nobody_started_is_gone_after_a_day(alice: User, sign_in) -> None:
    sign_in(alice).post(PAGE, {"file": upload(b"Name\nJan\n")})
    now = ImportRun.objects.get().at

    assert forget_imports(now=now + timedelta(hours=23)) == {"drafts": 0, "traces": 0}
    assert forget_imports(now=now + timedelta(hours=25)) == {"drafts": 1, "traces": 0}
    assert not ImportRun.objects.exists()
