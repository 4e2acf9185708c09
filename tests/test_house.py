"""Rules of the house that no single room can keep alone."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from crm.privacy import unclassified_fields

ROOMS = (
    "crm",
    "staff",
    "contacts",
    "translating",
    "outreach",
    "interactions",
    "mailbox",
    "sales",
    "feedback",
    "loyalty",
    "metrics",
    "demo",
)
# Routes of libraries, which guard themselves: sign-in pages are public, the administration asks for staff.
LIBRARIES = ("accounts/", "admin/")


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, path)
        else:
            yield path, pattern


OWN_ROUTES = [(path, route) for path, route in routes(get_resolver()) if not path.startswith(LIBRARIES)]


def test_the_walk_finds_the_routes_of_the_product() -> None:
    names = {route.lookup_str.split(".")[0] for _path, route in OWN_ROUTES}
    assert names == {
        "staff",
        "contacts",
        "translating",
        "outreach",
        "interactions",
        "mailbox",
        "sales",
        "feedback",
        "loyalty",
        "metrics",
    }


@pytest.mark.parametrize(("path", "route"), OWN_ROUTES, ids=[path for path, _route in OWN_ROUTES])
def test_each_route_has_an_access_rule(path: str, route: URLPattern) -> None:
    assert getattr(route.callback, "access_rule", None), f"/{path} has no access rule (staff.access)"


@pytest.mark.parametrize(("path", "route"), OWN_ROUTES, ids=[path for path, _route in OWN_ROUTES])
def test_a_route_without_public_rule_sends_strangers_to_the_sign_in(
    path: str, route: URLPattern, organisation: object, client: Client
) -> None:
    if route.callback.access_rule in ("public", "token"):
        return
    path = path.replace("<str:country>", "CZ")
    address = "/" + path.replace("<int:pk>", "1").replace("<slug:code>", "x").replace("<str:code>", "nps").replace(
        "<slug:kind>", "csv"
    )
    assert "<" not in address, f"the walk does not know how to fill {path}"
    response = client.get(address)
    assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("model", [m for room in ROOMS for m in apps.get_app_config(room).get_models()])
def test_each_field_has_a_privacy_class(model: type) -> None:
    assert unclassified_fields(model) == set()


@pytest.mark.parametrize("model", [m for room in ROOMS for m in apps.get_app_config(room).get_models()])
def test_no_field_is_classified_that_does_not_exist(model: type) -> None:
    fields = {field.name for field in [*model._meta.local_fields, *model._meta.local_many_to_many]}
    inherited = {field.name for field in model._meta.fields}
    assert set(model.privacy) - fields - inherited == set()


@pytest.mark.parametrize("model", [m for room in ROOMS for m in apps.get_app_config(room).get_models()])
def test_each_model_says_what_one_row_is(model: type) -> None:
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


def test_content_columns_stand_in_six_languages_and_the_interface_in_five() -> None:
    assert settings.MODELTRANSLATION_LANGUAGES == ("en", "ru", "cs", "da", "lt", "ar")
    assert settings.INTERFACE_LANGUAGES == ("en", "ru", "cs", "da", "lt")
