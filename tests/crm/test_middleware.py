import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation

from crm.middleware import (
    PreferencesMiddleware,
    RequestIdFilter,
    RequestIdMiddleware,
    client_address,
    current_request_address,
    current_request_id,
)
from staff.models import User


def _serve(seen: dict[str, str | None]):
    def view(request):
        seen["id"] = current_request_id()
        seen["address"] = current_request_address()
        return HttpResponse()

    return RequestIdMiddleware(view)


def test_a_request_carries_one_id_to_its_code_and_its_answer():
    seen: dict[str, str | None] = {}
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")

    response = _serve(seen)(request)

    assert response["X-Request-ID"] == seen["id"] == request.request_id
    assert len(str(seen["id"])) == 32
    assert seen["address"] == "192.0.2.7"
    assert (current_request_id(), current_request_address()) == ("", None)


@pytest.mark.parametrize("forged", ["short", "a" * 65, "good-id\nERROR forged line", "<b>id</b>id"])
def test_an_id_that_could_forge_a_log_line_is_replaced(forged):
    response = _serve({})(RequestFactory().get("/", headers={"X-Request-ID": forged}))

    assert response["X-Request-ID"] != forged
    assert response["X-Request-ID"].isalnum()


def test_the_proxys_id_is_kept():
    response = _serve({})(RequestFactory().get("/", headers={"X-Request-ID": "edge-0123456789"}))

    assert response["X-Request-ID"] == "edge-0123456789"


def test_the_id_is_forgotten_after_an_error():
    def broken(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        RequestIdMiddleware(broken)(RequestFactory().get("/"))

    assert current_request_id() == ""


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "not an address", None),
    ],
)
def test_only_trusted_proxies_name_the_sender(settings, trusted, forwarded, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="192.0.2.1")

    assert client_address(request) == address


def test_each_log_line_names_its_request():
    record = logging.LogRecord("rapport", logging.INFO, "", 0, "words", (), None)

    assert RequestIdFilter().filter(record) is True
    assert record.request_id == "-"


def _speak(user: object | None, **headers: str) -> tuple[str, str]:
    seen = []

    def view(request):
        seen.append((translation.get_language(), timezone.get_current_timezone_name()))
        return HttpResponse()

    request = RequestFactory().get("/", headers=headers)
    if user is not None:
        request.user = user
    response = PreferencesMiddleware(view)(request)
    assert response["Content-Language"] == seen[0][0]
    return seen[0]


def test_a_colleague_is_served_in_her_language_and_zone():
    user = User(language="cs", time_zone="Asia/Tokyo")

    assert _speak(user, **{"Accept-Language": "da"}) == ("cs", "Asia/Tokyo")
    assert (translation.get_language(), timezone.get_current_timezone_name()) == ("en", "UTC")


def test_a_visitor_is_served_in_the_browsers_language():
    assert _speak(None, **{"Accept-Language": "lt,en;q=0.5"}) == ("lt", "UTC")


def test_a_language_that_the_interface_lacks_becomes_english():
    assert _speak(None, **{"Accept-Language": "ar"}) == ("en", "UTC")
    assert _speak(User(language="xx", time_zone="Mars/Olympus")) == ("en", "UTC")
