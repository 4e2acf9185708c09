"""A real IMAP server for the tests of this room, and mailboxes on it."""

import os
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from crm.encryption import encrypt
from mailbox.imap import PURPOSE
from mailbox.models import Mailbox
from scripts.imap_server import PASSWORD, USER, ImapServer, imap_server
from scripts.stack import Missing
from staff.models import User
from tests.factories.mailbox import make_mailbox


@pytest.fixture(scope="session")
def running_server() -> Iterator[ImapServer]:
    try:
        with imap_server() as server:
            yield server
    except Missing as missing:
        if os.environ.get("RAPPORT_REQUIRE_ALL") == "1":
            raise
        pytest.skip(str(missing))


@pytest.fixture
def server(running_server: ImapServer, settings, monkeypatch: pytest.MonkeyPatch) -> ImapServer:
    settings.MAILBOX_HOSTS = ["127.0.0.1"]
    monkeypatch.setenv("SSL_CERT_FILE", str(running_server.certificate))
    return running_server


@pytest.fixture
def on_server(server: ImapServer) -> Callable[..., Mailbox]:
    """A mailbox whose folder is nobody else's."""

    def make(owner: User, **fields: object) -> Mailbox:
        folder = f"tests-{uuid4().hex}"
        server.make_folder(folder)
        values = {"host": "127.0.0.1", "port": server.port, "username": USER, "folder": folder, "uid_validity": None}
        return make_mailbox(owner, **{**values, "secret": encrypt(PASSWORD, PURPOSE), **fields})

    return make
