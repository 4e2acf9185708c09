"""The answers are those of the locked time zone database, however old the operating system's copy is."""

import json
import os
import shutil
import subprocess
import sys
import zoneinfo
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import tzdata

from crm.checks import OLDEST_TZDATA, check_zones, zone_findings

ROOT = Path(__file__).resolve().parents[2]
ZONES = ("Europe/Prague", "Europe/Kyiv", "America/New_York", "Asia/Tokyo", "Asia/Almaty", "America/Ciudad_Juarez")
ASK = """
import json, zoneinfo
from datetime import date, time
import django
django.setup()
from contacts.zones import propose_zone, zone_for_country
from crm.clock import to_utc, zone
names = %r
print(json.dumps([
    [to_utc(date(2026, month, 29), time(2, 30), zone(name)).isoformat() for name in names for month in (3, 7, 10)],
    [zone_for_country(code)[0] for code in ("CZ", "KZ", "US")],
    propose_zone("US", "MA", "Springfield")[0],
    list(zoneinfo.TZPATH),
]))
"""


def answers(tmp_path: Path, **env: str) -> object:
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONTZPATH", "TZDIR", "TZ")}
    own = {"DJANGO_SETTINGS_MODULE": "crm.settings", "DEBUG": "1", "DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-c", ASK % (ZONES,)]
    done = subprocess.run(command, cwd=ROOT, env={**clean, **own, **env}, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def old_zones(tmp_path: Path) -> Path:
    """A system's folder in which each zone has the rules of another, and some are not known yet."""
    folder = tmp_path / "zoneinfo"
    with as_file(files("tzdata").joinpath("zoneinfo")) as ours:
        for name in ZONES[:-1]:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ours / "Pacific" / "Apia", folder / name)
        shutil.copy(ours / "zone.tab", folder / "zone.tab")
    return folder


def test_old_zones_of_the_system_change_no_answer(tmp_path: Path, old_zones: Path) -> None:
    with (old_zones / "Europe/Prague").open("rb") as file:
        doctored = zoneinfo.ZoneInfo.from_file(file)
    assert datetime(2026, 7, 1, tzinfo=doctored).utcoffset() == timedelta(hours=13)
    usual = answers(tmp_path)
    assert usual == answers(tmp_path, PYTHONTZPATH=str(old_zones), TZDIR=str(old_zones), TZ="Europe/Prague")
    assert usual[0][:3] == ["2026-03-29T01:30:00+00:00", "2026-07-29T00:30:00+00:00", "2026-10-29T01:30:00+00:00"]
    assert usual[3] == []


def test_an_old_database_and_the_systems_own_are_found() -> None:
    assert [finding.id for finding in zone_findings("2019c", ())] == ["crm.E031"]
    assert [finding.id for finding in zone_findings(OLDEST_TZDATA, ("/usr/share/zoneinfo",))] == ["crm.W032"]
    assert list(zone_findings(tzdata.IANA_VERSION, ())) == check_zones() == []
