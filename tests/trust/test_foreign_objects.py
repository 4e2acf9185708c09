"""Whoever may not see a record is told what they would be told if there were none, and whoever may not do a thing is
refused; neither changes anything."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from tests.sizes import IS_FULL
from tests.trust.conftest import browser
from tests.trust.crawl import text_of
from tests.trust.expected import BINS, OUTSIDERS, ROLES, Whose, covers, has
from tests.trust.routes import ROUTES, Route

pytestmark = [pytest.mark.trust, pytest.mark.slow]

ABSENT = "absent"
GRANTED = {200, 204, 302, 303, 400, 422}
WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')
# That somebody was there is always noted.
NOTED = {"django_session", "staff_auditentry", "staff_auditvalues"}
# What differs between two equal answers.
CHANGING = re.compile(
    r'nonce[=-]["\']?[\w+/=-]+|(?m:^(?:X-Request-ID|Set-Cookie|Content-Length|Expires|Server-Timing):.*$)'
    r'|"X-CSRFToken": "\w+"|\b\d\d:\d\d\b'  # the token, and the clock of the bar on top
    r"|csrfmiddlewaretoken\W+value=\W\w+|[0-9a-f]{32}|[0-9a-f-]{36}"
)


def expected(role: str, route: Route, whose: str, method: str) -> int:
    """The status that the reader is to get; 200 for all that is granted."""
    if role in OUTSIDERS:
        return 302
    if not has(role, route.door):
        return 403
    if method not in route.methods:
        return 405
    if whose == ABSENT or not _sees(role, route.sees, Whose(whose)):
        return 404
    return 200 if _does(role, route.does, Whose(whose)) else 403


def _sees(role: str, sees: str, whose: Whose) -> bool:
    special = {
        "house": True,
        "nobody": False,
        "mine": whose == Whose.OWN,
        "run": whose == Whose.OWN or role == "superuser",
        # Who sees no customer has no segments, whatever figures they read.
        "asked": has(role, "basic") and (whose == Whose.OWN or role == "superuser"),
        # The outbox is the superuser's machine room: what waits for somebody in the bin is told there too.
        "outbox": role == "superuser" or covers(role, "outbox", whose),
        "binned": whose in BINS and covers(role, "bin", whose),
        "ending": whose in (Whose.LENT, Whose.WORKED) or (whose not in BINS and covers(role, "share", whose)),
    }
    return special[sees] if sees in special else covers(role, sees, whose)


def _does(role: str, does: str, whose: Whose) -> bool:
    if does == "redeem":
        return covers(role, "loyalty", whose) and covers(role, "edit", whose)
    if does == "mine":
        return whose == Whose.OWN
    return does == "-" or (role == "superuser" if does == "superuser" else covers(role, does, whose))


def tried(world, route: Route) -> Iterator[tuple[str, int]]:
    """Rows to ask for by whose they are, and one that is not there; all of them where it is told apart."""
    rows = {whose: row.pk for (model, whose), row in world.rows.items() if model is route.model}
    if not IS_FULL and not has(world.role, route.door):
        rows = {Whose.OWN: rows[Whose.OWN]}
    if not IS_FULL and world.role not in ("lead", "manager"):
        rows = {whose: pk for whose, pk in rows.items() if whose in (Whose.OWN, Whose.FOREIGN, Whose.BIN)}
    yield from rows.items()
    yield ABSENT, 99_999_999


@contextmanager
def undone() -> Iterator[list[str]]:
    """What was written within the block, which is taken back after it."""
    written: list[str] = []

    def note(execute: Callable, sql: str, params: object, many: bool, context: object) -> object:
        found = WRITE.match(sql)
        if found and found[2] not in NOTED:
            written.append(sql[:120])
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(note):
            yield written
        transaction.set_rollback(True)


def plain(response, pk: int) -> str:
    return CHANGING.sub("", text_of(response)).replace(f"/{pk}/", "//")


@pytest.mark.parametrize("role", [*ROLES, *OUTSIDERS])
def test_each_route_with_a_record_answers_each_role_as_its_rights_are(world_of, role):
    world = world_of(role)
    client, faults = browser(world), []

    for route in ROUTES:
        for method in ("GET", "POST"):
            not_there = set()
            for whose, pk in tried(world, route):
                client.cookies.pop("messages", None)  # what the last page had to say
                with undone() as written:
                    response = client.generic(method, route.address(pk), "", "application/x-www-form-urlencoded")
                status = 200 if response.status_code in GRANTED and role in ROLES else response.status_code
                wanted = expected(role, route, whose, method)
                if status != wanted:
                    faults.append(f"{method} {route.name} of {whose}: {role} got {response.status_code}, not {wanted}")
                if wanted != 200 and written:
                    faults.append(f"{method} {route.name} of {whose}: refused to {role}, but wrote {written}")
                if wanted == 404:
                    not_there.add(plain(response, pk))
                if method not in route.methods:
                    break
            if len(not_there) > 1:
                faults.append(f"{method} {route.name}: {role} can tell a foreign record from an absent one")

    assert not faults, "\n".join(faults)
