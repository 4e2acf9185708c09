"""The first page of an own Rapport takes the time zone from the browser, and leaves the choice open without one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from scripts.embedded import Running, running
from scripts.screenshots import PATIENCE_MS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def empty(chromium: Browser) -> Iterator[Running]:
    with running(demo=False) as started:
        yield started


@pytest.mark.parametrize(
    ("browser_zone", "scripts_run", "offered"),
    [
        ("Europe/Vilnius", True, "Europe/Vilnius"),
        ("Asia/Calcutta", True, "Asia/Kolkata"),
        ("UTC", True, ""),
        ("Europe/Vilnius", False, ""),
    ],
)
def test_the_browsers_zone_is_offered(
    chromium: Browser, empty: Running, browser_zone: str, scripts_run: bool, offered: str
):
    context = chromium.new_context(timezone_id=browser_zone, java_script_enabled=scripts_run, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{empty.url}/welcome/")
    zone = page.get_by_label("Time zone")
    expect(zone).to_have_attribute("required", "")
    expect(zone).to_have_value(offered)
    context.close()
