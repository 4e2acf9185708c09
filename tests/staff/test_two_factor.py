import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from staff import two_factor
from staff.models import AuditEntry
from tests.staff.sign_in import (  # noqa: F401  (two fixtures that each test here needs)
    PASSWORD,
    _mails_stay_in_memory,
    _nobody_tried_before,
    add_app,
    add_codes,
    add_passkey,
    code_of,
    enter,
    is_signed_in,
    link_in,
    post_and_commit,
    with_password,
)

INDEX = "/accounts/2fa/"


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


# --- who has none yet -----------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["interactions:my_day", "staff:profile", "staff:team", "account_change_password"])
def test_without_a_second_factor_every_page_leads_to_setting_one_up(client, alice, name):
    enter(client, alice)

    response = client.get(reverse(name))

    assert (response.status_code, response["Location"]) == (303, INDEX)


def test_nor_is_anything_written(client, alice, carol):
    enter(client, alice)

    response = client.post(reverse("contacts:contact_bin", args=[carol.pk]))

    carol.refresh_from_db()
    assert (response["Location"], carol.deleted_at) == (INDEX, None)


def test_a_part_of_a_page_sends_the_whole_page_there(client, alice):
    enter(client, alice)

    response = client.get(reverse("interactions:my_day"), headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"], response.content) == (200, INDEX, b"")


def test_nor_does_the_administration_open(client, admin):
    enter(client, admin)

    for address in ("/admin/", "/admin/staff/user/", "/admin/login/"):
        assert client.get(address)["Location"] == INDEX


def test_the_pages_that_set_it_up_open_without_asking_for_the_password_again(client, alice):
    enter(client, alice)

    assert "asks everybody for a second factor" in client.get(INDEX).content.decode()
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302


def test_what_is_anybodys_stays_open(client, alice):
    enter(client, alice)

    chosen = client.post(reverse("staff:set_language"), {"language": "cs", "next": INDEX})

    assert (chosen.status_code, chosen["Location"]) == (303, INDEX)


def test_an_app_is_set_up_and_everything_opens(client, alice):
    enter(client, alice)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    done = post_and_commit(client, reverse("mfa_activate_totp"), {"code": code_of(secret)})
    codes = client.get(done["Location"])

    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert len(codes.context["unused_codes"]) == 10
    assert client.get(reverse("staff:profile")).status_code == 200
    assert mail.outbox[-1].subject == "An authenticator app was added to your account"
    assert mail.outbox[-1].to == [alice.email]
    kept = AuditEntry.objects.filter(action="staff.factor.add", actor=alice)
    assert sorted(entry.detail["type"] for entry in kept) == ["recovery_codes", "totp"]


def test_where_it_is_not_required_nobody_is_led_anywhere(client, alice, settings):
    settings.REQUIRE_TWO_FACTOR = False
    enter(client, alice)

    assert client.get(reverse("staff:profile")).status_code == 200


# --- superusers -----------------------------------------------------------------------------------
def test_an_app_is_not_enough_for_a_superuser(client, admin):
    secret = add_app(admin)
    enter(client, admin)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert is_signed_in(client)
    assert client.get("/admin/")["Location"] == INDEX
    assert "A superuser signs in with a passkey." in client.get(INDEX).content.decode()


def test_a_superuser_with_a_passkey_is_not_let_in_by_an_app_but_by_a_recovery_code(client, admin):
    secret, codes = add_app(admin), add_codes(admin)
    add_passkey(admin)
    enter(client, admin)

    by_app = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert by_app.context["form"].errors == {"code": ["Use your passkey, or one of your recovery codes."]}
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert client.get("/admin/").status_code == 200


def test_where_browsers_make_no_passkeys_an_app_is_enough_for_a_superuser(client, admin, settings):
    settings.PASSKEYS_POSSIBLE = False
    secret = add_app(admin)
    enter(client, admin)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert client.get("/admin/").status_code == 200


def test_who_becomes_a_superuser_needs_a_passkey_from_the_next_request_on(client, alice):
    secret = add_app(alice)
    enter(client, alice)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get(reverse("staff:profile")).status_code == 200

    alice.is_superuser = True
    alice.save()

    assert client.get(reverse("staff:profile"))["Location"] == INDEX


# --- the second step ------------------------------------------------------------------------------
def test_the_password_alone_opens_nothing(client, alice):
    add_app(alice)

    response = enter(client, alice)

    assert response["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("staff:profile"))["Location"] == "/accounts/login/?next=/profile/"


def test_a_code_opens_once(client, alice):
    secret = add_app(alice)
    code = code_of(secret, periods_ago=1)
    enter(client, alice)
    assert client.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/"

    again = Client()
    enter(again, alice)
    again.post(reverse("mfa_authenticate"), {"code": code})

    assert not is_signed_in(again)


def test_a_recovery_code_opens_once(client, alice):
    add_app(alice)
    first, second, *_rest = add_codes(alice)
    enter(client, alice)
    assert client.post(reverse("mfa_authenticate"), {"code": first})["Location"] == "/"

    again = Client()
    enter(again, alice)
    again.post(reverse("mfa_authenticate"), {"code": first})
    assert not is_signed_in(again)
    again.post(reverse("mfa_authenticate"), {"code": second})
    assert is_signed_in(again)


def test_a_replaced_password_does_not_skip_the_second_step(client, alice):
    add_app(alice)
    client.post(reverse("account_reset_password"), {"email": alice.email})
    page = client.get(link_in(mail.outbox[0]), follow=True)
    new = "another-harbour-lantern"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    assert not is_signed_in(client)
    assert enter(client, alice, new)["Location"] == reverse("mfa_authenticate")
    assert AuditEntry.objects.filter(action="staff.password.reset", actor=alice).count() == 1


def test_wrong_codes_are_counted_and_written_down(client, alice):
    secret = add_app(alice)
    enter(client, alice)
    for _attempt in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert not is_signed_in(client)
    assert AuditEntry.objects.filter(action="staff.factor.failed", subject_id=alice.pk).count() == 5


# --- changes --------------------------------------------------------------------------------------
def test_a_new_factor_signs_out_everywhere_else(client, alice):
    elsewhere = Client()
    enter(elsewhere, alice)
    enter(client, alice)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    post_and_commit(client, reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert (is_signed_in(client), is_signed_in(elsewhere)) == (True, False)


def test_removing_the_last_factor_closes_everything_again(client, alice):
    secret = add_app(alice)
    enter(client, alice)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get(reverse("staff:profile")).status_code == 200

    client.post(reverse("mfa_deactivate_totp"))

    assert client.get(reverse("staff:profile"))["Location"] == INDEX
    assert mail.outbox[-1].subject == "The authenticator app was removed from your account"


def test_nobody_touches_anothers_passkey(client, alice, bob):
    add_codes(alice)
    secret, pk = add_app(alice), add_passkey(bob)
    enter(client, alice)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[pk])).status_code == 404
        assert client.post(reverse(name, args=[pk]), {"name": "mine"}).status_code == 404
    assert Authenticator.objects.get(pk=pk).user == bob


def test_a_passkeys_name_is_kept_short(client, alice):
    secret, pk = add_app(alice), add_passkey(alice)
    enter(client, alice)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    client.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": "Phone"})
    refused = client.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": "x" * 61})

    assert refused.status_code == 200
    assert Authenticator.objects.get(pk=pk).data["name"] == "Phone"


def test_every_page_of_the_second_factor_can_be_read(client, alice):
    secret, pk = add_app(alice), add_passkey(alice)
    add_codes(alice)
    enter(client, alice)
    assert "Second step" in client.get(reverse("mfa_authenticate")).content.decode()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    pages = ["mfa_index", "mfa_list_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"]
    pages += ["mfa_deactivate_totp", "mfa_reauthenticate", "account_reauthenticate", "account_change_password"]

    for address in [reverse(name) for name in pages] + [reverse("mfa_remove_webauthn", args=[pk])]:
        assert client.get(address).status_code == 200, address
    download = client.get(reverse("mfa_download_recovery_codes"))
    assert (download["Content-Type"], len(download.content.split())) == ("text/plain", 10)


def test_after_five_minutes_the_password_is_asked_for_again(client, alice):
    secret = add_app(alice)
    enter(client, alice)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()

    asked = client.get(reverse("mfa_deactivate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked["Location"], {"password": "x" * 14})
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 302
    client.post(asked["Location"], {"password": PASSWORD})
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200


# --- secrets and losses ---------------------------------------------------------------------------
def test_no_secret_is_kept_in_clear(alice):
    secret = add_app(alice)
    add_codes(alice)

    kept = [row.data for row in Authenticator.objects.filter(user=alice)]

    assert secret not in str(kept)
    assert two_factor.decrypt(kept[0]["secret"]) == secret


def test_a_changed_key_goes_on_and_the_earlier_one_may_leave_once_the_secrets_are_renewed(alice, settings):
    secret = add_app(alice)
    add_codes(alice)
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another-" + "y" * 50
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert two_factor.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret

    assert two_factor.renew_secrets() == 2

    settings.SECRET_KEY_FALLBACKS = []
    assert two_factor.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret
    settings.SECRET_KEY = earlier
    with pytest.raises(InvalidToken):
        two_factor.decrypt(Authenticator.objects.get(type="totp").data["secret"])


def test_an_operator_helps_who_lost_everything(client, alice, capsys):
    secret = add_app(alice)
    add_codes(alice)
    enter(client, alice)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    call_command("remove_two_factor", "ALICE@fair.example")

    assert not is_signed_in(client)
    assert Authenticator.objects.filter(user=alice).count() == 0
    assert AuditEntry.objects.get(action="staff.factor.remove_all").detail == {"count": 2}
    assert capsys.readouterr().out == "2 removed. alice@fair.example sets up a new one after the next sign-in.\n"
    with pytest.raises(CommandError, match="No colleague has this address"):
        call_command("remove_two_factor", "nobody@fair.example")
