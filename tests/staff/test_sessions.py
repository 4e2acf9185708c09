from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staff import sessions
from staff.models import AuditEntry
from tests.staff.sign_in import (  # noqa: F401  (two fixtures that each test here needs)
    PASSWORD,
    _mails_stay_in_memory,
    _nobody_tried_before,
    enter,
    is_signed_in,
    with_password,
)

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"
LIST = "/accounts/sessions/"


@pytest.fixture
def alice(alice):
    return with_password(alice)


@pytest.fixture
def at(monkeypatch):
    """Let the requests that follow be sent so many minutes after now."""
    started = timezone.now()

    def _at(minutes: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: started + timedelta(minutes=minutes))

    return _at


# --- how long they last ---------------------------------------------------------------------------
def test_an_unused_session_ends_after_half_an_hour(client, alice, at):
    enter(client, alice)
    at(29.9)
    assert client.get(reverse("staff:profile")).status_code == 200
    at(59)
    assert client.get(reverse("staff:profile")).status_code == 200

    at(90)

    assert client.get(reverse("staff:profile"))["Location"] == "/accounts/login/?next=/profile/"
    assert not is_signed_in(client)
    ended = AuditEntry.objects.get(action="staff.sign_out")
    assert (ended.actor, ended.detail) == (alice, {"reason": "idle"})


def test_a_busy_session_ends_after_twelve_hours(client, alice, at):
    enter(client, alice)
    for minutes in range(20, 12 * 60, 20):
        at(minutes)
        assert client.get(reverse("staff:set_zone")).status_code == 200

    at(12 * 60 + 1)

    assert client.get(reverse("staff:profile"))["Location"] == "/accounts/login/?next=/profile/"
    assert AuditEntry.objects.get(action="staff.sign_out").detail == {"reason": "age"}


def test_the_session_has_a_new_key_after_the_sign_in(client, alice):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key

    enter(client, alice)

    assert client.session.session_key != before
    assert Client(headers={"cookie": f"sessionid={before}"}).get(reverse("staff:profile")).status_code == 302


def test_use_is_written_down_once_a_minute(client, alice, at):
    enter(client, alice)
    first = UserSession.objects.get().last_seen_at
    at(0.5)
    client.get(reverse("staff:profile"))
    assert UserSession.objects.get().last_seen_at == first
    at(1.5)
    client.get(reverse("staff:profile"))
    assert UserSession.objects.get().last_seen_at > first


# --- the list -------------------------------------------------------------------------------------
def test_the_list_shows_ones_own_sessions_and_sign_ins(client, alice, bob):
    with_password(bob)
    enter(Client(), bob, REMOTE_ADDR="192.0.2.77")
    enter(Client(), alice, REMOTE_ADDR="192.0.2.8", HTTP_USER_AGENT=FIREFOX)
    enter(Client(), alice, "x" * 14, REMOTE_ADDR="192.0.2.9")
    enter(client, alice)

    page = client.get(LIST)

    assert {row.ip for row in page.context["sessions"]} == {"127.0.0.1", "192.0.2.8"}
    assert [entry.action for entry in page.context["history"]] == [
        "staff.sign_in",
        "staff.sign_in.failed",
        "staff.sign_in",
    ]
    text = page.content.decode()
    assert ("Firefox, Windows" in text, "192.0.2.9" in text, "192.0.2.77" in text) == (True, True, False)


def test_one_other_session_is_ended(client, alice):
    first, second = Client(), Client()
    enter(first, alice)
    enter(second, alice)
    enter(client, alice)
    row = UserSession.objects.get(session_key=first.session.session_key)

    response = client.post(LIST, {"session": row.pk})

    assert (response.status_code, response["Location"]) == (303, LIST)
    assert [is_signed_in(browser) for browser in (first, second, client)] == [False, True, True]
    assert AuditEntry.objects.get(action="staff.session.revoke").detail == {"count": 1}


def test_all_other_sessions_are_ended(client, alice):
    first, second = Client(), Client()
    enter(first, alice)
    enter(second, alice)
    enter(client, alice)

    client.post(LIST)

    assert [is_signed_in(browser) for browser in (first, second, client)] == [False, False, True]


def test_nobody_ends_anothers_session_or_learns_that_it_exists(client, alice, bob):
    with_password(bob)
    other = Client()
    enter(other, bob)
    enter(client, alice)
    pk = UserSession.objects.get(user=bob).pk

    answers = [client.post(LIST, {"session": chosen}).status_code for chosen in (pk, 10**6, "x", "-1")]

    assert answers == [404] * 4
    assert is_signed_in(other)


def test_strangers_are_asked_to_sign_in(client, organisation):
    assert client.get(LIST)["Location"] == f"/accounts/login/?next={LIST}"


def test_ended_and_idle_sessions_are_not_listed(client, alice, at):
    gone = Client()
    enter(gone, alice)
    gone.post(reverse("account_logout"))
    enter(Client(), alice)
    at(20)
    enter(client, alice)
    at(22)
    client.get(reverse("staff:profile"))
    at(40)

    listed = sessions.live_sessions(alice, timezone.now())

    assert [row.session_key for row in listed] == [client.session.session_key]


# --- what ends them -------------------------------------------------------------------------------
def test_a_new_password_ends_every_session(client, alice):
    elsewhere = Client()
    enter(elsewhere, alice)
    enter(client, alice)
    new = "another-harbour-lantern"

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert elsewhere.get(reverse("staff:profile")).status_code == 302
    assert client.get(reverse("staff:profile")).status_code == 302
    assert mail.outbox[-1].subject == "Your password for Rapport was changed"
    assert AuditEntry.objects.filter(action="staff.password.change", actor=alice).count() == 1
