import pytest
from django.contrib.auth.decorators import login_not_required
from django.test import Client
from django.urls import path

from crm import urls

pytestmark = pytest.mark.django_db


@login_not_required
def _broken(request):
    raise RuntimeError("the secret of the house")


class WithABrokenPage:
    """The site's own map and one page that breaks."""

    urlpatterns = [*urls.urlpatterns, path("broken/", _broken)]
    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500


def test_a_colleague_finds_her_way_from_a_missing_page(sign_in, alice):
    response = sign_in(alice).get("/no/such/page/")
    page = response.content.decode()

    assert response.status_code == 404
    assert "This page is not here" in page
    assert 'class="rail"' in page
    assert f"<code>{response['X-Request-ID']}</code>" in page


def test_a_visitor_of_a_missing_page_sees_nothing_of_the_house(client, organisation):
    response = client.get("/no/such/page/")
    page = response.content.decode()

    assert response.status_code == 404
    assert "This page is not here" in page
    assert 'class="rail"' not in page


def test_a_broken_page_shows_its_number_and_no_secret(sign_in, alice, settings):
    settings.ROOT_URLCONF = WithABrokenPage
    client = sign_in(alice)
    client.raise_request_exception = False

    response = client.get("/broken/")
    page = response.content.decode()

    assert response.status_code == 500
    assert "Something broke on our side" in page
    assert f"<code>{response['X-Request-ID']}</code>" in page
    assert "the secret of the house" not in page


def test_a_request_for_another_host_is_refused_with_a_page(organisation):
    response = Client().get("/settings/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "This request was not understood" in response.content.decode()


@pytest.mark.parametrize(
    ("browser", "language", "direction"), [("ar", "ar", "rtl"), ("cs", "cs", "ltr"), ("uk", "en", "ltr")]
)
def test_a_visitor_reads_an_error_in_the_browsers_language(client, organisation, browser, language, direction):
    response = client.get("/no/such/page/", headers={"Accept-Language": browser})
    page = response.content.decode()
    words = {"ar": "هذه الصفحة غير موجودة", "cs": "Tato stránka zde není", "en": "This page is not here"}

    assert response["Content-Language"] == language
    assert f'<html lang="{language}"\n      dir="{direction}"' in page
    assert [code for code, sentence in words.items() if sentence in page] == [language]


def test_a_colleague_reads_an_error_in_their_own_language(sign_in, alice):
    response = sign_in(alice).get("/no/such/page/", headers={"Accept-Language": "ar"})
    assert response["Content-Language"] == "en"
    assert "This page is not here" in response.content.decode()


def test_a_page_that_breaks_is_written_from_right_to_left_where_the_reader_reads_so(organisation, settings):
    settings.ROOT_URLCONF = WithABrokenPage
    client = Client(raise_request_exception=False, headers={"Accept-Language": "ar"})
    response = client.get("/broken/")
    assert response.status_code == 500
    assert '<html lang="ar" dir="rtl">' in response.content.decode()
