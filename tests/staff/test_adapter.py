from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.db import OperationalError, connection
from django.urls import reverse

from staff.models import AuditEntry, User
from tests.factories.staff import make_user
from tests.staff.identity_provider import CLIENT_ID, running_provider

PASSWORD = "quiet-harbour-lantern"


def _without_people(execute, sql, *rest):
    if "staff_user" in sql:
        raise OperationalError("the server closed the connection unexpectedly")
    return execute(sql, *rest)


@pytest.fixture
def enter(client, organisation):
    """Try to sign in from an address of this test's own: attempts are counted by address too."""
    user = make_user("Outage")
    user.set_password(PASSWORD)
    user.save()
    client.raise_request_exception = False

    def _enter(password: str = PASSWORD):
        return client.post(
            reverse("account_login"), {"login": user.email, "password": password}, REMOTE_ADDR="192.0.2.50"
        )

    return _enter


def test_trying_in_vain_during_an_outage_locks_nobody_out(enter):
    with connection.execute_wrapper(_without_people):
        assert [enter().status_code for _attempt in range(6)] == [503] * 6
    assert enter()["Location"] == reverse("interactions:my_day")


def test_wrong_passwords_do(enter):
    assert [enter("x" * 14).status_code for _attempt in range(6)] == [200] * 6
    assert "Too many failed" in enter().content.decode()


# --- an identity provider -------------------------------------------------------------------------
@pytest.fixture
def provider(settings):
    """A provider of OpenID Connect on this machine, and the settings that name it."""
    with running_provider() as started:
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "APPS": [
                    {
                        "provider_id": "sso",
                        "name": "House keys",
                        "client_id": CLIENT_ID,
                        "secret": "quiet",
                        "settings": {"server_url": started.url, "oauth_pkce_enabled": True},
                    }
                ]
            }
        }
        yield started


def by_provider(client, query=""):
    """Sign in through the provider as a browser does: there with a form, back with a code."""
    asked = client.post(reverse("openid_connect_login", args=["sso"]) + query)
    state = parse_qs(urlsplit(asked["Location"]).query)["state"][0]
    return client.get(reverse("openid_connect_callback", args=["sso"]), {"code": "c", "state": state})


def test_the_provider_opens_the_account_of_the_address_that_it_verified(client, alice, provider):
    provider.claims = {"sub": "7", "email": "Alice@fair.example", "email_verified": True}

    assert "Sign in with House keys" in client.get(reverse("account_login")).content.decode()
    by_provider(client)

    assert client.session["_auth_user_id"] == str(alice.pk)
    assert AuditEntry.objects.filter(action="staff.sso.connect", actor=alice).count() == 1
    assert AuditEntry.objects.get(action="staff.sign_in").detail["by"] == ["socialaccount"]


def test_the_second_time_it_knows_the_colleague_whatever_the_address(client, alice, bob, provider):
    provider.claims = {"sub": "7", "email": "alice@fair.example", "email_verified": True}
    by_provider(client)
    client.post(reverse("account_logout"))
    provider.claims = {"sub": "7", "email": "bob@fair.example", "email_verified": True}
    by_provider(client)

    assert client.session["_auth_user_id"] == str(alice.pk)


@pytest.mark.parametrize("verified", [False, "false", None, 0])
def test_an_address_that_it_did_not_verify_opens_nothing(client, alice, provider, verified):
    provider.claims = {"sub": "7", "email": "alice@fair.example", "email_verified": verified}

    response = by_provider(client)

    assert response["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session
    assert SocialAccount.objects.count() == 0


def test_it_makes_no_account_and_opens_none_that_is_closed(client, alice, provider):
    alice.is_active = False
    alice.save()
    for email in ("nobody@fair.example", "alice@fair.example"):
        provider.claims = {"sub": email, "email": email, "email_verified": True}
        assert by_provider(client)["Location"] == reverse("account_login")

    assert "_auth_user_id" not in client.session
    assert User.objects.filter(email="nobody@fair.example").count() == 0
    assert "There is no account for this address." in client.get(reverse("account_login")).content.decode()


def test_nobody_ties_a_strangers_account_to_their_own(client, alice, sign_in, provider):
    provider.claims = {"sub": "8", "email": "eve@evil.example", "email_verified": True}

    by_provider(sign_in(alice), "?process=connect")

    assert SocialAccount.objects.count() == 0


def test_the_second_step_is_asked_for_all_the_same(client, alice, provider):
    TOTP.activate(alice, "JBSWY3DPEHPK3PXP")
    provider.claims = {"sub": "7", "email": "alice@fair.example", "email_verified": True}

    response = by_provider(client)

    assert response["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_a_provider_that_does_not_answer_is_told_in_a_sentence(client, alice, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"

    response = client.post(reverse("openid_connect_login", args=["sso"]))

    assert response.status_code == 503
    assert "Signing in did not work" in response.content.decode()


def test_without_a_provider_there_is_no_way_to_one(client, organisation):
    assert client.post(reverse("openid_connect_login", args=["sso"])).status_code == 404


# --- what of the library is closed ----------------------------------------------------------------
@pytest.mark.parametrize("path", ["email/", "confirm-email/", "password/set/", "login/code/confirm/", "3rdparty/"])
def test_pages_that_nobody_needs_do_not_exist(sign_in, alice, path):
    assert sign_in(alice).get(f"/accounts/{path}").status_code == 404


def test_a_sender_behind_no_address_is_refused_and_not_uncounted(client, organisation):
    credentials = {"login": "a@fair.example", "password": "x" * 14}
    assert client.post(reverse("account_login"), credentials, REMOTE_ADDR="").status_code == 403
