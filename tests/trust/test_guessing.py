"""Guessing ends soon, in whatever spelling and from wherever; nobody locks another out for long."""

import time

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from outreach.models import Message
from staff.models import AuditEntry
from tests.sizes import size
from tests.staff.sign_in import PASSWORD, add_app, add_codes, enter, is_signed_in, with_password

pytestmark = pytest.mark.trust

WRONG = "x" * 14
SPELLINGS = [
    "alice@fair.example",
    "ALICE@FAIR.EXAMPLE",
    " alice@fair.example",
    "Alice@Fair.Example ",
    "aLICE@fair.example",
]


@pytest.fixture
def alice(alice):
    return with_password(alice)


def guess(number: int, login: str = "alice@fair.example") -> bool:
    """Guess from a network of one's own; whether the guess was read."""
    page = enter(Client(), login, WRONG, REMOTE_ADDR=f"2001:db8:{number:x}::1")
    return "Too many failed" not in page.content.decode()


def test_a_thousand_other_addresses_do_not_free_a_blocked_one(alice, settings):
    """Without Redis, in a cache that has long been full."""
    settings.CACHES = {
        "default": {
            "BACKEND": "crm.cache.KeepingDatabaseCache",
            "LOCATION": "crm_cache",
            "OPTIONS": {"MAX_ENTRIES": 20},
        }
    }
    call_command("createcachetable")
    assert [guess(number) for number in range(6)] == [True] * 5 + [False]

    for number in range(size(30, full=1000)):
        assert guess(number + 100, f"other{number}@fair.example")

    assert not guess(99)


def test_the_owner_of_an_address_that_is_guessed_at_waits_five_minutes_at_most(client, alice, monkeypatch):
    """Refused guesses do not make it longer. Whoever goes on guessing stops newcomers only (see known browsers)."""
    began = time.time()
    for minute in (0, 1, 2, 3, 4):
        monkeypatch.setattr(time, "time", lambda minute=minute: began + 60 * minute)
        for number in range(10):
            guess(100 * minute + number)
    enter(client, alice)
    assert not is_signed_in(client)

    monkeypatch.setattr(time, "time", lambda: began + 301)
    enter(client, alice)

    assert is_signed_in(client)


def test_links_for_a_password_are_mailed_five_times_in_five_minutes_in_all_spellings(alice, settings):
    settings.EMAIL_BACKEND = "outreach.backends.OutboxBackend"
    answers = [
        Client().post(reverse("account_reset_password"), {"email": login}, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number, login in enumerate([*SPELLINGS, "Alice@fair.example"])
    ]
    assert answers == [302] * 5 + [429]
    assert Message.objects.filter(address=alice.email).count() == 5


def test_the_second_step_is_guessed_at_five_times(alice, client):
    add_app(alice)
    codes = add_codes(alice)
    enter(client, alice)
    for _attempt in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "00000000"}, REMOTE_ADDR="192.0.2.1")
    again = Client(REMOTE_ADDR="192.0.2.2")
    enter(again, alice)

    again.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert not is_signed_in(again)
    assert AuditEntry.objects.filter(action="staff.factor.failed").count() == 5


@pytest.mark.parametrize("page", ["account_login", "account_reset_password"])
@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_a_foreign_site(alice, client, page, target):
    values = {"login": alice.email, "password": PASSWORD, "email": alice.email, "next": target}
    answer = client.post(f"{reverse(page)}?next={target}", values)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]


@pytest.mark.parametrize("page", ["account_login", "account_logout", "account_reset_password", "usersessions_list"])
def test_forms_of_signing_in_are_not_sent_from_elsewhere(alice, page):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse(page), {"login": alice.email, "password": PASSWORD, "email": alice.email})
    assert answer.status_code == 403
