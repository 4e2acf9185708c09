"""The drill of docs/outages.md in small: real servers, each stopped for a few seconds."""

import pytest

from scripts.drills.outages import DOWN, NOTHING, PAGES, drill
from scripts.stack import Missing
from tests.services import REQUIRED

pytestmark = pytest.mark.slow

# A loaded machine is slow to start what was stopped; how fast it is well again is for the drill itself to judge.
PATIENCE_SECONDS = 300


def test_pages_work_without_redis_mail_server_and_worker_and_come_back_with_the_database():
    try:
        report = drill(seconds=4, within=PATIENCE_SECONDS)
    except Missing as missing:
        pytest.fail(str(missing)) if REQUIRED else pytest.skip(str(missing))
    assert report.breaches == []
    assert [back.part for back in report.recoveries] == list(DOWN)
    assert {name for name, _down in report.answers} == {page.name for page in PAGES}
    assert {down for _name, down in report.answers} == {NOTHING, *DOWN}
    assert report.answers["My day", "PostgreSQL"].statuses == {"503"}
    assert report.answers["/livez", "PostgreSQL"].statuses == {"200"}
