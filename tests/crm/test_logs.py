import json
import logging
import sys

import pytest
from celery import shared_task
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, resolve

from crm import logs, urls
from crm.logs import JsonFormatter, LineFormatter, RouteFilter, TaskFilter


def _record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("rapport", logging.WARNING, "", 0, message, args, None)
    record.created = 1_795_000_000.25
    record.__dict__.update(extra)
    return record


def _failed(error: Exception) -> logging.LogRecord:
    record = _record("It broke")
    try:
        raise error
    except Exception:
        record.exc_info = sys.exc_info()
    return record


def test_a_json_line_holds_its_facts_and_the_time_in_utc():
    record = _record("Done %s", "now", request_id="abc", route="staff:team", status=200, user=None, task="-")

    assert json.loads(JsonFormatter().format(record)) == {
        "time": "2026-11-18T11:06:40.250+00:00",
        "level": "WARNING",
        "logger": "rapport",
        "message": "Done now",
        "request_id": "abc",
        "route": "staff:team",
        "status": 200,
    }


FORGED = "harmless\n2026-11-18T11:06:40.250+00:00 ERROR rapport [x] The house burns\r\x1b[31m\u2028\u202e"


@pytest.mark.parametrize("formatter", [JsonFormatter(), LineFormatter()])
def test_a_message_cannot_forge_a_second_line(formatter):
    written = formatter.format(_record("Said: %s", FORGED))

    assert len(written.splitlines()) == 1
    assert [character for character in written if not character.isprintable()] == []


def test_an_exception_cannot_forge_a_line_either():
    written = LineFormatter().format(_failed(ValueError(FORGED))).splitlines()

    assert [line[:4] for line in written[1:]] == ["  | "] * (len(written) - 1)
    assert "\x1b" not in "".join(written)
    assert len(JsonFormatter().format(_failed(ValueError(FORGED))).splitlines()) == 1


@pytest.mark.parametrize("formatter", [JsonFormatter(), LineFormatter()])
def test_neither_addresses_nor_rejected_rows_are_written(formatter):
    complaint = "duplicate key\nDETAIL:  Key (email)=(Carol Novotná) already exists.\nfrom carol@customer.example"
    written = formatter.format(_failed(ValueError(complaint)))

    assert "duplicate key" in written
    assert "DETAIL: [left out]" in written
    assert ("Novotn" in written, "customer.example" in written) == (False, False)
    assert formatter.format(_record("Mail to %s", "carol@customer.example")).find("carol") == -1


def test_names_of_workers_stay_readable():
    assert logs.without_addresses("celery@host ready.") == "celery@host ready."


def test_a_giant_word_costs_no_more_than_its_length():
    assert logs.without_addresses("a" * 1_000_000) == "a" * 1_000_000


def test_the_route_stands_where_django_writes_the_path():
    request = RequestFactory().get("/unsubscribe/very-secret-token/")
    request.resolver_match = resolve(request.path)
    record = _record("%s: %s", "Gone", request.path, request=request)

    assert RouteFilter().filter(record) is True
    assert record.getMessage() == "Gone: outreach:unsubscribe"


def test_a_path_without_a_route_is_not_written():
    request = RequestFactory().get("/unsubscribe/very-secret-token/and/more")
    record = _record("%s: %s", "Not Found", request.path, request=request)

    RouteFilter().filter(record)

    assert record.getMessage() == "Not Found: no route"


def test_a_workers_line_names_its_task():
    seen: list[logging.LogRecord] = []

    @shared_task(name="tests.remember")
    def remember() -> None:
        record = _record("working")
        TaskFilter().filter(record)
        seen.append(record)

    remember.apply(task_id="4711")
    outside = _record("idle")
    TaskFilter().filter(outside)

    assert [(record.task, record.task_id) for record in seen] == [("tests.remember", "4711")]
    assert not hasattr(outside, "task")


@login_not_required
def _broken(request, token: str) -> HttpResponse:
    raise RuntimeError("broke for carol@customer.example")


class WithABrokenPage:
    urlpatterns = [*urls.urlpatterns, path("letter/<str:token>/", _broken, name="letter")]
    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500


def test_a_page_that_breaks_tells_its_route_and_keeps_the_token(settings, organisation, json_log):
    settings.ROOT_URLCONF = WithABrokenPage
    client = Client(raise_request_exception=False)

    response = client.get("/letter/very-secret-token/")

    assert response.status_code == 500
    lines = json_log()
    assert [line["logger"] for line in lines] == ["django.request", "rapport.requests"]
    assert lines[0]["message"] == "Internal Server Error: letter"
    assert (lines[1]["route"], lines[1]["status"]) == ("letter", 500)
    assert {line["request_id"] for line in lines} == {response["X-Request-ID"]}
    assert "RuntimeError: broke for [address]" in lines[0]["exception"]
    assert "very-secret-token" not in json.dumps(lines)


def test_the_same_configuration_speaks_json_or_lines():
    json_style = logs.configuration(style=logs.JSON, level="INFO")
    line_style = logs.configuration(style=logs.LINE, level="INFO")

    assert json_style["handlers"]["console"]["formatter"] == "json"
    assert {name: part for name, part in json_style.items() if name != "handlers"} == {
        name: part for name, part in line_style.items() if name != "handlers"
    }
