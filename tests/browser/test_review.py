"""The monthly review is answered by keys alone, and can be continued."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.embedded import Running
from scripts.screenshots import ALICE, viewing

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(chromium: Browser, rapport: Running) -> Iterator[Page]:
    page = viewing(chromium, rapport, ALICE, viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield page
    page.context.close()


def test_two_customers_are_reviewed_without_a_mouse(page: Page, rapport: Running) -> None:
    page.goto(f"{rapport.url}/interactions/review/")
    left = int(page.locator(".lede").inner_text().split("·")[1].split()[0])
    page.get_by_role("link", name="Begin").press("Enter")
    for _number in range(2):
        reviewed = page.url
        for key, answer in (("3", "advisory"), ("5", "calm"), ("0", "none")):
            page.keyboard.press(key)
            expect(page.locator(f"input[value={answer}]")).to_be_checked()
        page.keyboard.press("s")
        page.wait_for_url(lambda url, before=reviewed: url != before)
    page.goto(f"{rapport.url}/interactions/review/")
    expect(page.locator(".lede")).to_contain_text(f"{left - 2} customers are left. 2 are done.")
