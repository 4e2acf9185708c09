"""Sign-in, sign-out and passwords, through the pages that colleagues use."""

import pytest
from django.core import mail
from django.urls import reverse

from tests.staff.sign_in import link_in

PASSWORD = "quiet-harbour-lantern"


@pytest.fixture
def with_password(alice):
    alice.set_password(PASSWORD)
    alice.save()
    return alice


@pytest.fixture(autouse=True)
def _mails_stay_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_a_colleague_signs_in_and_sees_my_day(client, with_password):
    page = client.get(reverse("account_login"))
    response = client.post(reverse("account_login"), {"login": "ALICE@fair.example", "password": PASSWORD})

    assert page.status_code == 200
    assert (response.status_code, response["Location"]) == (302, reverse("interactions:my_day"))
    assert client.session["_auth_user_id"] == str(with_password.pk)


def test_a_wrong_password_and_an_unknown_address_get_one_answer(client, with_password):
    wrong = client.post(reverse("account_login"), {"login": "alice@fair.example", "password": "x" * 14})
    unknown = client.post(reverse("account_login"), {"login": "nobody@fair.example", "password": "x" * 14})

    assert (wrong.status_code, unknown.status_code) == (200, 200)
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_who_left_does_not_come_in(client, with_password):
    with_password.is_active = False
    with_password.save()

    client.post(reverse("account_login"), {"login": "alice@fair.example", "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_alone(client, organisation):
    values = {"email": "eve@evil.example", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post(reverse("account_signup"), values)

    assert "Accounts are given out" in response.content.decode()
    assert client.post(reverse("account_login"), {"login": values["email"], "password": PASSWORD}).status_code == 200


def test_signing_out_is_asked_before_it_is_done(sign_in, alice):
    client = sign_in(alice)

    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_replaced_through_a_mailed_link(client, with_password):
    client.post(reverse("account_reset_password"), {"email": "alice@fair.example"})
    letter = mail.outbox[0]
    assert letter.subject == "Choose a new password for Rapport"
    assert letter.to == ["alice@fair.example"]
    page = client.get(link_in(letter), follow=True)
    new = "another-harbour-lantern"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    with_password.refresh_from_db()
    assert with_password.check_password(new) is True


def test_asking_for_a_link_tells_nobody_who_has_an_account(client, with_password):
    known = client.post(reverse("account_reset_password"), {"email": "alice@fair.example"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@fair.example"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [letter.to for letter in mail.outbox] == [["alice@fair.example"]]


def test_a_used_or_guessed_link_says_so(client, organisation):
    page = client.get(reverse("account_reset_password_from_key", args=["0", "abc-def"]), follow=True)

    assert "This link no longer works" in page.content.decode()


def test_a_new_password_signs_out_everywhere(client, with_password):
    client.force_login(with_password, backend="allauth.account.auth_backends.AuthenticationBackend")
    new = "another-harbour-lantern"
    page = client.get(reverse("account_change_password"))
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert page.status_code == 200
    assert "_auth_user_id" not in client.session


def test_who_has_no_password_is_offered_none_to_change(with_password, sign_in):
    """Somebody who was added in the Django admin to sign in at the identity provider alone."""
    address, profile = reverse("account_change_password"), reverse("staff:profile")
    assert sign_in(with_password).get(profile).content.decode().count(address) == 2

    with_password.set_unusable_password()
    with_password.save()
    client = sign_in(with_password)

    assert address not in client.get(profile).content.decode()
    for answer in (client.get(address), client.post(address, {"password1": PASSWORD, "password2": PASSWORD})):
        assert (answer.status_code, answer["Location"]) == (302, profile)
    with_password.refresh_from_db()
    assert not with_password.has_usable_password()
