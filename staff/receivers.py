"""What follows from signing in and out and from a changed second factor: audit entries, mails, ended sessions."""

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from staff import audit, known_browsers, sessions, two_factor
from staff.models import User


@receiver(user_logged_in)
def begin_limits(request: HttpRequest, **kwargs: Any) -> None:
    """However somebody was signed in: the session's time begins."""
    sessions.stamp(request.session, timezone.now())


@receiver(account.user_logged_in)
def tell_of_sign_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    methods = [record.get("type") or record["method"] for record in get_authentication_records(request, user)]
    is_known = known_browsers.of(request).knows(user.email)
    audit.record("staff.sign_in", by=user, subject=user, detail={"by": methods, "known_browser": is_known})
    if not is_known:
        get_adapter().send_notification_mail("account/email/new_browser", user)
        known_browsers.remember(request, user)


@receiver(user_logged_out)
def tell_of_sign_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        reason = getattr(request, "session_ended", "")
        audit.record("staff.sign_out", by=user, subject=user, detail={"reason": reason} if reason else None)


@receiver(account.password_changed)
@receiver(account.password_set)
def tell_of_new_password(user: User, **kwargs: Any) -> None:
    # Django ends the sessions itself: each is bound to the password that it began with.
    audit.record("staff.password.change", by=user, subject=user)


@receiver(account.password_reset)
def tell_of_reset_password(request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record("staff.password.reset", by=user, subject=user)
    # Who read the account's mail may try on, while somebody else guesses.
    known_browsers.remember(request, user)


@receiver(mfa.authenticator_added)
def tell_of_new_factor(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    _factor_changed("staff.factor.add", request, user, authenticator)


@receiver(mfa.authenticator_removed)
def tell_of_removed_factor(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    _factor_changed("staff.factor.remove", request, user, authenticator)


@receiver(mfa.authenticator_reset)
def tell_of_new_codes(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    _factor_changed("staff.factor.renew", request, user, authenticator)


@receiver(mfa.authentication_failed)
def tell_of_wrong_code(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    audit.record("staff.factor.failed", by=None, subject=user, detail={"type": authenticator.type})


def _factor_changed(action: str, request: HttpRequest, user: User, authenticator: Authenticator) -> None:
    audit.record(action, by=user, subject=user, detail={"type": authenticator.type})
    two_factor.forget_seen(request.session)
    sessions.end_sessions(user, but=request.session.session_key)
