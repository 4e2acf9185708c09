"""What a browser is told when its session cannot be saved."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection

from crm.session_engine import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> SessionStore:
    session = SessionStore()
    session["colour"] = "blue"
    session.save()
    session["colour"] = "green"
    return session


def test_a_session_that_was_ended_meanwhile_is_not_written_again(kept: SessionStore) -> None:
    SessionStore(kept.session_key).delete()
    with pytest.raises(UpdateError):
        kept.save()


def test_a_database_that_fails_is_not_taken_for_an_ended_session(kept: SessionStore) -> None:
    def refuse(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith("UPDATE"):
            raise OperationalError("the disk is full")
        return execute(sql, *args)

    with connection.execute_wrapper(refuse), pytest.raises(OperationalError, match="the disk is full"):
        kept.save()
    kept.save()
    assert SessionStore(kept.session_key)["colour"] == "green"
