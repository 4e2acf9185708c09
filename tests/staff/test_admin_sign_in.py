import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib import admin as django_admin
from django.test import Client
from django.urls import reverse

from staff.models import AuditEntry
from tests.staff.sign_in import (  # noqa: F401  (two fixtures that each test here needs)
    _mails_stay_in_memory,
    _nobody_tried_before,
    add_app,
    enter,
    is_signed_in,
    with_password,
)


def test_a_factor_is_seen_without_its_secret_and_not_changed(sign_in, admin, alice):
    add_app(alice)
    row = Authenticator.objects.get()
    client, change = sign_in(admin), reverse("admin:mfa_authenticator_change", args=[row.pk])

    page = client.get(change)

    assert page.status_code == 200
    assert row.data["secret"] not in page.content.decode()
    assert client.post(change, {"data": "{}"}).status_code == 403
    assert client.get(reverse("admin:mfa_authenticator_add")).status_code == 403


@pytest.mark.parametrize("at_once", [False, True])
def test_a_lost_factor_is_taken_away_and_its_owner_signed_out(sign_in, admin, alice, at_once):
    elsewhere = Client()
    enter(elsewhere, with_password(alice))
    add_app(alice)
    row = Authenticator.objects.get()
    if at_once:
        address = reverse("admin:mfa_authenticator_changelist")
        values = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    else:
        address, values = reverse("admin:mfa_authenticator_delete", args=[row.pk]), {"post": "yes"}

    sign_in(admin).post(address, values)

    assert Authenticator.objects.count() == 0
    assert not is_signed_in(elsewhere)
    assert AuditEntry.objects.get(action="admin.delete").subject_id == row.pk


def test_an_account_of_the_provider_is_untied(sign_in, admin, alice):
    row = SocialAccount.objects.create(user=alice, provider="sso", uid="7")
    client = sign_in(admin)

    assert client.get(reverse("admin:socialaccount_socialaccount_change", args=[row.pk])).status_code == 200
    client.post(reverse("admin:socialaccount_socialaccount_delete", args=[row.pk]), {"post": "yes"})

    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    ["account.EmailAddress", "socialaccount.SocialApp", "socialaccount.SocialToken", "usersessions.UserSession"],
)
def test_what_would_open_side_doors_is_not_in_the_administration(name):
    assert not django_admin.site.is_registered(apps.get_model(name))
