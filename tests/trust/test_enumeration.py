"""Nobody learns from an answer, its cookies, its work or its time who has an account here."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outreach.models import Message
from staff import tokens
from staff.actions import invitations
from staff.models import AuditEntry, Role, TokenPurpose, User
from tests.factories.feedback import make_invitation, make_link, make_survey
from tests.factories.staff import make_user
from tests.sizes import size
from tests.staff.sign_in import PASSWORD, add_app, add_passkey, with_password
from tests.staff.soft_key import text
from tests.trust.telling_apart import appearance, mann_whitney, seconds, statements

pytestmark = pytest.mark.trust

UNKNOWN = "nobody@fair.example"
PAIRS = size(3, full=500)
SERIES = 3
ALIKE = 0.01


@pytest.fixture
def known(organisation, admin, alice) -> dict[str, str]:
    """Addresses of all kinds that are known here in some way."""
    people = {
        "with a password": with_password(alice),
        "with an app": with_password(make_user("App")),
        "with a passkey": with_password(make_user("Key")),
        "without a password": make_user("Sso", password=None),
        "who left": with_password(make_user("Gone", is_active=False)),
        "superuser": with_password(admin),
    }
    add_app(people["with an app"])
    add_passkey(people["with a passkey"])
    invitations.invite(by=admin, email="invited@fair.example", full_name="Nela", roles=[Role.AGENT])
    return {kind: user.email for kind, user in people.items()} | {"who is invited": "invited@fair.example"}


KINDS = [
    *("with a password", "with an app", "with a passkey", "without a password", "who left", "superuser"),
    "who is invited",
]


def _sign_in(client: Client, address: str) -> Any:
    return client.post(reverse("account_login"), {"login": address, "password": "x" * 14})


def _reset(client: Client, address: str) -> Any:
    return client.post(reverse("account_reset_password"), {"email": address})


def _sign_up(client: Client, address: str) -> Any:
    values = {"email": address, "password1": PASSWORD, "password2": PASSWORD}
    return client.post(reverse("account_signup"), values)


def _start_passkey(client: Client, address: str) -> Any:
    return client.get(reverse("mfa_login_webauthn"), {"login": address}, headers={"Accept": "application/json"})


def _start_second_step(client: Client, address: str) -> Any:
    _sign_in(client, address)
    return client.get(reverse("mfa_authenticate"))


DOORS: dict[str, Callable[[Client, str], Any]] = {
    "sign-in": _sign_in,
    "password reset": _reset,
    "sign-up": _sign_up,
    "passkey": _start_passkey,
    "second step": _start_second_step,
}


@pytest.fixture(autouse=True)
def ready(client, organisation, settings) -> None:
    """Mails enter the outbox; what is made when it is first asked for (the journeys) stands already."""
    settings.EMAIL_BACKEND = "outreach.backends.OutboxBackend"
    _reset(client, "warm@fair.example")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", KINDS)
def test_each_door_answers_known_and_unknown_alike(known, door, kind):
    """Also after so many attempts that they are no longer looked at."""
    seen: list[list[Any]] = []
    for address, sender in ((known[kind], "192.0.2.1"), (UNKNOWN, "192.0.2.2")):
        client = Client(REMOTE_ADDR=sender)
        seen.append([])
        for _attempt in range(7):
            with statements() as said:
                answer = DOORS[door](client, address)
            seen[-1].append((appearance(answer, address), said))
    for attempt, (of_known, of_unknown) in enumerate(zip(*seen, strict=True)):
        assert of_known == of_unknown, f"attempt {attempt + 1}"


def test_a_link_is_mailed_to_whoever_may_use_it_alone(known):
    for address in (*known.values(), UNKNOWN, "ALICE@fair.example "):
        _reset(Client(), address)

    mails = Message.objects.filter(subject="Choose a new password for Rapport").values_list("address", flat=True)

    wanted = [known[kind] for kind in KINDS if kind not in ("who left", "who is invited")]
    assert sorted(mails) == sorted([*wanted, "alice@fair.example"])
    asked = AuditEntry.objects.filter(action="staff.password.ask", subject_id=None)
    assert asked.count() == 4, "who left, who is invited, nobody, and the one of the fixture"


@pytest.mark.parametrize("twin", ["\u212aey@fair.example", "ſso@fair.example", "alıce@fair.example"])
def test_a_twin_in_another_script_gets_no_link(known, twin):
    """Some databases fold the Kelvin sign and the long s; no mail goes to what was typed."""
    _reset(Client(), twin)

    assert Message.objects.filter(address__in=known.values()).count() == Message.objects.count()
    assert twin not in Message.objects.values_list("address", flat=True)


def test_nothing_is_sent_to_a_stranger_where_it_could_not_be_taken_back(known, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    _reset(Client(), UNKNOWN)
    _reset(Client(), known["who left"])
    _reset(Client(), known["with a password"])

    assert [letter.to for letter in mail.outbox] == [["alice@fair.example"]]


def test_whoever_left_is_a_stranger_even_with_the_right_password(known):
    client, stranger = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    for _attempt in range(7):
        left = client.post(reverse("account_login"), {"login": known["who left"], "password": PASSWORD})
        unknown = stranger.post(reverse("account_login"), {"login": UNKNOWN, "password": PASSWORD})
        assert appearance(left, known["who left"]) == appearance(unknown, UNKNOWN)


def test_a_forged_passkey_tells_nothing_of_its_account(known):
    """A passkey names its account by number: whether there is one, and whether it has passkeys, stays unsaid."""
    with_key = User.objects.get(email=known["with a passkey"]).pk
    without = User.objects.get(email=known["who left"]).pk
    name = text(b"x" * 16)
    answers = []
    for pk in (with_key, without, 10**9):
        client = Client()
        client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
        response = {"clientDataJSON": "e30", "authenticatorData": "e30", "signature": "e30"}
        response["userHandle"] = text(str(pk).encode())
        forged = {"id": name, "rawId": name, "type": "public-key", "response": response}
        values = {"credential": json.dumps(forged)}
        answers.append(appearance(client.post(reverse("mfa_login_webauthn"), values, follow=True)))
    assert answers[0] == answers[1] == answers[2]


def test_a_guessed_link_for_a_password_is_answered_alike(known):
    numbers = [User.objects.get(email=known[kind]).pk for kind in ("with a password", "who left")]
    keys = [f"{number:x}" for number in (*numbers, 10**9)]
    addresses = [reverse("account_reset_password_from_key", kwargs={"uidb36": key, "key": "abc-123"}) for key in keys]
    answers = [appearance(Client().get(address), address) for address in addresses]
    assert answers[0] == answers[1] == answers[2]


# --- links ----------------------------------------------------------------------------------------
PAGES = ("feedback:survey", "feedback:thanks", "outreach:unsubscribe", "outreach:preferences", "staff:invitation")


@pytest.fixture
def dead_links(known, carol, admin) -> dict[str, str]:
    """Links that are none: guessed, of another page, and of records that there are or are not."""
    survey = make_invitation(carol, make_survey(), created_at=timezone.now())
    return {
        "guessed": "A" * 43,
        "of nothing": tokens.issue(TokenPurpose.SURVEY, subject_id=10**9),
        "of another page": make_link(survey),
        "ended": tokens.issue(TokenPurpose.INVITATION, subject_id=1, expires_at=timezone.now() - timedelta(days=1)),
    }


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_dead_links_of_all_kinds_are_answered_alike(dead_links, page, method):
    answers = []
    for number, (kind, token) in enumerate(dead_links.items()):
        if kind == "of another page" and page.startswith("feedback:"):
            continue
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        answers.append(appearance(getattr(client, method)(reverse(page, args=[token])), token))
    assert {answer["status"] for answer in answers} == {404}
    assert all(answer == answers[0] for answer in answers)


# --- time -----------------------------------------------------------------------------------------
def _differ(calls: Callable[[], tuple[list[Callable[[], Any]], list[Callable[[], Any]]]]) -> list[float]:
    """The p of up to three series; a difference that is one shows in each of them."""
    found: list[float] = []
    while len(found) < SERIES and (not found or found[-1] <= ALIKE):
        found.append(mann_whitney(*seconds(*calls())))
    return found


def newcomers() -> Iterator[Client]:
    """One browser that is somebody else each time."""
    client = Client()
    for number in range(10**6):
        client.cookies.clear()
        client.defaults["REMOTE_ADDR"] = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        yield client


@pytest.mark.slow
@pytest.mark.parametrize("door", ["sign-in", "password reset", "sign-up", "passkey", "second step"])
def test_known_and_unknown_take_the_same_time(organisation, door):
    """One attempt for each address and each sender, so that no limit is met. The suite only tries it out."""
    addresses = [f"colleague{number}@fair.example" for number in range(PAIRS)]
    password = with_password(make_user("First")).password
    User.objects.bulk_create(User(email=address, full_name="C", password=password) for address in addresses)
    newcomer = newcomers()

    def attempts(whom: list[str]) -> list[Callable[[], Any]]:
        return [lambda who=who: DOORS[door](next(newcomer), who) for who in whom]

    def calls() -> tuple[list[Callable[[], Any]], list[Callable[[], Any]]]:
        return attempts(addresses), attempts([address.replace("fair", "evil") for address in addresses])

    for attempt in attempts([f"warm{number}@fair.example" for number in range(5)]):
        attempt()
    found = _differ(calls)
    assert max(found) > ALIKE, found


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_guessed_links_and_those_of_another_page_take_the_same_time(organisation, page):
    purpose = TokenPurpose.UNSUBSCRIBE if page != "outreach:unsubscribe" else TokenPurpose.PREFERENCES
    others = [tokens.issue(purpose, subject_id=1) for _number in range(PAIRS)]
    newcomer = newcomers()

    def reads(links: list[str]) -> list[Callable[[], Any]]:
        return [lambda token=token: next(newcomer).get(reverse(page, args=[token])) for token in links]

    for read in reads(["x" * 43] * 5):
        read()
    found = _differ(lambda: (reads(others), reads([token[::-1] for token in others])))
    assert max(found) > ALIKE, found


def test_the_measure_tells_times_apart_that_differ():
    near, far = [float(number) for number in range(500)], [number + 40.0 for number in range(500)]
    assert mann_whitney(near, far) < 1e-4
    assert mann_whitney(near, near) == 1.0
    assert mann_whitney([1.0] * 9, [1.0] * 9) == 1.0
    assert round(mann_whitney([1, 2, 3, 4, 5, 6, 7], [4, 5, 6, 7, 8, 9, 10]), 3) == 0.034
