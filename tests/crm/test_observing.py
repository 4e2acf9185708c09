from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from crm import observing
from crm.operations import Mail

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Status:
    oldest_due_seconds: float | None = 90.0
    by_state: dict[str, int] = field(default_factory=lambda: {"pending": 3, "sent": 40})
    heartbeats: dict[str, datetime] = field(default_factory=lambda: {"outreach.pump": NOW - timedelta(seconds=12)})
    breaker: str = "closed"
    unknown: int = 2
    parked: int = 1


@pytest.fixture
def mail(report_mail) -> None:
    status = Status()
    report_mail(Mail(lambda now: status, lambda: status.heartbeats, lambda: True, lambda: False, lambda: "here", str))


def figures(text: bytes) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels."""
    families = text_string_to_metric_families(text.decode())
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


def _counted(method: str, route: str, status: str) -> float:
    name = "rapport_http_requests_total"
    return figures(observing.exposition(NOW)).get((name, method, route, status), 0)


def test_the_outbox_is_told_in_figures(db, mail):
    told = figures(observing.exposition(NOW))

    assert {name: value for name, value in told.items() if name[0].startswith(("rapport_outbox", "rapport_job"))} == {
        ("rapport_outbox_oldest_due_seconds",): 90,
        ("rapport_outbox_messages", "pending"): 3,
        ("rapport_outbox_messages", "sent"): 40,
        ("rapport_outbox_unknown",): 2,
        ("rapport_outbox_parked",): 1,
        ("rapport_job_age_seconds", "outreach.pump"): 12,
    }
    assert (told["rapport_mail_relay_down",], told["rapport_may_send",]) == (1, 0)
    assert (told["rapport_database_up",], told["rapport_migrations_missing",], told["rapport_broker_up",]) == (1, 0, 1)
    assert told["rapport_database_bytes",] >= 0
    assert told["rapport_disk_free_bytes",] > 0


def test_each_request_is_counted_by_its_route(sign_in, alice):
    before = _counted("GET", "staff:team", "200")

    sign_in(alice).get("/team/")

    told = figures(observing.exposition(NOW))
    assert told["rapport_http_requests_total", "GET", "staff:team", "200"] == before + 1
    assert told["rapport_http_request_seconds_count", "GET", "staff:team"] >= 1


def test_no_client_can_make_up_a_figure(organisation, client):
    client.get("/no/such/page/")
    client.generic("INVENTED", "/accounts/login/")
    known = figures(observing.exposition(NOW)).keys()

    for number in range(5):
        client.get(f"/no/such/page/{number}/")
        client.generic(f"INVENTED{number}", "/accounts/login/")

    assert figures(observing.exposition(NOW)).keys() == known
    assert [name for name in known if "INVENTED" in name] == []


def test_probes_are_neither_counted_nor_logged(db, json_log):
    before = figures(observing.exposition(NOW))

    Client().get("/livez")

    after = figures(observing.exposition(NOW))
    assert {name for name in after if name[0].startswith("rapport_http")} == {
        name for name in before if name[0].startswith("rapport_http")
    }
    assert json_log() == []


def test_the_line_of_a_request_names_route_and_colleague_only(sign_in, alice, json_log):
    response = sign_in(alice).get("/team/?q=carol@customer.example")

    (line,) = [entry for entry in json_log() if entry["logger"] == "rapport.requests"]
    duration = line.pop("duration_ms")
    assert duration > 0
    del line["time"]
    assert line == {
        "level": "INFO",
        "logger": "rapport.requests",
        "message": f"GET staff:team 200 in {duration} ms",
        "request_id": response["X-Request-ID"],
        "method": "GET",
        "route": "staff:team",
        "status": 200,
        "user": str(alice.pk),
    }


def test_a_customers_secret_link_is_not_written(organisation, client, json_log):
    client.get("/unsubscribe/very-secret-token/")

    (line,) = [entry for entry in json_log() if entry["logger"] == "rapport.requests"]
    assert (line["route"], "user" in line) == ("outreach:unsubscribe", False)
    assert "very-secret-token" not in str(line)


def test_static_files_fill_no_log(organisation, client, json_log):
    served = client.get("/static/crm/rapport.css")
    served.close()

    assert (served.status_code, json_log()) == (200, [])


def test_the_line_costs_no_query(organisation, client, django_assert_num_queries):
    """Nobody asks who reads a file, so the log does not ask either."""
    with django_assert_num_queries(0):
        client.get("/static/crm/rapport.css").close()


def test_without_a_database_the_figures_of_the_process_remain(db, mail, database_down):
    told = figures(observing.exposition(NOW))

    assert told["rapport_database_up",] == 0
    assert ("rapport_outbox_unknown",) not in told


def test_the_number_of_queries_does_not_grow(db, mail, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        observing.exposition(NOW)
