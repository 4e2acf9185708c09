"""The second step has no way round it, and what opens once does not open twice."""

import re
import time
from typing import Any

import pytest
from allauth import urls as library
from django.test import Client
from django.urls import Resolver404, URLResolver, get_resolver, resolve, reverse
from django.urls.resolvers import RegexPattern

from tests.parallel import processes_on
from tests.sizes import size
from tests.staff.sign_in import (
    PASSWORD,
    add_app,
    add_codes,
    add_passkey,
    enter,
    is_signed_in,
    with_password,
)
from tests.staff.soft_key import SoftKey
from tests.staff.test_forms_sign_in import as_sent, made_with
from tests.test_house import routes

pytestmark = pytest.mark.trust

AUTH = SoftKey().flags.__class__


@pytest.fixture(autouse=True)
def required(settings) -> None:
    settings.REQUIRE_TWO_FACTOR = settings.PASSKEYS_POSSIBLE = True


@pytest.fixture
def alice(alice):
    return with_password(alice)


# --- passkeys verify their user -------------------------------------------------------------------
@pytest.mark.parametrize("way", ["second step", "alone"])
def test_a_passkey_that_did_not_verify_its_user_opens_nothing(client, admin, settings, way):
    """It did when it was set up; this time somebody only touched it."""
    settings.PUBLIC_HOST = "testserver"
    key = SoftKey(site="testserver", origin="https://testserver")
    enter(client, with_password(admin))
    made_with(key, client)
    client.post(reverse("account_logout"))
    verified, key.flags = key.flags, AUTH.UP

    def sign() -> None:
        if way == "alone":
            address = reverse("mfa_login_webauthn")
            asked = client.get(address, headers={"Accept": "application/json"}).json()["request_options"]
        else:
            address = reverse("mfa_authenticate")
            enter(client, admin)
            asked = as_sent(client.get(address).context["js_data"]["request_options"])
        client.post(address, {"credential": key.sign(asked)})

    sign()
    assert not is_signed_in(client)
    key.flags = verified
    sign()
    assert is_signed_in(client)


# --- once -----------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_who_use_one_recovery_code_at_once_one_gets_in(tmp_path, request):
    alice = request.getfixturevalue("alice")
    codes = add_codes(alice)
    with processes_on(tmp_path) as run:
        moment = time.time() + 15
        at_once = size(4, full=12)
        tried = run([["tests.trust.one_code", str(moment), code] for code in [codes[0]] * at_once + [codes[1]]])
    assert tried == {"opened": 2, "refused": at_once - 1}


# --- no way round -----------------------------------------------------------------------------------
OPEN = {
    *("account_login", "account_logout", "account_inactive", "account_signup", "account_reauthenticate"),
    *("account_change_password", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    *("mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
    *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn"),
    *("mfa_edit_webauthn", "mfa_remove_webauthn", "usersessions_list"),
    *("socialaccount_login_cancelled", "socialaccount_login_error"),
    *("openid_connect_login", "openid_connect_callback", "sso_confirm"),
}


def test_of_the_librarys_pages_only_those_that_are_meant_exist():
    """Sign-up (closed), sign-in by a mailed code, changed addresses, accounts tied by hand: none of them is there."""
    ours = {route.name for path, route in routes(get_resolver()) if path.startswith("accounts/")}
    theirs = {(path, route.name) for path, route in routes(URLResolver(RegexPattern(""), library))}
    assert ours == OPEN
    closed = {path for path, name in theirs if name not in OPEN}
    assert len(closed) > 5
    for path in closed:
        filled = re.sub(r"\^|\$|\(\?P<\w+>[^)]*\)|<[^>]*>", lambda match: "" if match[0] in "^$" else "1", path)
        with pytest.raises(Resolver404):
            resolve(f"/accounts/{filled}")


def _everything_posted(user: Any) -> dict[str, str]:
    names = ("login", "email", "username", "user", "name")
    return dict.fromkeys(names, user.email) | {"password": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}


@pytest.mark.slow
def test_no_route_signs_in_but_the_sign_in(organisation, alice, admin, settings):
    """Each route is posted the right password under every name that forms give it."""
    settings.REQUIRE_TWO_FACTOR = False
    with_password(admin)
    opened = set()
    for path, route in routes(get_resolver()):
        address = "/" + re.sub(r"\^|\$|\(\?P<\w+>[^)]*\)|<[^>]*>", lambda m: "" if m[0] in "^$" else "1", path)
        client = Client(REMOTE_ADDR="192.0.2.1")
        client.post(address, _everything_posted(admin))
        if is_signed_in(client):
            opened.add(route.name)
    assert opened == {"account_login"}


@pytest.mark.parametrize("factor", [add_app, add_passkey])
def test_with_a_second_factor_a_password_signs_in_nowhere(client, admin, factor):
    factor(with_password(admin))
    for address in ("/accounts/login/", "/admin/login/", "/admin/", "/accounts/reauthenticate/"):
        client.post(address, {"login": admin.email, "username": admin.email, "password": PASSWORD})
        assert not is_signed_in(client)
        assert client.get("/admin/", follow=True).request["PATH_INFO"].startswith("/accounts/")


def test_the_pending_second_step_ends_with_the_password_that_began_it(client, alice):
    """Whoever knows the old password and waits at the second step does not go on after it was changed."""
    codes = add_codes(alice)
    add_app(alice)
    enter(client, alice)
    with_password(alice, "another-harbour-lantern")

    client.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert not is_signed_in(client)


def test_the_pending_second_step_ends_with_the_account(client, alice):
    codes = add_codes(alice)
    add_app(alice)
    enter(client, alice)
    alice.is_active = False
    alice.save()

    client.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert client.get(reverse("staff:profile")).status_code == 302
    assert not is_signed_in(client)
