import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from tests.factories.staff import make_user

PASSWORD = "quiet-harbour-lantern"


def _without_people(execute, sql, *rest):
    if "staff_user" in sql:
        raise OperationalError("the server closed the connection unexpectedly")
    return execute(sql, *rest)


@pytest.fixture
def enter(client, organisation):
    """Try to sign in from an address of this test's own: attempts are counted by address too."""
    user = make_user("Outage")
    user.set_password(PASSWORD)
    user.save()
    client.raise_request_exception = False

    def _enter(password: str = PASSWORD):
        return client.post(
            reverse("account_login"), {"login": user.email, "password": password}, REMOTE_ADDR="192.0.2.50"
        )

    return _enter


def test_trying_in_vain_during_an_outage_locks_nobody_out(enter):
    with connection.execute_wrapper(_without_people):
        assert [enter().status_code for _attempt in range(6)] == [503] * 6
    assert enter()["Location"] == reverse("interactions:my_day")


def test_wrong_passwords_do(enter):
    assert [enter("x" * 14).status_code for _attempt in range(6)] == [200] * 6
    assert "Too many failed" in enter().content.decode()
