"""What an upgrade leaves as it was."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from scripts.environment import ROOT, without_settings
from tests.services import empty_postgres

UPGRADE = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from staff.models import Organisation
call_command("migrate", "staff", "0003", verbosity=0)
values = {"name": "Fair", "postal_address": "Here", "email": "", "time_zone": "UTC", "base_currency": "EUR",
          "languages": "[]", "default_language": "en", "feb29": "feb28", "founded_at": "2026-01-01 00:00:00+00:00"}
with connection.cursor() as cursor:
    marks = ", ".join(["%s"] * len(values))
    cursor.execute(f"INSERT INTO staff_organisation (id, {', '.join(values)}) VALUES (1, {marks})", [*values.values()])
call_command("migrate", "staff", verbosity=0)
print(Organisation.objects.get().needs_second_person, Organisation().needs_second_person)
"""


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/old.sqlite3"
    else:
        with empty_postgres("upgrade") as url:
            yield url


@pytest.mark.slow
def test_a_house_that_exists_is_not_asked_for_a_second_person_by_an_upgrade(database_url, tmp_path):
    environment = without_settings(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "crm.settings",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url,
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
        "DEBUG": "0",
    }
    done = subprocess.run([sys.executable, "-c", UPGRADE], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("False True", 0), done.stderr
