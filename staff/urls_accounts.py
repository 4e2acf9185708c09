"""Addresses of signing in. Only these of the library's pages exist: nobody signs up, or changes their own address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, re_path
from django.utils import timezone
from requests import RequestException

from staff import sso, step_up, views_sessions, views_step_up
from staff.models import User

View = Callable[..., HttpResponse]


def _ask_provider(view: View) -> View:
    """A provider that does not answer is a sentence to the visitor, not an error of ours."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RequestException:
            return render(request, "socialaccount/authentication_error.html", status=503)

    return asking


def _change_own(view: View) -> View:
    """Who signs in at the identity provider alone has no password here that could be changed."""

    @wraps(view)
    def changing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User) and not request.user.has_usable_password():
            return redirect("staff:profile")
        return view(request, *args, **kwargs)

    return changing


def _set_up_first(view: View) -> View:
    """Who has nothing else to show sets a factor up right after signing in, or signs in at the provider once more."""

    @wraps(view)
    def setting_up(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User) and settings.REQUIRE_STEP_UP:
            has_own = any(way["id"] != sso.PROVIDER for way in step_up.ways_to_prove(request, request.path))
            if not has_own and not step_up.has_just_signed_in(request, timezone.now()):
                return step_up.ask_first(request)
        return view(request, *args, **kwargs)

    return setting_up


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", _change_own(account.password_change), name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # --- second factor
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/app/activate/", _set_up_first(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/app/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", _set_up_first(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("2fa/passkeys/reauthenticate/", views_step_up.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("2fa/passkeys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    # --- sessions
    path("sessions/", views_sessions.session_list, name="usersessions_list"),
    # --- an identity provider
    path("sso/confirm/", _ask_provider(views_step_up.sso_confirm), name="sso_confirm"),
    path("sso/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sso/error/", social.login_error, name="socialaccount_login_error"),
    path("oidc/<str:provider_id>/login/", _ask_provider(oidc.login), name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", _ask_provider(oidc.callback), name="openid_connect_callback"),
]
