"""The cast: alice owns the record, bob is in her team, charlie is a stranger, the marketer reads only,
carol is a customer."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from contacts import house_calendars, labels
from contacts.models import Contact
from crm import operations
from staff.models import Organisation, Role, Team, User
from tests.factories.contacts import make_contact
from tests.factories.staff import make_organisation, make_team, make_user

PATIENCE_SECONDS = 60


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other engine; the suite runs on both, so nothing is skipped."""
    other = [item for item in items if any(mark.args[0] != connection.vendor for mark in item.iter_markers("only_on"))]
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in set(other)]


@pytest.fixture(autouse=True)
def own_language_and_zone() -> None:
    """A request leaves the language of its visitor behind, which the next request would replace."""
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts are counted anew in each test. Nothing is cleared: others may use the same Redis."""
    monkeypatch.setattr(caches["default"], "key_prefix", uuid4().hex)


@pytest.fixture(autouse=True)
def own_labels() -> None:
    """The copies of the house's words and calendars outlive a test, and their rows do not."""
    labels.forget()
    house_calendars.forget()


@pytest.fixture(autouse=True)
def patience_with_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loaded machine may be slow to answer; one that is gone refuses at once."""
    monkeypatch.setattr(operations, "TIMEOUT_SECONDS", PATIENCE_SECONDS)


@pytest.fixture
def stop_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let Django's clock stand at a moment: no test may depend on the hour at which it runs."""

    def stop(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return stop


@pytest.fixture
def organisation(db: None) -> Organisation:
    return make_organisation()


@pytest.fixture
def team(organisation: Organisation) -> Team:
    return make_team("North")


@pytest.fixture
def other_team(organisation: Organisation) -> Team:
    return make_team("South")


@pytest.fixture
def alice(team: Team) -> User:
    return make_user("Alice", Role.MANAGER, team=team)


@pytest.fixture
def bob(team: Team) -> User:
    return make_user("Bob", Role.MANAGER, team=team)


@pytest.fixture
def charlie(other_team: Team) -> User:
    return make_user("Charlie", Role.MANAGER, team=other_team)


@pytest.fixture
def lead(team: Team) -> User:
    return make_user("Lead", Role.LEAD, team=team)


@pytest.fixture
def marketer(organisation: Organisation) -> User:
    return make_user("Marketer", Role.MARKETER)


@pytest.fixture
def dpo(organisation: Organisation) -> User:
    return make_user("Dpo", Role.DPO)


@pytest.fixture
def admin(organisation: Organisation) -> User:
    return make_user("Admin", is_staff=True, is_superuser=True)


@pytest.fixture
def carol(alice: User) -> Contact:
    return make_contact("Carol Novotná", owner=alice, email="carol@customer.example", phone="+420 601 000 001")


@pytest.fixture
def sign_in(client: Client):
    """Sign a colleague in and return the client."""

    def _sign_in(user: User) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return _sign_in
