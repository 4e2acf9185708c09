from datetime import UTC, datetime

import pytest

from crm.jobs import job
from crm.signals import job_ended


@pytest.fixture
def ended():
    """The names of the jobs that were announced as ended."""
    names: list[str] = []

    def listen(name, **kwargs):
        names.append(name)

    job_ended.connect(listen)
    yield names
    job_ended.disconnect(listen)


def test_a_job_gets_its_moment_and_announces_its_end(db, ended):
    moments = []

    @job("test.look")
    def look(now):
        moments.append(now)
        return {"seen": 1}

    assert look(now="2026-03-10T09:00:00+00:00") == look() == {"seen": 1}
    assert moments == [datetime(2026, 3, 10, 9, tzinfo=UTC), None]
    assert ended == ["test.look"] * 2


def test_a_job_that_fails_has_not_ended(db, ended):
    @job("test.fail")
    def fail(now):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert ended == []
