from datetime import UTC, datetime, timedelta

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from crm import health
from crm.operations import Mail

TOKEN = "an-operator's-own-token"
OPERATOR = {"Authorization": f"Bearer {TOKEN}"}
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def _mail(*, pulse: datetime | None = NOW, is_relay_down: bool = False) -> Mail:
    return Mail(
        status=lambda now: pytest.fail("a probe counted the outbox"),
        heartbeats=lambda: {health.PULSE: pulse} if pulse else {},
        is_relay_down=lambda: is_relay_down,
        may_send=lambda: True,
        installation=lambda: "here",
        state_label=str,
    )


@pytest.fixture(autouse=True)
def token(settings) -> None:
    settings.METRICS_TOKEN = TOKEN


def test_livez_asks_neither_database_nor_session():
    """Without the `db` fixture a query would fail the test."""
    response = Client().get("/livez")

    assert (response.status_code, response.json(), response.cookies) == (200, {"status": "ok"}, {})


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/prometheus"])
def test_a_probe_by_an_inner_address_and_plain_http_is_answered(path, settings, db):
    settings.SECURE_SSL_REDIRECT = True

    response = Client().get(path, headers={"host": "10.1.2.3:8000", **OPERATOR})

    assert response.status_code == 200
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("no-store", "nosniff")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/prometheus"])
def test_a_probe_only_reads(path, db):
    assert Client().post(path).status_code == 405


def test_readyz_is_ok_with_a_database_and_a_beating_worker(db, report_mail):
    report_mail(_mail(pulse=timezone.now()))

    response = Client().get("/readyz", headers=OPERATOR)

    assert (response.status_code, response.json()) == (200, {"status": "ok", "faults": []})


def test_a_missing_migration_makes_it_unavailable(db):
    MigrationRecorder.Migration.objects.filter(app="staff").last().delete()

    response = Client().get("/readyz", headers=OPERATOR)

    assert (response.status_code, response.json()) == (503, {"status": "unavailable", "faults": ["migrations"]})


def test_a_database_that_does_not_answer_makes_it_unavailable(db, database_down):
    response = Client().get("/readyz", headers=OPERATOR)

    assert (response.status_code, response.json()) == (503, {"status": "unavailable", "faults": ["database"]})


def test_a_silent_worker_degrades(db, report_mail):
    report_mail(_mail(pulse=NOW - health.SILENT_AFTER))
    assert health.degradations(NOW) == []

    report_mail(_mail(pulse=NOW - health.SILENT_AFTER - timedelta(seconds=1)))
    assert health.degradations(NOW) == ["worker"]

    report_mail(_mail(pulse=None))
    assert health.degradations(NOW) == ["worker"]


def test_a_relay_that_does_not_answer_degrades(db, report_mail):
    report_mail(_mail(is_relay_down=True))

    assert health.degradations(NOW) == ["mail relay"]


def test_redis_that_does_not_answer_degrades_and_serves(db, report_mail, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    report_mail(_mail(pulse=timezone.now()))

    response = Client().get("/readyz", headers=OPERATOR)

    assert (response.status_code, response.json()) == (200, {"status": "degraded", "faults": ["broker"]})


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
def test_a_stranger_learns_one_word(db, report_mail, headers):
    report_mail(_mail(pulse=None, is_relay_down=True))

    assert Client().get("/readyz", headers=headers).json() == {"status": "degraded"}


def test_an_empty_token_opens_nothing(db, settings):
    settings.METRICS_TOKEN = ""

    assert Client().get("/readyz", headers={"Authorization": "Bearer "}).json().keys() == {"status"}
    assert Client().get("/prometheus", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}])
def test_the_figures_are_for_the_operator(db, headers):
    response = Client().get("/prometheus", headers=headers)

    assert (response.status_code, response["WWW-Authenticate"], response.content) == (401, "Bearer", b"")
