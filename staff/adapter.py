"""How allauth behaves here: colleagues are invited, nobody signs up, and limits count people and not spellings."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from crm.middleware import client_address
from staff import audit, known_browsers, sso, step_up, two_factor
from staff.limits import is_within
from staff.models import User
from staff.sso import OIDC

# An address that is guessed at is told of once in so many seconds.
TOLD_EVERY_SECONDS = 5 * 60
BEGAN_WITH = "sign_in_began_with"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_client_ip(self, request: HttpRequest) -> str:
        address = client_address(request)
        if address is None:
            raise PermissionDenied("The sender's address is unknown, so attempts cannot be counted.")
        return address

    # --- attempts ---
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        login = str(credentials.get("email", ""))
        browser = known_browsers.of(request)
        action, key = "login_failed", self._get_login_attempts_cache_key(request, **credentials)
        if browser.knows(login):
            action, key = "login_failed_known_browser", f"{browser.name}:{key}"
        usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
        self._login_failed_rl_usage = usage
        if not usage:
            if is_within("sign-in-blocked", key, most=1, seconds=TOLD_EVERY_SECONDS):
                audit.record("staff.sign_in.blocked", by=None, subject=_colleague(login))
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return known_browsers.one_spelling(str(credentials.get("email", "")))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Whoever left is a stranger, even with the right password: the library would tell them apart.

        An attempt that the database could not judge is none: an outage locks nobody out.
        """
        self.pre_authenticate(request, **credentials)
        try:
            found = authenticate(request, **credentials)
        except DatabaseFailure:
            self._rollback_login_failed_rl_usage()
            raise
        AuthenticationBackend.unstash_authenticated_user()
        if found is None:
            self.authentication_failed(request, **credentials)
            return None
        assert isinstance(found, User)
        self._rollback_login_failed_rl_usage()
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # What was typed is not kept: it may be a password. Both cases write one row, so both take as long.
        audit.record("staff.sign_in.failed", by=None, subject=_colleague(str(credentials.get("email", ""))))

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        assert isinstance(user, User)
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a moment ago is not asked again."""
        if step_up.is_fresh(self.request, timezone.now()):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Also a new sign-in at the identity provider: some colleagues have no password here."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if isinstance(user, User) and sso.opens_account_of(user):
            words = _("Sign in with %(name)s again") % {"name": sso.name()}
            ways.append({"id": sso.PROVIDER, "description": words, "url": reverse("sso_confirm")})
        return ways

    # --- the second step may come minutes after the first ---
    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        request.session[BEGAN_WITH] = user.get_session_auth_hash()
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Nobody goes on whose password was changed or whose account was closed meanwhile."""
        if not user.is_active or request.session.pop(BEGAN_WITH, "") != user.get_session_auth_hash():
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    # --- mail ---
    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a colleague, in their language and zone, what happened to their account."""
        assert isinstance(user, User)
        language = user.language if user.language in settings.INTERFACE_LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(language):
            super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, user.email)


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return two_factor.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return two_factor.decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.PUBLIC_HOST, "name": "Rapport"}


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """The identity provider opens accounts of active colleagues, found by an address that it has verified."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Only the provider of the settings: rows of the database name none."""
        named = settings.SOCIALACCOUNT_PROVIDERS.get(OIDC, {}).get("APPS", [])
        apps = [SocialApp(provider=OIDC, **values) for values in named]
        return [
            app
            for app in apps
            if provider in (None, app.provider, app.provider_id) and client_id in (None, app.client_id)
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        process = sociallogin.state.get("process", "login")
        if process == sso.CONFIRM:
            raise ImmediateHttpResponse(sso.take_answer(request, sociallogin))
        if process != "login":
            raise ImmediateHttpResponse(redirect("staff:profile"))
        if sociallogin.is_existing:
            return
        user = next(filter(None, map(_colleague, _verified(sociallogin))), None)
        if user is None or not user.is_active:
            audit.record("staff.sign_in.failed", by=None, subject=user, detail={"by": "sso"})
            messages.error(request, str(_("There is no account for this address. Ask your administrator for one.")))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)
        audit.record("staff.sso.connect", by=user, subject=user)


def _verified(sociallogin: SocialLogin) -> list[str]:
    # Some providers send the word "false", which is no less true than "true" to a library that asks `if verified`.
    return [row.email for row in sociallogin.email_addresses if row.verified in (True, "true")]


def _colleague(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first()
