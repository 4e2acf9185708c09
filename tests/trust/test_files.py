"""What Rapport writes to disk is nobody else's, and what it hands out as a file runs nowhere."""

import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage as Mail
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.actions.import_work import run_imports
from contacts.actions.importing import import_contacts
from contacts.models import ImportRun
from outreach.backends import FolderBackend
from outreach.installation import installation_code
from scripts.environment import without_settings
from staff.models import User
from tests.trust.house import LEFT_OUT

ROOT = Path(__file__).resolve().parents[2]
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

pytestmark = [pytest.mark.trust, pytest.mark.slow]


def open_to_others(folder: Path) -> list[str]:
    """The files and folders that other people of this machine may read, write or enter."""
    found = (path for path in (folder, *folder.rglob("*")) if path.lstat().st_mode & 0o077)
    return sorted(str(path.relative_to(folder)) for path in found)


def run(folder: Path, *command: str, umask: int = 0o022) -> subprocess.CompletedProcess[str]:
    """A command as an operator runs it whose shell lets everybody read what is written."""
    env = without_settings(os.environ) | {"DATA_DIR": str(folder), "SECRET_KEY": "only-for-tests-" + "x" * 50}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, umask=umask, capture_output=True, text=True, check=True
    )


@pytest.mark.only_on("sqlite")  # it starts on an embedded database of its own
def test_all_that_a_start_and_a_backup_write_is_for_one_pair_of_eyes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run(data, "scripts/prepare.py")
    run(data, "manage.py", "run_due")
    (data / "media").mkdir(exist_ok=True)
    run(data, "scripts/backup.py")

    (backup,) = (data / "backups").glob("*.tar.gz")
    assert (data / "rapport.sqlite3").exists()
    assert open_to_others(data) == []
    with tarfile.open(backup) as archive:
        assert [member.name for member in archive if member.mode & 0o077] == []


@pytest.mark.only_on("sqlite")  # it starts on an embedded database of its own
def test_what_was_left_open_is_closed_at_the_next_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "mail").mkdir(parents=True)
    (data / "mail" / "old.eml").write_text("Dear Carol")
    for path in (data, data / "mail", data / "mail" / "old.eml"):
        path.chmod(0o777)
    run(data, "scripts/prepare.py")
    assert open_to_others(data) == []


def test_a_mail_in_the_folder_has_a_name_that_nobody_guesses(settings, tmp_path: Path) -> None:
    settings.MAIL_DIR = tmp_path / "mail"
    mail = Mail("Hello", "Dear Carol", "us@fair.example", ["../../carol@customer.example"])
    FolderBackend().send_messages([mail])
    (written,) = settings.MAIL_DIR.glob("*")
    assert len(written.stem) == 36
    assert open_to_others(settings.MAIL_DIR) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "<../..>@x", "a/b@c", ""])
def test_a_name_from_outside_leads_out_of_no_folder(settings, tmp_path: Path, name: str) -> None:
    settings.MAIL_DIR = tmp_path / "mail"
    FolderBackend().send_messages([Mail("Hello", "", "us@fair.example", [], headers={"Message-ID": name})])
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [settings.MAIL_DIR]


def test_what_will_be_uploaded_is_kept_closed_outside_of_the_pages(settings, tmp_path: Path) -> None:
    assert settings.MEDIA_ROOT.is_relative_to(settings.DATA_DIR)
    assert settings.MEDIA_URL == "/", "no address leads to uploads"
    settings.MEDIA_ROOT = tmp_path / "media"
    default_storage.save("a/b.txt", ContentFile(b"x"))
    assert open_to_others(settings.MEDIA_ROOT) == []


def test_two_records_keep_an_uploaded_file() -> None:
    """When another does, its names, its type and who may fetch it want tests of their own, as those of entries have in
    tests/interactions/test_files.py."""
    kept = [field for model in apps.get_models() for field in model._meta.fields if isinstance(field, models.FileField)]
    assert [str(field) for field in kept] == ["contacts.ImportRun.file", "interactions.Attachment.file"]


@pytest.mark.django_db
def test_a_file_to_be_imported_has_no_name_of_its_own_and_no_address(sign_in, alice: User, settings) -> None:
    """It is read by the server alone, and gone with the import: there is nothing to fetch."""
    client = sign_in(alice)
    client.post("/contacts/import/", {"file": SimpleUploadedFile("../people <b>.csv", b"Name\nJan\n")})
    run = ImportRun.objects.get()
    path = Path(run.file.path)
    assert re.fullmatch(r"imports/[0-9a-f]{32}", run.file.name)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert client.get(f"/media/{run.file.name}").status_code == client.get(f"/{run.file.name}").status_code == 404

    client.post(
        f"/contacts/import/{run.pk}/choose/",
        {"country": "", "winner": "gaps", "column0": "text.full_name", "do": "start"},
    )
    run_imports(now=timezone.now())

    assert (path.exists(), ImportRun.objects.get().file.name, ImportRun.objects.get().created) == (False, "", 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), [("people.csv", PAGE), ("people.csv", PICTURE), ("<b>.svg", PICTURE)])
def test_what_is_no_list_of_people_is_refused_whatever_its_name(
    sign_in, alice: User, name: str, content: bytes
) -> None:
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    response = sign_in(alice).post("/contacts/import/", {"file": file})
    assert (response.status_code, ImportRun.objects.count()) == (422, 0)
    assert b"<script>alert" not in response.content


@pytest.mark.django_db
def test_the_rows_left_out_are_a_download_for_their_importer_alone(
    client: Client, alice: User, bob: User, charlie: User
) -> None:
    run = import_contacts(by=alice, data=LEFT_OUT, filename='"; filename=evil.html\r\nX: y.csv')
    address = reverse("contacts:import_errors", args=[run.pk])
    answers = {}
    for user in (alice, bob, charlie):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        answers[user.full_name] = client.get(address)

    assert {name: answer.status_code for name, answer in answers.items()} == {"Alice": 200, "Bob": 404, "Charlie": 404}
    headers = answers["Alice"].headers
    assert headers["Content-Disposition"] == f'attachment; filename="import-{run.pk}-rows-left-out.csv"'
    assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == ("text/csv; charset=utf-8", "nosniff")
    assert b"not an address" in answers["Alice"].content
    assert b"not an address" not in answers["Bob"].content


def test_the_installations_name_is_its_own(settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.INSTALLATION_ID = tmp_path, ""
    assert len(installation_code()) == 32
    assert open_to_others(tmp_path) == []
