import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.staff import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["staff:profile", "staff:settings", "staff:team", "account_reset_password"])
def test_before_the_first_run_every_page_leads_to_it(client, name):
    response = client.get(reverse(name))

    assert (response.status_code, response["Location"]) == (302, reverse("staff:welcome"))


def test_sign_in_and_language_stay_open_before_the_first_run(client):
    assert client.get(reverse("account_login")).status_code == 200
    chosen = client.post(reverse("staff:set_language"), {"language": "cs", "next": "/welcome/"})
    assert (chosen.status_code, chosen["Location"]) == (303, "/welcome/")


def test_once_there_is_an_organisation_nobody_asks_again(client, django_assert_num_queries):
    make_organisation()
    client.get(reverse("account_login"))

    with django_assert_num_queries(0):
        response = client.get(reverse("account_login"))

    assert response.status_code == 200


def test_after_the_first_run_a_stranger_is_asked_to_sign_in():
    make_organisation()
    make_user("Alice")

    response = Client().get(reverse("staff:profile"))

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/profile/")
