"""A browser, and Rapport as `make run` starts it or as teams run it.

All end with this package: the browser's event loop would make Django refuse its database to later tests.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from scripts.embedded import CHROMIUM, Running, running
from scripts.screenshots import PATIENCE_MS
from scripts.stack import Missing, running_stack

REQUIRED = os.environ.get("RAPPORT_REQUIRE_ALL") == "1"


def give_up(reason: str) -> None:
    pytest.fail(reason) if REQUIRED else pytest.skip(reason)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        give_up(f"{CHROMIUM} is missing: the pages are not tried in a browser.")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def rapport(chromium: Browser) -> Iterator[Running]:
    """The demo world, served from a folder of its own; started only where there is a browser to see it."""
    with running() as started:
        yield started


@pytest.fixture
def full_stack(chromium: Browser) -> Iterator[Running]:
    """The demo world on gunicorn, PostgreSQL, Redis, a worker, a scheduler and a mail server, all real."""
    try:
        with running_stack() as started:
            yield started.running
    except Missing as error:
        give_up(str(error))


@pytest.fixture(params=["rapport", "full_stack"], ids=["embedded", "full-stack"])
def served(request: pytest.FixtureRequest) -> Running:
    """Rapport, started in each way that it may be run."""
    return request.getfixturevalue(request.param)
