"""The drill of `make drill-mailbox` with a tenth of its kills, on the engine of the suite."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection

from scripts.drills.mailbox import drill
from scripts.stack import Missing
from tests.services import empty_postgres

pytestmark = pytest.mark.slow


@pytest.fixture
def database() -> Iterator[str]:
    with ExitStack() as held:
        yield held.enter_context(empty_postgres("drill_mailbox")) if connection.vendor == "postgresql" else ""


def test_a_job_killed_while_it_reads_loses_no_mail_and_doubles_none(database: str) -> None:
    try:
        result = drill(mails=1000, kills=5, seed=7, database=database)
    except Missing as missing:
        if os.environ.get("RAPPORT_REQUIRE_ALL") == "1":
            raise
        pytest.skip(str(missing))
    assert (result.missing, result.doubled, result.breaches) == ([], [], [])
    assert (result.entries, result.kills) == (1000, 5)
    assert result.kept_at_kills == sorted(result.kept_at_kills)
    assert 0 < result.kept_at_kills[0] < 1000
