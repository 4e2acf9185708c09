from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from crm.context_processors import shell
from staff.models import User


def _request(namespace: str = "", view_name: str = "", **cookies: str):
    request = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(namespace=namespace, view_name=view_name) if view_name else None
    request.COOKIES.update(cookies)
    return request


@pytest.mark.parametrize(
    ("namespace", "view_name", "section"),
    [
        ("interactions", "interactions:my_day", "my_day"),
        ("interactions", "interactions:team_day", "my_day"),
        ("interactions", "interactions:digest", "settings"),
        ("interactions", "interactions:interaction_list", "interactions"),
        ("contacts", "contacts:contact_list", "contacts"),
        ("sales", "sales:purchase_list", "contacts"),
        ("staff", "staff:profile", "settings"),
        ("", "account_change_password", "settings"),
        ("", "", ""),
    ],
)
def test_the_rail_shows_where_we_are(namespace, view_name, section):
    assert shell(_request(namespace, view_name))["section"] == section


def test_a_colleagues_look_is_hers_and_a_visitors_is_the_browsers():
    hers = _request(rapport_theme="light")
    hers.user = User(theme="dark")

    assert shell(hers)["theme"] == "dark"
    assert shell(_request(rapport_theme="light"))["theme"] == "light"
    assert shell(_request(rapport_theme='"><script>'))["theme"] == "auto"


def test_the_interface_is_on_offer_in_five_languages():
    assert shell(_request())["interface_languages"] == ("en", "ru", "cs", "da", "lt")
