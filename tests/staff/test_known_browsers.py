import pytest
from django.core import mail
from django.core.signing import dumps
from django.test import Client, RequestFactory
from django.urls import reverse

from staff import known_browsers
from staff.models import AuditEntry
from tests.staff.sign_in import (  # noqa: F401  (two fixtures that each test here needs)
    _mails_stay_in_memory,
    _nobody_tried_before,
    enter,
    is_signed_in,
    link_in,
    with_password,
)

WRONG = "x" * 14


@pytest.fixture
def alice(alice):
    return with_password(alice)


def guess(times: int, login: str = "alice@fair.example", **extra: str) -> list[bool]:
    """Guess from senders of their own each; return which guesses were refused unread."""
    refused = []
    for number in range(times):
        page = enter(Client(), login, WRONG, **({"REMOTE_ADDR": f"203.0.113.{number}"} | extra))
        refused.append("Too many failed" in page.content.decode())
    return refused


# --- limits ---------------------------------------------------------------------------------------
def test_five_guesses_at_one_address_are_read_wherever_they_come_from(alice):
    assert guess(7) == [False] * 5 + [True] * 2
    assert AuditEntry.objects.filter(action="staff.sign_in.failed", subject_id=alice.pk).count() == 5
    assert AuditEntry.objects.filter(action="staff.sign_in.blocked", subject_id=alice.pk).count() == 1


def test_an_unknown_address_is_counted_the_same(alice):
    assert guess(7, "nobody@fair.example") == [False] * 5 + [True] * 2
    assert AuditEntry.objects.filter(action="staff.sign_in.failed", subject_id=None).count() == 5


def test_all_spellings_of_an_address_count_as_one(client, alice):
    spellings = ["ALICE@fair.example", " alice@fair.example", "Alice@Fair.Example", "aLICE@FAIR.example"]
    spellings.append("alice@fair.example ")
    for number, login in enumerate(spellings):
        assert guess(1, login, REMOTE_ADDR=f"203.0.113.{number}") == [False]
    assert guess(1, "ALIcE@fair.example") == [True]


@pytest.mark.parametrize("login", ["ＡＬＩＣＥ@fair.example", "alice@ｆａｉｒ.example", "alıce@fair.example"])
def test_one_spelling_folds_what_looks_the_same_but_not_what_is_another_letter(login):
    is_alice = known_browsers.one_spelling(login) == "alice@fair.example"
    assert is_alice == ("ı" not in login)


def test_the_kelvin_sign_is_a_k():
    assert known_browsers.one_spelling("\u212aate@fair.example") == "kate@fair.example"


def test_forwarding_headers_of_nobody_we_trust_do_not_hide_the_sender(alice):
    pages = [
        enter(Client(), f"nobody{number}@fair.example", WRONG, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
        for number in range(11)
    ]
    assert ["Too many failed" in page.content.decode() for page in pages] == [False] * 10 + [True]


def test_a_network_of_ipv6_counts_as_one_sender(alice):
    refused = [guess(1, f"n{number}@fair.example", REMOTE_ADDR=f"2001:db8:1:1::{number:x}")[0] for number in range(11)]
    assert refused == [False] * 10 + [True]
    assert guess(1, "n99@fair.example", REMOTE_ADDR="2001:db8:1:2::1") == [False]


# --- the owner is not locked out ------------------------------------------------------------------
def test_the_owner_gets_in_with_a_known_browser_while_others_guess(client, alice):
    enter(client, alice)
    client.post(reverse("account_logout"))
    assert guess(7)[-1] is True

    enter(client, alice)

    assert is_signed_in(client)


def test_guesses_in_a_known_browser_are_limited_too(client, alice):
    enter(client, alice)
    client.post(reverse("account_logout"))
    answers = ["Too many failed" in enter(client, alice, WRONG).content.decode() for _attempt in range(6)]
    assert answers == [False] * 5 + [True]


def test_a_browser_of_somebody_else_helps_nobody(client, alice, bob):
    with_password(bob)
    enter(client, bob)
    client.post(reverse("account_logout"))
    guess(5)

    enter(client, alice)

    assert not is_signed_in(client)


def test_on_a_new_browser_the_owner_gets_in_by_a_link_in_the_mail(client, alice):
    guess(5)
    client.post(reverse("account_reset_password"), {"email": alice.email})
    page = client.get(link_in(mail.outbox[0]), follow=True)
    new = "another-harbour-lantern"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    enter(client, alice, new)

    assert is_signed_in(client)


# --- the cookie -----------------------------------------------------------------------------------
FORGED = ["", "x", "x:y:z", dumps(["a", "b"]), dumps({}, salt="staff.known_browsers")]


@pytest.mark.parametrize("cookie", FORGED, ids=["empty", "word", "colons", "another salt", "a signed table"])
def test_a_forged_cookie_makes_no_known_browser(cookie, alice):
    request = RequestFactory().get("/", headers={"cookie": f"browser={cookie}"})
    assert not known_browsers.of(request).knows(alice.email)


def test_the_cookie_is_read_by_the_server_alone_and_names_nobody(client, alice):
    response = enter(client, alice)
    cookie = response.cookies["browser"]
    assert (cookie["httponly"], cookie["samesite"], alice.email in cookie.value) == (True, "Lax", False)


def test_a_sign_in_with_a_new_browser_is_told_in_the_owners_language(client, alice):
    enter(client, alice, HTTP_USER_AGENT="Test/1")
    client.post(reverse("account_logout"))
    enter(client, alice)

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([alice.email], "Signed in to Rapport with a new browser")
    assert ("127.0.0.1" in letter.body, "Test/1" in letter.body) == (True, True)
    known = AuditEntry.objects.filter(action="staff.sign_in", actor=alice).order_by("id")
    assert [entry.detail["known_browser"] for entry in known] == [False, True]
