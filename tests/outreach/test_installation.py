from pathlib import Path

from outreach.installation import confirm_installation, installation_code, may_send_from_here
from outreach.models import Installation
from staff.models import AuditEntry
from tests.factories.outreach import MORNING


def test_the_first_installation_that_asks_may_send(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert may_send_from_here()
    assert Installation.objects.get().code == (tmp_path / "installation_id").read_text()


def test_the_name_is_kept(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert installation_code() == installation_code()
    assert [path.name for path in Path(tmp_path).iterdir()] == ["installation_id"]


def test_the_environment_names_it_too(settings, tmp_path):
    settings.DATA_DIR, settings.INSTALLATION_ID = tmp_path, "production"
    assert installation_code() == "production"
    assert list(tmp_path.iterdir()) == []


def test_a_copy_elsewhere_may_not_send_until_confirmed_and_then_the_old_one_may_not(admin, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.INSTALLATION_ID = "production"
    assert may_send_from_here()
    settings.INSTALLATION_ID = "copy"
    assert not may_send_from_here()
    confirm_installation(by=admin, now=MORNING)
    assert may_send_from_here()
    assert Installation.objects.get().confirmed_by == admin
    assert AuditEntry.objects.get(action="outreach.confirm_installation").actor == admin
    settings.INSTALLATION_ID = "production"
    assert not may_send_from_here()
