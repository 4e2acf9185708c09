from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm import operations
from outreach.models import Heartbeat, Installation, Message, Provider, State
from staff import views_operations
from staff.models import Role
from staff.views_operations import PATIENCE, Job, jobs
from tests.factories.outreach import make_message
from tests.factories.staff import make_user

URL = "/operations/"
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def _page(client) -> str:
    response = client.get(URL)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_superuser_reads_versions_storage_and_mail(sign_in, admin, carol):
    make_message(carol)
    Heartbeat.objects.create(name="outreach.pump", at=timezone.now())

    response = sign_in(admin).get(URL)

    shown = response.context
    assert response.status_code == 200
    assert {version.name: version.number for version in shown["versions"]} == {
        version.name: version.number for version in operations.versions(operations.broker().version)
    }
    assert {"Rapport", "Python", "Django", "celery", "tzdata"} <= {version.name for version in shown["versions"]}
    assert (shown["counts"], shown["may_send"]) == ([("planned", 1)], True)
    assert [job.name for job in shown["jobs"]] == ["outreach.pump"]
    assert f"<code>{shown['installation']}</code>" in response.content.decode()


@pytest.mark.parametrize("who", ["alice", "lead", "dpo", "marketer"])
def test_nobody_else_sees_the_machine_room(who, request, sign_in, organisation):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(URL).status_code == 403
    assert URL not in client.get(reverse("staff:settings")).content.decode()


def test_an_administrator_of_the_organisation_is_no_operator(sign_in, organisation):
    assert sign_in(make_user("Ada", Role.ADMINISTRATOR)).get(URL).status_code == 403


def test_the_superuser_finds_it_among_the_settings(sign_in, admin):
    assert f'href="{URL}"' in sign_in(admin).get(reverse("staff:settings")).content.decode()


def test_it_is_only_read(sign_in, admin):
    assert sign_in(admin).post(URL).status_code == 405


def test_another_sending_installation_is_a_warning(sign_in, admin):
    Installation.objects.create(pk=1, code="elsewhere")

    page = _page(sign_in(admin))

    assert "Another installation sends from this database" in page
    assert "does not send" in page


def test_mails_in_doubt_lead_to_their_list(sign_in, admin, carol):
    for _number in range(2):
        make_message(carol)
    Message.objects.update(state=State.UNKNOWN)

    page = _page(sign_in(admin))

    assert '<a href="/outbox/not-sent/?state=unknown"> 2 mails of which nobody knows whether they left </a>' in page


def test_a_relay_that_is_left_alone_is_said(sign_in, admin):
    soon = timezone.now() + timedelta(minutes=5)
    Provider.objects.create(name=settings.OUTREACH_PROVIDER, failures=1, waits_until=soon)

    assert "left alone for a while" in _page(sign_in(admin))


def test_without_redis_the_page_works_and_says_so(sign_in, admin, settings):
    client = sign_in(admin)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    page = _page(client)

    assert "The broker does not answer. Pages work, and mails wait until it is back." in page


def test_a_program_below_its_floor_is_a_warning(sign_in, admin, monkeypatch):
    monkeypatch.setitem(operations.FLOORS, "celery", "999.1")

    assert "has known holes: update it to 999.1 or newer." in _page(sign_in(admin))


def test_an_old_database_is_a_warning(sign_in, admin):
    MigrationRecorder.Migration.objects.filter(app="loyalty").last().delete()

    assert "The database is older than the program." in _page(sign_in(admin))


def test_a_full_disk_and_a_missing_backup_are_said(sign_in, admin, monkeypatch):
    client = sign_in(admin)
    assert "Less than a gigabyte is free" not in _page(client)

    monkeypatch.setattr(views_operations, "LITTLE_SPACE", 10**18)

    page = _page(client)
    assert "Less than a gigabyte is free" in page
    assert "none yet" in page


def test_a_job_is_late_after_its_time_and_some_patience():
    pump = timedelta(seconds=10)
    beats = {"gone.job": NOW - timedelta(days=9), "outreach.pump": NOW - pump - PATIENCE, "outreach.sweep": NOW}

    assert jobs(beats, now=NOW) == [
        Job("outreach.sweep", NOW, timedelta(minutes=5), False),
        Job("outreach.pump", beats["outreach.pump"], pump, False),
        Job("gone.job", beats["gone.job"], None, False),
    ]
    assert [job.is_late for job in jobs(beats, now=NOW + timedelta(seconds=1))] == [False, True, False]


def test_the_number_of_queries_does_not_grow(sign_in, admin, carol):
    client = sign_in(admin)
    client.get(URL)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(URL)
        return len(queries)

    make_message(carol)
    Heartbeat.objects.create(name="outreach.pump", at=NOW)
    one = asked()
    for number in range(3):
        make_message(carol)
        Heartbeat.objects.create(name=f"job.{number}", at=NOW)

    assert asked() == one
