"""A plugin of pytest: each test of the list of faults runs as the product is, and once more with each of its faults.

With its fault in place a test must fail, and by what it asserts: a fault that only breaks something is not caught.
`--faults-report` names the file that takes what became of each fault.
"""

import json
from collections.abc import Generator
from copy import copy
from pathlib import Path
from typing import Any

import pytest

from tests.trust.faults import FAULTS, HARMLESS
from tests.trust.seeding import Fault, seeded

CAUGHT, MISSED = "caught", "missed"
PLANTED = pytest.StashKey[Fault]()
OUTCOMES = pytest.StashKey[dict[str, str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults-report", type=Path, required=True)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[OUTCOMES] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    faults = [*FAULTS, HARMLESS]
    items[:] = [
        one
        for item in items
        for one in (item, *(_with_fault(item, fault) for fault in faults if fault.test == item.nodeid))
    ]


def _with_fault(item: Any, fault: Fault) -> Any:
    twin = copy(item)
    twin.stash = pytest.Stash()
    twin.stash[PLANTED] = fault
    # The request of fixtures is of the item that it was made for.
    twin._initrequest()
    return twin


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    fault = pyfuncitem.stash.get(PLANTED, None)
    if fault is None:
        return (yield)
    with seeded(fault):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    fault = item.stash.get(PLANTED, None)
    if fault is None or call.when != "call":
        return report
    outcome = _outcome(call)
    item.config.stash[OUTCOMES][fault.what] = outcome
    if outcome == CAUGHT:
        report.outcome, report.longrepr = "passed", None
    return report


def _outcome(call: pytest.CallInfo[None]) -> str:
    if call.excinfo is None:
        return MISSED
    if call.excinfo.errisinstance((AssertionError, pytest.fail.Exception)):
        return CAUGHT
    return f"broke with {call.excinfo.exconly()}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    session.config.getoption("--faults-report").write_text(json.dumps(session.config.stash[OUTCOMES]))
