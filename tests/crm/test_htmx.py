from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path
from django_htmx.middleware import HtmxMiddleware

from crm.htmx import part_of_page, redirect_page, render_page, wants_fragment


def _request(**headers: str):
    request = RequestFactory().get("/", headers=headers)
    HtmxMiddleware(lambda request: HttpResponse())(request)
    return request


def test_a_browser_gets_the_page_and_htmx_its_fragment():
    assert wants_fragment(_request()) is False
    assert wants_fragment(_request(**{"HX-Request": "true"})) is True


def test_a_boosted_link_and_a_restored_page_get_the_whole_page():
    assert wants_fragment(_request(**{"HX-Request": "true", "HX-Boosted": "true"})) is False
    assert wants_fragment(_request(**{"HX-Request": "true", "HX-History-Restore-Request": "true"})) is False


def test_only_the_named_partial_is_rendered_for_htmx(settings, tmp_path):
    (tmp_path / "page.html").write_text(
        "{% load partials %}whole {% partialdef row inline %}row {{ number }}{% endpartialdef %} end"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    page = render_page(_request(), "page.html", {"number": 7}, partial="row")
    fragment = render_page(_request(**{"HX-Request": "true"}), "page.html", {"number": 7}, partial="row", status=422)

    assert page.content.decode() == "whole row 7 end"
    assert page.status_code == 200
    assert page["Vary"] == "HX-Request"
    assert fragment.content.decode() == "row 7"
    assert fragment.status_code == 422


def test_after_a_post_the_browser_is_sent_on_by_303_and_htmx_by_its_header():
    seen = redirect_page(_request(), "/contacts/")
    followed = redirect_page(_request(**{"HX-Request": "true"}), "/contacts/")

    assert (seen.status_code, seen["Location"]) == (303, "/contacts/")
    assert (followed.status_code, followed["HX-Redirect"]) == (200, "/contacts/")


def echo(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(f"{pk} {wants_fragment(request)} {dict(request.GET)} {request.user}")


class WithAnEcho:
    urlpatterns = [path("echo/<int:pk>/", echo)]


def test_a_part_is_made_by_its_own_view_for_the_same_reader(settings):
    settings.ROOT_URLCONF = WithAnEcho
    request = RequestFactory().get("/page/", {"page": "2"})
    request.user = "alice"

    assert part_of_page(request, "/echo/7/") == "7 True {} alice"
    assert (wants_fragment(request), request.GET["page"]) == (False, "2")
