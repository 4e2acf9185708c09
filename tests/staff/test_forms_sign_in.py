"""Passkeys, made and used by a key in software."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import reverse

from staff.models import AuditEntry
from tests.staff.sign_in import (  # noqa: F401  (two fixtures that each test here needs)
    _mails_stay_in_memory,
    _nobody_tried_before,
    add_passkey,
    enter,
    is_signed_in,
    post_and_commit,
    with_password,
)
from tests.staff.soft_key import SoftKey


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_TWO_FACTOR = True
    settings.PASSKEYS_POSSIBLE = True


@pytest.fixture
def alice(alice):
    return with_password(alice)


@pytest.fixture
def admin(admin):
    return with_password(admin)


def made_with(key, client):
    """Set a passkey up through the page, and return what the page answered."""
    asked = client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]
    values = {"name": "Key", "passwordless": "on", "credential": key.register(as_sent(asked))}
    return post_and_commit(client, reverse("mfa_add_webauthn"), values)


def as_sent(options):
    """The options as the page's JSON holds them."""
    return json.loads(json.dumps(options, cls=DjangoJSONEncoder))


@pytest.fixture
def site(settings):
    settings.PUBLIC_HOST = "testserver"
    return {"site": "testserver", "origin": "https://testserver"}


def test_a_passkey_is_the_second_step(client, admin, site):
    key = SoftKey(**site)
    enter(client, admin)
    assert made_with(key, client)["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get("/admin/").status_code == 200
    client.post(reverse("account_logout"))

    enter(client, admin)
    asked = client.get(reverse("mfa_authenticate")).context["js_data"]["request_options"]
    client.post(reverse("mfa_authenticate"), {"credential": key.sign(as_sent(asked))})

    assert client.get("/admin/").status_code == 200
    signed_in = AuditEntry.objects.filter(action="staff.sign_in", actor=admin).latest("id")
    assert signed_in.detail["by"] == ["password", "webauthn"]


def test_a_passkey_opens_alone(client, alice, site):
    key = SoftKey(**site)
    enter(client, alice)
    made_with(key, client)
    client.post(reverse("account_logout"))

    address = reverse("mfa_login_webauthn")
    asked = client.get(address, headers={"Accept": "application/json"}).json()["request_options"]
    client.post(address, {"credential": key.sign(asked)})

    assert is_signed_in(client)


@pytest.mark.parametrize(
    "wrong", [{"verifies": False}, {"origin": "https://testserver.evil.example"}, {"site": "evil.example"}]
)
def test_a_key_that_verifies_nobody_or_is_anothers_sites_is_refused(client, alice, site, wrong):
    enter(client, alice)

    refused = made_with(SoftKey(**site | wrong), client)

    assert (refused.status_code, Authenticator.objects.count()) == (200, 0)


def test_an_answer_opens_once_and_only_its_owners_account(client, alice, bob, site):
    key = SoftKey(**site)
    enter(client, alice)
    made_with(key, client)
    client.post(reverse("account_logout"))
    address = reverse("mfa_login_webauthn")
    answer = key.sign(client.get(address, headers={"Accept": "application/json"}).json()["request_options"])
    client.post(address, {"credential": answer})
    client.post(reverse("account_logout"))

    client.post(address, {"credential": answer})
    assert not is_signed_in(client)
    key.user_handle = str(bob.pk).encode()
    asked = client.get(address, headers={"Accept": "application/json"}).json()["request_options"]
    client.post(address, {"credential": key.sign(asked)})
    assert not is_signed_in(client)


HOSTILE = ["", "x", "{}", "[]", "null", "1", '{"id": "x"}', '{"id": 1, "rawId": 1}', '{"response": []}']
HOSTILE += ['{"response": {"userHandle": "MQ"}}']
HOSTILE += ['{"id": "x", "rawId": "x", "type": "public-key", "response": {"clientDataJSON": "e30"}}']


@pytest.mark.parametrize("credential", HOSTILE)
def test_what_is_no_passkey_is_refused_everywhere(client, alice, credential):
    passkey = add_passkey(alice)
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    assert client.post(reverse("mfa_login_webauthn"), {"credential": credential}).status_code == 302
    enter(client, alice)
    client.get(reverse("mfa_authenticate"))
    assert client.post(reverse("mfa_authenticate"), {"credential": credential}).status_code == 200
    assert not is_signed_in(client)

    Authenticator.objects.filter(pk=passkey).delete()
    client = Client()
    enter(client, alice)
    client.get(reverse("mfa_add_webauthn"))
    assert client.post(reverse("mfa_add_webauthn"), {"credential": credential}).status_code == 200
    assert Authenticator.objects.count() == 0
