"""What breaks in a page or a job breaks it whole: a plain page, nothing half-written, nothing told, nothing let in."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import pytest
from celery import Task
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from crm.celery import app
from crm.logs import JsonFormatter, LineFormatter
from staff.models import User
from tests.sizes import size
from tests.trust.breaking import Statements, changed, how_many, state, take_guards_down
from tests.trust.forms import EMAIL, PASSWORD, WORDS, Form, forms_of
from tests.trust.house import House, make_house
from tests.trust.walking import Address, addresses

pytestmark = [pytest.mark.trust, pytest.mark.slow]

CANARIES = (WORDS, PASSWORD, EMAIL)
HEADERS = {"Accept-Language": "cs"}
SORRY = ("Něco se pokazilo na naší straně", "Rapport se na chvíli nedostane ke svým datům")
MOST = size(3, full=60)
_names = count(1)


class Overhearing(logging.Handler):
    """Everything that the log says, as it would be written in either style."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [JsonFormatter().format(record), LineFormatter().format(record)]


@pytest.fixture
def log() -> Iterator[Overhearing]:
    overhearing = Overhearing()
    logging.getLogger().addHandler(overhearing)
    yield overhearing
    logging.getLogger().removeHandler(overhearing)


@pytest.fixture
def house(transactional_db: None) -> Iterator[House]:
    """Transactions are real here, so the tables are emptied at the end: what guards them stands aside for that."""
    with transaction.atomic():
        made = make_house(timezone.now())
        User.objects.update(language="cs")
    yield made
    take_guards_down()


def visitor(user: User | None = None) -> Client:
    client = Client(raise_request_exception=False, headers=HEADERS)
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def spread(most: int) -> list[int]:
    """The first, the last and some between, evenly; all where there are few or the size is full."""
    if most <= MOST:
        return list(range(1, most + 1))
    return sorted({1 + round(step * (most - 1) / (MOST - 1)) for step in range(MOST)})


def faults(response: HttpResponse, name: str) -> Iterator[str]:
    """What is wrong with a page that says that something broke."""
    page = response.content.decode()
    if response.status_code not in (500, 503):
        yield f"it answers {response.status_code}"
        return
    if not any(sentence in page for sentence in SORRY):
        yield f"it does not say so in the visitor's language: {page[:80]}"
    if name not in page:
        yield "it does not name the request"
    yield from (f"it repeats {canary}" for canary in CANARIES if canary in page)
    if "Traceback" in page or "statement was refused" in page:
        yield "it tells what broke"


def broken(send: Callable[..., HttpResponse], *, writes_only: bool) -> Iterator[str]:
    """Let the request fail at its statements, one after another; what is wrong with what came of it."""
    most = how_many(lambda: send(headers={}), writes_only=writes_only)
    before = state() if writes_only else {}
    for fails_at in spread(most):
        statements, name = Statements(writes_only, fails_at), f"trust-{next(_names):06}"
        with connection.execute_wrapper(statements):
            response = send(headers={"X-Request-ID": name})
        if not statements.has_failed:
            break
        yield from (f"at {fails_at} of {most}: {fault}" for fault in faults(response, name))
        if writes_only and (half := changed(before, state())):
            yield f"at {fails_at} of {most}: half-written in {half}"
            before = state()


def reading(house: House) -> list[Address]:
    return [address for address in addresses(house) if not address.is_admin]


def test_every_page_that_cannot_be_read(house: House, log: Overhearing, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each page saves its session, as the first one in a minute does, and not only those that a minute came upon.
    monkeypatch.setattr("staff.sessions.NOTED_EVERY", timedelta(0))
    clients = {"token": visitor(), "public": visitor()}
    root = visitor(house.root)
    found = {}
    for address in reading(house):
        client = clients.get(address.rule, root)

        def send(headers: dict[str, str], client: Client = client, address: Address = address) -> HttpResponse:
            return client.get(address.path, {"q": EMAIL, "next": WORDS}, headers=headers)

        if wrong := list(broken(send, writes_only=False)):
            found[address.path] = wrong
    assert found == {}
    assert [line for line in log.lines if any(canary in line for canary in CANARIES)] == []
    assert "Traceback" in "".join(log.lines)


def forms(house: House) -> dict[str, tuple[Client, Form]]:
    """Each form of each page, with who may send it; by where it leads and what it holds."""
    found: dict[str, tuple[Client, Form]] = {}
    for client in (visitor(), visitor(house.root)):
        for address in reading(house):
            page = client.get(address.path)
            if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
                for form in forms_of(address.path, page.content.decode()):
                    found[" ".join(form.kind)] = (client, form)
    return {kind: value for kind, value in found.items() if "logout" not in kind}


# It writes slice by slice, each of them whole; the page that tells of a slice comes after it.
BY_SLICES = {"contacts:bulk_advance"}


def test_every_form_that_cannot_be_saved(house: House, log: Overhearing) -> None:
    found, sent = {}, set()
    for kind, (client, form) in forms(house).items():

        def send(headers: dict[str, str], client: Client = client, form: Form = form) -> HttpResponse:
            return client.post(form.action, form.data, headers=headers)

        view = resolve(form.action.split("?")[0]).view_name
        sent.add(view)
        if view not in BY_SLICES and (wrong := list(broken(send, writes_only=True))):
            found[kind] = wrong
    assert found == {}
    assert [line for line in log.lines if any(canary in line for canary in CANARIES)] == []
    assert len(sent) > 30, sorted(sent)


def own_tasks() -> list[Task]:
    app.loader.import_default_modules()
    return [task for name, task in sorted(app.tasks.items()) if not name.startswith("celery.")]


def test_every_job_that_cannot_read(house: House, log: Overhearing) -> None:
    assert len(own_tasks()) >= len(app.conf.beat_schedule)
    before, ends = state(), {}
    for task in own_tasks():
        statements = Statements(writes_only=False, fails_at=1)
        with connection.execute_wrapper(statements):
            ends[task.name] = (task.apply().state, statements.has_failed)
    assert {name: end for name, end in ends.items() if end[1] and end[0] != "FAILURE"} == {}
    assert changed(before, state()) == {}
    assert [line for line in log.lines if any(canary in line for canary in CANARIES)] == []
    assert settings.CELERY_TASK_ALWAYS_EAGER


def test_where_attempts_cannot_be_counted_none_is_let_through(
    house: House, monkeypatch: pytest.MonkeyPatch, log: Overhearing
) -> None:
    """The cache that counts them is out of order: nothing is answered, saved or signed in without being counted."""

    def refuse(*arguments: object, **options: object) -> None:
        raise ConnectionError(EMAIL)

    for verb in ("add", "incr", "get", "set", "touch", "get_many", "set_many"):
        monkeypatch.setattr(caches["default"], verb, refuse)
    house.alice.set_password(PASSWORD)
    house.alice.save()
    before, client = state(), visitor()
    answers = {
        "sign-in": client.post("/accounts/login/", {"login": house.alice.email, "password": PASSWORD}),
        "new password": client.post("/accounts/password/reset/", {"email": house.alice.email}),
        "survey": client.post(f"/survey/{house.at['survey/']}/", {"q1": 9, "q2": WORDS}),
        "a guess": client.get("/survey/guessed/"),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 500)
    assert changed(before, state()) == {}
    assert "_auth_user_id" not in client.session
    assert [line for line in log.lines if any(canary in line for canary in CANARIES)] == []
