"""The world of the promises about access, and a browser in it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.trust.canaries import World
from tests.trust.world import build

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world_of(db: None, stop_clock: Callable[[datetime], None]) -> Callable[[str], World]:
    """Build the world around a reader of this role. It is ten in the morning there, whenever the tests run."""
    now = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0)
    stop_clock(now)
    return lambda role: build(role, now=now)


def browser(world: World) -> Client:
    """The reader's browser; a page that breaks is a page that is refused, not a broken test."""
    client = Client(raise_request_exception=True)
    if world.role == "anonymous":
        return client
    client.force_login(type(world.reader).objects.get(pk=world.reader.pk), backend=SIGN_IN)
    if world.role == "deactivated":
        type(world.reader).objects.filter(pk=world.reader.pk).update(is_active=False)
    return client
