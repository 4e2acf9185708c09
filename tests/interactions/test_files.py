"""Files with an entry: what is kept of them, who fetches them and how, and that they go with the person."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from contacts.actions.erasing import erase_contact
from interactions.actions import attach
from interactions.actions import files as limits
from interactions.actions.files import shown_name
from interactions.models import Attachment, Interaction
from staff.models import AuditEntry
from tests.factories.interactions import make_entry

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def entry(alice, carol):
    return make_entry(carol, NOW, by=alice, summary="Sent the plan")


def keep(entry: Interaction, name="plan.pdf", content=b"walls", by=None) -> Attachment:
    return attach(entry=entry, name=name, content=ContentFile(content), by=by, now=NOW)


def address(file: Attachment) -> str:
    return reverse("interactions:attachment", args=[file.pk])


def test_a_file_is_kept_under_a_name_of_ours(entry, alice):
    file = keep(entry, "../../etc/plan.pdf", by=alice)
    path = Path(file.file.path)
    assert (file.name, file.size, file.by, path.parent.name) == ("plan.pdf", 5, alice, "attachments")
    assert (len(path.name), path.suffix, path.read_bytes(), path.stat().st_mode & 0o777) == (32, "", b"walls", 0o600)
    assert file.digest == "5fbffcac35e3cf8b09495e3f20d28af24a8731045562a4a491fdab64ca99cb9f"  # pragma: allowlist secret
    assert AuditEntry.objects.get(action="interactions.attach").detail == {"attachment": file.pk}


def test_the_same_file_twice_is_one(entry):
    first, again, other = keep(entry), keep(entry), keep(entry, content=b"doors")
    assert (first == again, first == other, Attachment.objects.count()) == (True, False, 2)
    assert len(list(Path(first.file.path).parent.iterdir())) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\docs\\plan.pdf", "plan.pdf"),
        ("a\r\nX: y.pdf", "a X: y.pdf"),
        ("plan\u202efdp.exe", "plan fdp.exe"),
        ("..", "file"),
        ("", "file"),
        ("x" * 200 + ".pdf", "x" * 146 + ".pdf"),
        ("y" * 200, "y" * 150),
        ("Návrh č. 2.odt", "Návrh č. 2.odt"),
    ],
)
def test_a_name_is_what_can_be_seen_of_it(given, kept):
    assert shown_name(given) == kept


def test_a_file_that_is_too_large_or_one_too_many_is_refused(entry, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST", 5)
    with pytest.raises(ValidationError, match=r"plan\.pdf” is larger"):
        keep(entry, content=b"sixsix")
    monkeypatch.setattr(limits, "MOST_FILES", 1)
    keep(entry)
    with pytest.raises(ValidationError, match="ten files at most"):
        keep(entry, content=b"doors")
    assert Attachment.objects.count() == 1


def test_whatever_it_is_it_is_saved_and_never_shown(sign_in, alice, bob, entry):
    file = keep(entry, 'x"; filename=evil.html\n.html', PAGE)
    for user in (alice, bob):
        answer = sign_in(user).get(address(file))
        assert (answer.content, answer["Content-Type"]) == (PAGE, "application/octet-stream")
        assert answer["Content-Disposition"] == 'attachment; filename="x\\"; filename=evil.html .html"'
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_strangers_file_is_as_absent_as_none(sign_in, charlie, marketer, entry):
    file = keep(entry)
    client = sign_in(charlie)
    absent = reverse("interactions:attachment", args=[999_999])
    assert [client.get(one).status_code for one in (address(file), absent)] == [404, 404]
    assert sign_in(marketer).get(address(file)).status_code == 403
    assert sign_in(charlie).post(address(file)).status_code == 405


def test_files_go_with_the_person(dpo, entry, django_capture_on_commit_callbacks):
    file = keep(entry, "Carol's plan.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        erase_contact(by=dpo, contact=entry.contact, now=NOW)
        assert default_storage.exists(file.file.name), "an erasing that is called off loses nothing"
    assert (Attachment.objects.count(), default_storage.exists(file.file.name)) == (0, False)


def test_files_that_no_entry_has_go_after_a_day(entry):
    kept = keep(entry)
    stray = default_storage.save("attachments/stray", ContentFile(b"half"))
    written = default_storage.get_modified_time(stray)
    removed = [limits.remove_stray_files(now=written + timedelta(hours=hours)) for hours in (23, 25, 26)]
    assert (removed, default_storage.exists(stray), default_storage.exists(kept.file.name)) == ([0, 1, 0], False, True)


def test_without_any_file_there_is_none_to_remove():
    assert limits.remove_stray_files(now=NOW) == 0
