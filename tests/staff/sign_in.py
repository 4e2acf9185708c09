"""Signing in through the pages, as a browser does, for the tests of every part of it."""

import json
import time
from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.core.cache import cache
from django.test import Client, TestCase
from django.urls import reverse

from staff.models import User
from tests.staff.soft_key import SoftKey

PASSWORD = "quiet-harbour-lantern"


@pytest.fixture(autouse=True)
def _mails_stay_in_memory(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    """Attempts are counted in the cache, which outlives a test."""
    cache.clear()


def with_password(user: User, password: str = PASSWORD) -> User:
    user.set_password(password)
    user.save()
    return user


def enter(client: Client, user: User | str, password: str = PASSWORD, **extra: str) -> Any:
    login = user if isinstance(user, str) else user.email
    return client.post(reverse("account_login"), {"login": login, "password": password}, **extra)


def post_and_commit(client: Client, address: str, values: dict[str, str]) -> Any:
    """Post, and let happen what waits for the commit, which a test's transaction never reaches."""
    with TestCase.captureOnCommitCallbacks() as waiting:
        response = client.post(address, values)
    with request_context(response.wsgi_request):
        for happens in waiting:
            happens()
    return response


def link_in(letter: Any) -> str:
    """The path of the link in a mail about passwords."""
    link = next(word for word in letter.body.split() if word.startswith(settings.PUBLIC_URL))
    return link.removeprefix(settings.PUBLIC_URL)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def add_app(user: User) -> str:
    """Give the colleague an authenticator app; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str, periods_ago: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - periods_ago))


def add_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).get_unused_codes()


def add_passkey(user: User, name: str = "Laptop") -> int:
    """A passkey whose key nobody has at hand: it is there, listed and counted."""
    asked = {"publicKey": {"user": {"id": "MQ"}, "challenge": "x" * 43}}
    return int(WebAuthn.add(user, name, json.loads(SoftKey().register(asked))).instance.pk)
