"""Showing once more who one is: when it is asked for, by which ways it is shown, and that nothing typed is lost."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from django.utils import timezone

from staff.models import AuditEntry, Invitation, Role
from tests.factories.staff import make_user
from tests.staff.identity_provider import CLIENT_ID, running_provider
from tests.staff.sign_in import (  # noqa: F401  (two fixtures that each test here needs)
    PASSWORD,
    _mails_stay_in_memory,
    _nobody_tried_before,
    add_app,
    code_of,
    enter,
    with_password,
)
from tests.staff.soft_key import SoftKey
from tests.staff.test_forms_sign_in import as_sent, made_with
from tests.staff.test_once import key_on

INVITE, GO_ON = "/team/invite/", "/is-it-you/"
NELA = {
    "full_name": "Nela  Nová",
    "email": "nela@fair.example",
    "language": "cs",
    "team": "",
    "roles": ["agent", "lead"],
}


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_STEP_UP = True


@pytest.fixture
def root(organisation):
    return with_password(make_user("Root", Role.ADMINISTRATOR))


@pytest.fixture
def signed_in(client, root):
    """Root signed in by password, long enough ago."""
    enter(client, root)
    return aged(client)


def aged(client, by=timedelta(minutes=5)):
    """Let every proof of the session have happened earlier."""
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= by.total_seconds()
    session.save()
    return client


def prove(client, address, values=None):
    """Give the password on the page that was led to; return where it leads."""
    return client.post(address, values or {"password": PASSWORD, "next": back_from(address)})["Location"]


def back_from(address):
    return parse_qs(urlsplit(address).query)["next"][0]


def press_on(client, page=GO_ON):
    """Send the kept form again, as the page shows it."""
    kept = client.get(page).context["kept"]
    values: dict[str, list[str]] = {}
    for name, value in kept.values:
        values.setdefault(name, []).append(value)
    return client.post(kept.address, values)


# --- when ------------------------------------------------------------------------------------------
def test_who_has_just_signed_in_is_not_asked(client, root):
    enter(client, root)
    assert client.post(INVITE, NELA)["Location"] == reverse("staff:team")
    assert Invitation.objects.get().full_name == "Nela  Nová"


def test_later_nothing_happens_before_the_proof_and_then_what_was_typed_does(signed_in):
    key = key_on(signed_in.get(INVITE).content.decode())
    asked = signed_in.post(INVITE, {**NELA, "once": key})
    assert (asked.status_code, Invitation.objects.count()) == (303, 0)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))

    assert prove(signed_in, asked["Location"]) == GO_ON
    assert Invitation.objects.count() == 0
    assert press_on(signed_in)["Location"] == reverse("staff:team")

    invitation = Invitation.objects.get()
    assert (invitation.full_name, sorted(invitation.roles)) == ("Nela  Nová", ["agent", "lead"])
    # What was sent is not kept any longer.
    assert signed_in.get(GO_ON)["Location"] == reverse("interactions:my_day")


def test_within_five_minutes_one_is_not_asked_twice_and_after_them_again(signed_in):
    prove(signed_in, signed_in.post(INVITE, NELA)["Location"])
    press_on(signed_in)
    aged(signed_in, timedelta(minutes=4, seconds=50))
    assert signed_in.post("/team/new/", {"name": "East"})["Location"] == reverse("staff:team")
    aged(signed_in, timedelta(seconds=10))
    assert signed_in.post("/team/new/", {"name": "West"})["Location"].startswith("/accounts/reauthenticate/")


def test_looking_is_never_asked_about(signed_in, alice):
    for address in (INVITE, reverse("staff:team"), reverse("staff:colleague", args=[alice.pk])):
        assert signed_in.get(address).status_code == 200


def test_with_the_setting_off_there_is_no_detour(signed_in, settings):
    settings.REQUIRE_STEP_UP = False
    assert signed_in.post(INVITE, NELA)["Location"] == reverse("staff:team")


def test_a_form_with_a_mistake_comes_back_where_it_was(signed_in):
    prove(signed_in, signed_in.post(INVITE, {**NELA, "email": "none"})["Location"])
    answer = press_on(signed_in)
    assert (answer.status_code, answer.request["PATH_INFO"]) == (422, INVITE)
    assert answer.context["form"].data["full_name"] == "Nela  Nová"


def test_text_of_several_lines_and_markup_is_kept_as_it_was(signed_in):
    name = '\n  "A" </textarea><b>\r\n&amp; '
    prove(signed_in, signed_in.post("/team/new/", {"name": name})["Location"])
    page = signed_in.get(GO_ON)
    assert page.context["kept"].values == [("name", name)]
    assert "<b>" not in page.content.decode()


def test_what_is_too_long_to_be_kept_is_refused(signed_in):
    assert signed_in.post("/team/new/", {"name": "x" * 60_000}).status_code == 400


def test_htmx_leaves_the_page_for_the_proof(signed_in):
    for more in ({}, {"HX-Boosted": "true"}):
        answer = signed_in.post(INVITE, NELA, headers={"HX-Request": "true", **more})
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer["HX-Redirect"].startswith("/accounts/reauthenticate/?next=")
    assert Invitation.objects.count() == 0


def test_who_leaves_it_finds_it_when_another_proof_is_due_for_a_page(signed_in, settings):
    """What waits is sent by a press on its page alone, never by another proof."""
    signed_in.post(INVITE, NELA)
    to = reverse("account_reauthenticate") + "?" + urlencode({"next": "/profile/"})
    assert prove(signed_in, to) == "/profile/"
    assert Invitation.objects.count() == 0


# --- by which ways ---------------------------------------------------------------------------------
def test_a_wrong_password_opens_nothing(signed_in):
    asked = signed_in.post(INVITE, NELA)["Location"]
    answer = signed_in.post(asked, {"password": "x" * 14, "next": back_from(asked)})
    assert answer.status_code == 200
    assert press_on(signed_in)["Location"].startswith("/accounts/reauthenticate/")
    assert Invitation.objects.count() == 0


def test_a_code_of_the_app_is_a_proof(client, root, signed_in):
    secret = add_app(root)
    asked = signed_in.post(INVITE, NELA)["Location"]
    [app] = [way["url"] for way in signed_in.get(asked).context["reauthentication_alternatives"]]
    assert prove(signed_in, app, {"code": code_of(secret), "next": back_from(app)}) == GO_ON
    press_on(signed_in)
    assert Invitation.objects.count() == 1


@pytest.fixture
def key(settings, client, root):
    settings.PASSKEYS_POSSIBLE, settings.PUBLIC_HOST = True, "testserver"
    key = SoftKey("testserver", "https://testserver")
    enter(client, root)
    made_with(key, client)
    assert Authenticator.objects.filter(user=root, type="webauthn").count() == 1
    aged(client)
    return key


def test_a_passkey_is_a_proof_and_a_failed_one_leads_nowhere_else(client, root, key):
    client.post(INVITE, NELA)
    address = f"{reverse('mfa_reauthenticate_webauthn')}?next={GO_ON}"

    client.get(address)
    failed = client.post(address, {"credential": "{}", "next": GO_ON})
    assert failed["Location"] == address.replace("/is-it-you/", "%2Fis-it-you%2F")
    options = client.get(failed["Location"]).context["js_data"]["request_options"]
    assert prove(client, address, {"credential": key.sign(as_sent(options)), "next": GO_ON}) == GO_ON

    press_on(client)
    assert Invitation.objects.count() == 1


# --- who signs in elsewhere ------------------------------------------------------------------------
@pytest.fixture
def provider(settings):
    with running_provider() as started:
        app = {
            "provider_id": "sso",
            "name": "House keys",
            "client_id": CLIENT_ID,
            "secret": "quiet",
            "settings": {"server_url": started.url, "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        started.claims = {"sub": "7", "email": "sole@fair.example", "email_verified": True}
        yield started


@pytest.fixture
def sole(client, organisation, provider):
    """An administrator who has no password here; signed in a while ago."""
    sole = make_user("Sole", Role.ADMINISTRATOR)
    sole.set_unusable_password()
    sole.save()
    through(client, reverse("openid_connect_login", args=["sso"]))
    assert SocialAccount.objects.get().user == sole
    aged(client)
    return sole


def through(client, address, values=None):
    """To the provider and back, as a browser goes."""
    asked = client.post(address, values)["Location"]
    state = parse_qs(urlsplit(asked).query)["state"][0]
    return asked, client.get(reverse("openid_connect_callback", args=["sso"]), {"code": "c", "state": state})


def signed_in_there(provider, ago):
    provider.claims["auth_time"] = int((timezone.now() - ago).timestamp())


def test_a_new_sign_in_at_the_provider_is_a_proof(client, sole, provider):
    asked = client.post(INVITE, NELA)["Location"]
    assert asked.startswith(reverse("sso_confirm"))
    assert "Sign in with House keys again" in client.get(asked).content.decode()
    signed_in_there(provider, timedelta(seconds=20))

    to_provider, back = through(client, reverse("sso_confirm"), {"next": back_from(asked)})

    query = parse_qs(urlsplit(to_provider).query)
    assert (query["prompt"], query["max_age"]) == (["login"], ["0"])
    assert back["Location"] == GO_ON
    press_on(client)
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("ago", [None, timedelta(minutes=6), timedelta(hours=8)])
def test_a_sign_in_there_of_this_morning_is_none(client, sole, provider, ago):
    client.post(INVITE, NELA)
    if ago:
        signed_in_there(provider, ago)
    _asked, back = through(client, reverse("sso_confirm"), {"next": GO_ON})
    assert back["Location"] == reverse("sso_confirm") + "?next=%2Fis-it-you%2F"
    assert "did not show that you have just signed in" in client.get(back["Location"]).content.decode()
    press_on(client)
    assert Invitation.objects.count() == 0
    assert AuditEntry.objects.get(action="staff.factor.failed").detail == {"type": "sso"}


def test_nor_is_another_persons(client, sole, provider, alice):
    SocialAccount.objects.create(user=alice, provider="sso", uid="8")
    client.post(INVITE, NELA)
    provider.claims = {"sub": "8", "email": alice.email, "email_verified": True}
    signed_in_there(provider, timedelta(0))
    through(client, reverse("sso_confirm"), {"next": GO_ON})
    assert client.session["_auth_user_id"] == str(sole.pk)
    press_on(client)
    assert Invitation.objects.count() == 0


def test_who_has_no_account_there_is_not_led_there(client, root, signed_in, provider):
    assert signed_in.get(reverse("sso_confirm")).status_code == 404
    asked = signed_in.post(INVITE, NELA)["Location"]
    assert signed_in.get(asked).context["reauthentication_alternatives"] == []


@pytest.mark.parametrize("name", ["mfa_add_webauthn", "mfa_activate_totp"])
def test_a_stolen_session_gets_no_first_factor_of_its_own(client, sole, name):
    """Else it would show a passkey that the thief has just made."""
    assert client.get(reverse(name))["Location"].startswith(reverse("sso_confirm"))
    client.post(reverse("account_logout"))
    through(client, reverse("openid_connect_login", args=["sso"]))
    assert client.get(reverse(name)).status_code == 200


# --- the administration ----------------------------------------------------------------------------
def test_a_change_in_the_administration_asks_too(client, admin, team):
    enter(client, with_password(admin))
    aged(client)
    address = f"/admin/staff/team/{team.pk}/change/"
    assert client.get(address).status_code == 200
    asked = client.post(address, {"name": "West"})["Location"]
    team.refresh_from_db()
    assert (asked.startswith("/accounts/reauthenticate/"), team.name) == (True, "North")
    prove(client, asked)
    press_on(client)
    team.refresh_from_db()
    assert team.name == "West"


def test_json_that_is_kept_is_what_was_sent(signed_in):
    values = {"name": json.dumps({"a": ["ž", 1]})}
    signed_in.post("/team/new/", values)
    assert dict(signed_in.get(GO_ON).context["kept"].values) == values
