"""The identity provider as a way to show once more who one is."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit
from staff.models import User
from staff.step_up import FRESH_SECONDS

OIDC, PROVIDER = "openid_connect", "sso"
CONFIRM = "confirm"
# A provider that has the colleague signed in asks all the same, and says when it asked.
ASK_ANEW = {"prompt": "login", "max_age": "0"}


def name() -> str:
    return str(_app()["name"]) if _app() else ""


def _app() -> dict[str, Any]:
    return next(iter(settings.SOCIALACCOUNT_PROVIDERS.get(OIDC, {}).get("APPS", [])), {})


def opens_account_of(user: User) -> bool:
    return bool(_app()) and SocialAccount.objects.filter(user=user, provider=PROVIDER).exists()


def ask(request: HttpRequest, back: str) -> HttpResponse:
    """Send the colleague to the provider to sign in once more."""
    provider = get_adapter(request).get_provider(request, PROVIDER)
    response: HttpResponse = provider.redirect(
        request, process=CONFIRM, next_url=back or None, auth_params=dict(ASK_ANEW)
    )
    return response


def take_answer(request: HttpRequest, answer: SocialLogin) -> HttpResponse:
    """Back from the provider: note the proof where it is the same colleague, and was asked just now.

    The address that led to the provider passed through the colleague's browser, so that the wish to be asked anew may
    have been taken out of it: only the moment that the provider itself names counts.
    """
    back = answer.get_redirect_url(request) or ""
    if answer.is_existing and answer.user == request.user and _is_new(answer, timezone.now()):
        account = answer.account
        proof = {"provider": account.provider, "uid": account.uid, "reauthenticated": True}
        record_authentication(request, answer.user, "socialaccount", **proof)
        return redirect(back or settings.LOGIN_REDIRECT_URL)
    if isinstance(request.user, User):
        audit.record("staff.factor.failed", by=None, subject=request.user, detail={"type": PROVIDER})
    messages.error(request, _("That did not show that you have just signed in there as yourself. Try another way."))
    return redirect(f"{reverse('sso_confirm')}?{urlencode({'next': back})}")


def _is_new(answer: SocialLogin, now: datetime) -> bool:
    at = (answer.account.extra_data.get("id_token") or {}).get("auth_time")
    return isinstance(at, int | float) and abs(now.timestamp() - at) < FRESH_SECONDS
