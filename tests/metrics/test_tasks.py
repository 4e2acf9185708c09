from datetime import UTC, datetime

from crm.celery import app
from crm.statistics import DEFINITION_VERSION
from metrics.models import Report
from metrics.tasks import refresh


def test_the_job_is_scheduled():
    assert app.conf.beat_schedule["metrics.refresh"]["task"] == refresh.name


def test_the_job_computes_what_is_wanted_as_of_the_moment(organisation, alice):
    Report.objects.create(
        audience="everyone",
        start="2026-01-01",
        end="2027-01-01",
        as_of="2026-11-20",
        time_zone="Europe/Prague",
        currency="EUR",
        definition_version=DEFINITION_VERSION,
        choice="year",
        looked_at=datetime(2026, 11, 20, tzinfo=UTC),
        wanted_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    assert refresh(now="2026-11-20T09:00:00+00:00") == {"reports": 1}
    assert Report.objects.get().computed_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
