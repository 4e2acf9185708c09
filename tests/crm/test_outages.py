import sqlite3

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, transaction
from django.db.utils import ConnectionHandler
from django.http import HttpResponse
from django.urls import path

from crm import urls
from crm.outages import is_outage
from scripts.ports import free_port
from staff.access import public_page
from staff.models import Team

pytestmark = pytest.mark.django_db


def no_database():
    """A connection to a PostgreSQL that is not there."""
    away = {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": free_port(), "NAME": "away"}
    return ConnectionHandler({"default": away})["default"]


@public_page
def _asks_the_database(request):
    request.session["seen"] = True
    no_database().ensure_connection()


@public_page
def _mistaken(request):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM no_such_table")


@public_page
def _saves(request):
    with transaction.atomic():
        Team.objects.create(name="New")
    return HttpResponse("saved")


class WithOutages:
    """The site's own map and pages that need what is not there."""

    urlpatterns = [
        *urls.urlpatterns,
        path("away/", _asks_the_database),
        path("mistaken/", _mistaken),
        path("saves/", _saves),
    ]
    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def visitor(client, settings, organisation):
    settings.ROOT_URLCONF = WithOutages
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("ru", "ru"), ("cs,en;q=0.5", "cs"), ("da", "da"), ("lt", "lt"), ("en", "en"), ("ar", "ar"), ("", "en")],
)
def test_without_a_database_a_visitor_is_asked_to_come_back(visitor, wanted, language):
    response = visitor.get("/away/?page=2", headers={"Accept-Language": wanted})
    page = response.content.decode()

    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert f'<html lang="{language}"' in page
    assert 'href="/away/?page=2"' in page
    assert f"<code>{response['X-Request-ID']}</code>" in page
    assert response.cookies.keys() == set()
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_nothing_of_the_error_reaches_the_visitor(visitor):
    page = visitor.get("/away/").content.decode()
    assert [word for word in ("127.0.0.1", "connection", "psycopg", "Error", "refused") if word in page] == []


def test_what_was_sent_is_not_sent_again_by_the_link(visitor):
    assert 'href="/"' in visitor.post("/away/").content.decode()


def test_the_page_keeps_the_look_of_the_browser(visitor):
    visitor.cookies["rapport_theme"] = "dark"
    assert 'data-bs-theme="dark"' in visitor.get("/away/").content.decode()


def test_a_colleagues_session_outlives_the_outage(visitor, alice):
    visitor.force_login(alice)
    assert visitor.get("/away/").status_code == 503
    assert visitor.get("/").wsgi_request.user == alice


def test_a_mistake_of_ours_is_no_outage(visitor):
    response = visitor.get("/mistaken/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


if connection.vendor == "sqlite":  # PostgreSQL says it in its own way

    def test_a_full_disk_refuses_to_save_and_still_shows(visitor, alice):
        visitor.force_login(alice)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = ON")
            try:
                saving, reading = visitor.post("/saves/"), visitor.get("/accounts/login/")
            finally:
                cursor.execute("PRAGMA query_only = OFF")
        assert (saving.status_code, saving["Retry-After"]) == (503, "10")
        assert "readonly" not in saving.content.decode()
        assert reading.status_code == 302
        assert visitor.post("/saves/").content == b"saved"


def test_no_connection_is_an_outage():
    with pytest.raises(OperationalError) as raised:
        no_database().ensure_connection()
    assert is_outage(raised.value)


def test_a_row_that_is_refused_is_no_outage(organisation):
    Team.objects.create(name="North")
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        Team.objects.create(name="North")
    assert not is_outage(raised.value)


def test_a_table_that_is_missing_is_no_outage():
    with pytest.raises((OperationalError, ProgrammingError)) as raised, transaction.atomic():
        connection.cursor().execute("SELECT 1 FROM no_such_table")
    assert not is_outage(raised.value)


@pytest.mark.parametrize("other", [None, ValueError("x"), sqlite3.OperationalError("database is locked")])
def test_what_django_did_not_raise_for_a_database_is_no_outage(other):
    assert not is_outage(other)
